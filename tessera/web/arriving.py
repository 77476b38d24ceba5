"""A room arrives from another server: first its file, then the words that came another way."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tessera.accounts.access import members
from tessera.accounts.requests import MemberRequest
from tessera.accounts.rules import Permission
from tessera.sealing.checkpoints import Checkpoint, read_checkpoint
from tessera.sealing.tokens import Misspelled
from tessera.vault.files import VaultUnreadable
from tessera.vault.leaving import troubles
from tessera.vault.leaving.actions import bring_room as bring
from tessera.vault.outsiders import require_let_in
from tessera.vault.uploads import (
    SealedUpload,
    forget_long_waiting,
    forget_waiting,
    reopen,
    takes_uploads_up_to,
)

from . import pending

LARGEST_COPY = 500 * 1024 * 1024  # larger ones are brought in at the terminal, where no line is cut


class CopyForm(forms.Form):
    all_required = True

    file = forms.FileField(
        label=gettext_lazy("The copy"),
        help_text=gettext_lazy("The file that the other server made: copy.bin. 500 MB at most here."),
    )


class CopyWordsForm(forms.Form):
    held = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("The six words of the copy"),
        max_length=120,
        help_text=gettext_lazy("They came another way than the file. Capitals and accents do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    checkpoint = forms.CharField(
        label=gettext_lazy("A checkpoint from there, if you have one on paper"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("It shows that this is no older copy than you believe."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_checkpoint(self) -> Checkpoint | None:
        typed = self.cleaned_data["checkpoint"]
        try:
            return read_checkpoint(typed) if typed else None
        except Misspelled as wrong:
            raise forms.ValidationError(
                _(
                    "These letters are no checkpoint, or one was copied wrongly. Please compare them once more."
                )
            ) from wrong


@members(Permission.MOVE_ROOMS)
@takes_uploads_up_to(LARGEST_COPY)
def bring_room(request: MemberRequest) -> HttpResponse:
    require_let_in(request.member)
    forget_long_waiting()
    form = CopyForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload: SealedUpload = form.cleaned_data["file"]
        upload.keep_waiting()
        content = {"upload": str(upload.id), "key": base64.b64encode(upload.key).decode()}
        held = pending.hold(_purpose(request), content)
        return render(request, "web/open_copy.html", {"form": CopyWordsForm(initial={"held": held})})
    return render(request, "web/bring_room.html", {"form": form})


@members(Permission.MOVE_ROOMS, fresh=True)
@sensitive_post_parameters()
@require_POST
def open_copy(request: MemberRequest) -> HttpResponse:
    """Wrong words cost no second upload; whatever else is wrong with the file, it is not kept."""
    form = CopyWordsForm(request.POST)
    if not form.is_valid():
        return render(request, "web/open_copy.html", {"form": form})
    try:
        content = pending.release(_purpose(request), form.cleaned_data["held"])
        upload = UUID(content["upload"])
        brought = bring(
            source=reopen(upload, base64.b64decode(content["key"])),
            words=form.cleaned_data["words"],
            checkpoint=form.cleaned_data["checkpoint"],
            by=request.member,
            bundle=request.session_key.bundle,
        )
    except (troubles.OtherWords, troubles.CheckpointDiffers, troubles.AnotherArrives) as again:
        field, said = _again(again)
        form.add_error(field, said)
        return render(request, "web/open_copy.html", {"form": form})
    except troubles.CopyRefused as refused:
        forget_waiting(upload)
        return _refused(request, _said(refused))
    except (pending.PendingLost, VaultUnreadable):
        return _refused(request, _("The file waited too long and was deleted. Please send it once more."))
    forget_waiting(upload)
    return render(request, "web/brought.html", {"brought": brought})


def _refused(request: MemberRequest, said: str) -> HttpResponse:
    form = CopyForm()
    return render(request, "web/bring_room.html", {"form": form, "refused": said})


def _again(refused: troubles.CopyRefused) -> tuple[str | None, Any]:
    if isinstance(refused, troubles.OtherWords):
        return "words", _(
            "These are not the words of this copy. Please check them, and whether they belong to this file."
        )
    if isinstance(refused, troubles.CheckpointDiffers):
        return "checkpoint", _(
            "This copy is not the room that the checkpoint was made of, or it is an older state of it. Nothing"
            " was brought in. Ask those who made the copy before you go on without it."
        )
    return None, _("Another room is being brought in at this moment. Please try again in a few minutes.")


def _said(refused: troubles.CopyRefused) -> str:
    known = {
        troubles.NoCopy: _("This file is no copy of a room, or a newer version of the software made it."),
        troubles.FromNewerSoftware: _(
            "A newer version of the software made this copy. This server has to be updated first."
        ),
        troubles.RoomIsHere: _(
            "This very room is on this server already. It has to be closed here before it can come back."
        ),
        troubles.NoSpace: _(
            "There is not enough space on the server's disk. Tell whoever looks after the server."
        ),
    }
    return known.get(
        type(refused),
        _(
            "The copy was cut short or changed on its way, or somebody put it together by hand. Please fetch it"
            " once more from where it was made."
        ),
    )


def _purpose(request: MemberRequest) -> str:
    return f"bringing a room by {request.member.id}"
