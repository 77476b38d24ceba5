"""Pure matching: who on one list could be whom on another, how surely, and why.

Where to look:

- `profile` what is put in; `evidence` what comes out, with `REASONS`, every code and its values;
- `ranking.rank` one request against a `corpus.Corpus`; `linking.link` two whole lists;
- `comparison.compare` two records in full; `strength` how sure, in words;
- `folding`, `likeness`, `frequencies`, `alignment` how words are compared, with the tables `background` (how common
  words are), `nicknames` and `things` (marks and clothes in three languages), under
  `names`, `places`, `details`, `dates`, `traits`, `kinship`, a file for each kind of evidence;
- `corpus` the first look at all records at once, over `words`, `name_index`, `code_index`, `columns`.

Weights are in bits and add up (Fellegi and Sunter 1969). Blank is unknown: weight 0, never against anyone.
Nothing here reads a file, a database or a clock, or holds a key.
"""
