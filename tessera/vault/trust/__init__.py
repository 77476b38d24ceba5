"""Five people outside a room, its trustees, any three of whom can bring back its key.

`shares.py` makes and keeps the shares, `actions.py` is everything that changes something: trustees, lockdown,
reopening. In the room `views.py` shows it; to those who stand outside, who ask and who are asked, `outside.py`.
Why it is so: docs/decisions/0031-trustees-lockdown-reopening.md.
"""
