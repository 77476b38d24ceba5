"""What can keep a room from leaving or arriving. Each says in its name what happened; nothing was kept."""

from __future__ import annotations


class CopyRefused(Exception):
    """The file is not brought in, and nothing of it was kept."""


class NoCopy(CopyRefused):
    """It is no copy of a room, or was made by newer software."""


class OtherWords(CopyRefused):
    """These are not the copy's words, or its beginning was changed."""


class CopyDamaged(CopyRefused):
    """It was cut short, changed, or put together by somebody else than this software."""


class FromNewerSoftware(CopyRefused):
    """A newer version made it: this server has to be updated first."""


class RoomIsHere(CopyRefused):
    """This very room is on this server already."""


class CheckpointDiffers(CopyRefused):
    """The copy is whole, but it is not the room that the checkpoint was made of, or an earlier state of it."""


class NoSpace(CopyRefused):
    """The server's disk has not enough room for it."""


class AnotherArrives(CopyRefused):
    """Another room is being brought in at this very moment."""


class NotArrived(Exception):
    """These letters are not the ones that the other server shows. Nothing was written down."""


class NotToBeClosed(Exception):
    """No copy has arrived elsewhere, or nobody asked for it: the room stays open."""
