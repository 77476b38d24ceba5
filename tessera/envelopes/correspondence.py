"""Who is written to: this room's own words, cards of others, and comparing theirs by voice."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts.rules import Permission, may
from tessera.vault.access import in_vault
from tessera.vault.heard import HeardWordsForm
from tessera.vault.requests import VaultRequest
from tessera.vault.uploads import takes_uploads_up_to

from . import actions, cards, node, queries
from .covering import EnforcementBody
from .forms import CardForm
from .models import Correspondent


@in_vault(Permission.READ_RECORDS, line="correspondents.listed")
def correspondents(request: VaultRequest) -> HttpResponse:
    _belongs(request)
    shown = {
        "correspondents": Correspondent.objects.filter(ended_at=None),
        "others": queries.not_compared_yet(request.vault.pk),
        "has_letterbox": queries.has_letterbox(),
        "may_compare": may(request.member, Permission.INVITE_MEMBERS),
        "may_open": may(request.member, Permission.MOVE_ROOMS),
    }
    return render(request, "envelopes/correspondents.html", shown)


@in_vault(Permission.MOVE_ROOMS, line="form.shown", fresh=True)
@require_POST
def open_letterbox(request: VaultRequest) -> HttpResponse:
    actions.open_letterbox(by=request.member)
    messages.success(
        request, _("The letterbox is open. Others can write to this room once they compared its words.")
    )
    return redirect("own-words", vault=request.vault.pk)


@in_vault(Permission.READ_RECORDS, line="own-words.shown")
def own_words(request: VaultRequest) -> HttpResponse:
    """From the keys inside the vault, not from what stands in the commons."""
    _belongs(request)
    box = queries.own_letterbox()
    if box is None:
        return redirect("correspondents", vault=request.vault.pk)
    card = node.this_card()
    words = [(name, cards.words_of(card, box, code)) for code, name in settings.LANGUAGES]
    return render(request, "envelopes/own_words.html", {"words": words, "box": box})


@in_vault(Permission.READ_RECORDS, line="own-words.shown")
def fetch_card(request: VaultRequest) -> HttpResponse:  # noqa: ARG001 - it is the same for everybody here
    response = HttpResponse(node.card_file(), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="card.json"'
    return response


@takes_uploads_up_to(cards.LARGEST)
@in_vault(Permission.INVITE_MEMBERS, line="form.shown")
def add_card(request: VaultRequest) -> HttpResponse:
    _belongs(request)
    form = CardForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.keep_card(raw=form.cleaned_data["card"].content(), by=request.member)
        except cards.NewerCard:
            form.add_error(
                "card", _("Newer software made this card. Ask whoever looks after this server to update it.")
            )
        except cards.NotACard:
            form.add_error(
                "card", _("This is no card, or it was changed on its way. Have it sent once more.")
            )
        except EnforcementBody:
            form.add_error("card", _("This body controls migration. Nothing is ever sent to it."))
        else:
            messages.success(
                request, _("The card is here. Now call them, and compare the words of each organisation.")
            )
            return redirect("correspondents", vault=request.vault.pk)
    return render(request, "envelopes/add_card.html", {"form": form})


@in_vault(Permission.INVITE_MEMBERS, line="correspondent.shown", fresh=True)
def compare(request: VaultRequest, uid: UUID) -> HttpResponse:
    """The words are typed as they are heard; they are not shown, or they could be read out to whoever calls."""
    _belongs(request)
    found = queries.cards_with(uid)
    if not found or uid == request.vault.pk:
        raise Http404
    form = HeardWordsForm(request.POST or None)
    if form.is_valid():
        try:
            actions.compare(among=found, vault=uid, heard=form.cleaned_data["words"], by=request.member)
        except actions.OtherWords:
            form.words_differ()
        except EnforcementBody:
            form.add_error("words", _("This body controls migration. Nothing is ever sent to it."))
        else:
            messages.success(request, _("Compared. Now you can write to each other."))
            return redirect("correspondents", vault=request.vault.pk)
    return render(request, "envelopes/compare.html", {"form": form, "box": found[0].letterbox(uid)})


@in_vault(Permission.INVITE_MEMBERS, line="form.shown", fresh=True)
def end_correspondence(request: VaultRequest, uid: UUID) -> HttpResponse:
    _belongs(request)
    one = get_object_or_404(Correspondent, pk=uid, ended_at=None)
    if request.method == "POST":
        actions.end_correspondence(correspondent=one, by=request.member)
        messages.success(request, _("Nothing more goes there, and nothing more is believed from there."))
        return redirect("correspondents", vault=request.vault.pk)
    return render(request, "envelopes/end_correspondence.html", {"one": one})


def _belongs(request: VaultRequest) -> None:
    request.belongs_to = reverse("inbox", kwargs={"vault": request.vault.pk})
