"""Why an envelope is not taken in, or did not arrive. Codes are stored; the words for people are here too."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Refusal(models.TextChoices):
    """What is kept meanwhile, and what to do, is said with it."""

    DAMAGED = "damaged", _("It was changed or cut on its way. Ask them to send it again.")
    OTHER_KEY = (
        "other-key",
        _(
            "It was sealed for a key that this room does not have any more. Ask them to fetch your card and send it again."
        ),
    )
    NOBODY = "nobody", _("There is no letterbox of this name here.")
    STRANGER = (
        "stranger",
        _(
            "The sender is nobody whose keys were compared here. It stays sealed until somebody compares them."
        ),
    )
    FORGED = (
        "forged",
        _(
            "It says that it comes from somebody else than who signed it. Tell them: somebody may use their name."
        ),
    )
    NEWER_KEY = (
        "newer-key",
        _(
            "It was signed with a newer key than the one that is known here. It stays sealed until their new card is here."
        ),
    )
    REPLACED_KEY = (
        "replaced-key",
        _("It was signed with a key that they have replaced since. Ask them to send it again."),
    )
    EXPIRED = "expired", _("Its time was over before anybody opened it.")
    NEWER = "newer", _("Newer software wrote it. It stays sealed until this server is updated.")
    NO_LETTER = "no-letter", _("It holds no letter that can be read.")
    STATUS = (
        "status",
        _(
            "It says something about somebody’s residence status. No room takes that in: tell the sender to leave it out."
        ),
    )
    TWICE = "twice", _("It came a second time.")
    CLOCK = (
        "clock",
        _("This server’s clock is not believed at present, so nothing is taken for too late. It waits."),
    )


RETRIED = frozenset({Refusal.STRANGER, Refusal.NEWER, Refusal.NEWER_KEY, Refusal.CLOCK})
"""What may be taken in later, without anybody sending it again."""


class Hindrance(models.TextChoices):
    """Why an envelope has not reached another server yet. It is tried again until its time is over."""

    UNREACHABLE = "unreachable", _("Their server does not answer. It is tried again by itself.")
    UNKNOWN_HERE = (
        "unknown",
        _(
            "Their server does not know ours yet: somebody there adds our card and compares our words. It is tried again"
            " by itself."
        ),
    )
    NOBODY = (
        "nobody",
        _("There is no letterbox of theirs on that server any more. Call them: they may have moved."),
    )
    FULL = "full", _("Their server has no room at present. It is tried again by itself.")
    NO_ADDRESS = (
        "no-address",
        _("Their server cannot be reached over the network: the file is carried there."),
    )


class Refused(Exception):
    """An envelope was not taken in. Nothing that was here before changed."""

    def __init__(self, why: Refusal, sender: UUID | None = None) -> None:
        super().__init__(why.value)
        self.why, self.sender = why, sender
