"""What holds for all of the code and every page, checked from the first day: a broken rule stops the build."""
