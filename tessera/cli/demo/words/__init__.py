"""Small hand-written word lists: names, places, marks, belongings and sentences, by region and language."""
