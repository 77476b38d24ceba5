"""Leaving: a room is taken whole to another server, opened there, and closed here.

| module         | what it does                                                             |
|----------------|--------------------------------------------------------------------------|
| `container.py` | the one file that travels: what is in it, written and read as a stream   |
| `taking.py`    | makes it, while members work                                             |
| `bringing.py`  | reads one that anybody may have made, and makes a room of it or nothing  |
| `closing.py`   | deletes a room that has left                                             |
| `unfinished.py`| at start: what a killed process left of these                            |
| `actions.py`   | all of it as actions, with their lines                                   |

docs/decisions/0034-leaving.md says why it is so.
"""
