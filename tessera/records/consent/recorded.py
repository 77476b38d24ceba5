"""Recordings of the words, to be kept by who may, and played to whoever is asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tessera.accounts.rules import Permission, may
from tessera.vault.access import in_vault
from tessera.vault.actions import read_attachment
from tessera.vault.requests import VaultRequest

from . import actions, wordings
from .forms import RecordingForm, spoken_languages
from .recordings import NoAudio, recording_of


@in_vault(Permission.READ_RECORDS, line="recordings.listed")
def recordings(request: VaultRequest) -> HttpResponse:
    """What is to be spoken, in each language, and what of it is here."""
    may_keep = may(request.member, Permission.SET_RETENTION)
    form = RecordingForm(request.POST or None, request.FILES or None)
    if may_keep and form.is_valid():
        said = form.cleaned_data
        try:
            actions.keep_words(language=said["language"], upload=said["file"], by=request.member)
        except NoAudio:
            form.add_error(
                "file", _("This is no recording that a browser plays. Save it as MP3, Ogg or M4A.")
            )
        else:
            messages.success(request, _("The recording is kept."))
            return redirect("recordings", vault=request.vault.pk)
    listed = [
        (code, name, wordings.always_said(code), recording_of(code)) for code, name in spoken_languages()
    ]
    shown = {"listed": listed, "form": form if may_keep else None}
    return render(request, "records/recordings.html", shown)


@in_vault(Permission.READ_RECORDS, line="recording.played")
def play_recording(request: VaultRequest, spoken: str) -> StreamingHttpResponse:
    kept = recording_of(spoken)
    if kept is None:
        raise Http404
    pieces = read_attachment(attachment=kept, by=request.member, session=request.session_key.id)
    return StreamingHttpResponse(
        pieces, content_type=kept.media_type, headers={"Content-Length": str(kept.size)}
    )
