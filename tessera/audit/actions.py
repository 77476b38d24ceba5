"""What somebody says about the chains. A member is an identifier here: accounts lie above."""

from __future__ import annotations

from uuid import UUID

from . import heads
from .lines import write_line
from .models import CommonsLine, VaultLine


def accept_heads(*, vault: UUID, by: UUID) -> None:
    """Somebody knows why the heads disagreed (a backup was put back): from now on they are kept anew.

    Both chains say so, with what was noticed. Cut off anywhere, it is noticed still, and said once more.
    """
    noticed = len(heads.troubles(vault))
    write_line(VaultLine, "proof.accepted", by=by, noticed=noticed)
    write_line(CommonsLine, "proof.accepted", by=by, about=vault, noticed=noticed)
    heads.keep_heads_anew(vault)
