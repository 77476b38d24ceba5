"""Several rooms of one organisation, rooms shared by several, and the network's own.

`naming.py` says how the rooms are called that a member holds, `cards.py` how somebody is found whom no room here knows,
`rules.py` who may let in and take out whom, `queries.py` who is known from another room; `actions.py` changes, and
`views.py` shows. See docs/decisions/0033-rooms.md.
"""
