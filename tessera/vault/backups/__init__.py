"""Backups: ciphertext only, taken while the server is in use, and brought back onto an empty place.

`taking.py` begins and ends one, `vault_files.py` copies an encrypted database that others are writing, `commons.py`
the databases that need no key, `manifest.py` says what belongs to a backup and whether it is still so, and
`restoring.py` brings it back. The pepper is never part of a backup: it is what keeps a stolen one shut.
"""
