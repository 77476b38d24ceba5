"""The logs, in words; and whether they are still the ones that were written, as far as that can be noticed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import segno
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from tessera.accounts.access import members
from tessera.accounts.models import Member
from tessera.accounts.requests import MemberRequest
from tessera.accounts.rules import Permission, may
from tessera.audit import actions, heads
from tessera.audit.lines import ChainBroken, verify_chain
from tessera.audit.models import CommonsLine, Line, VaultHead, VaultLine
from tessera.audit.saying import COMPARISONS, TROUBLES, say
from tessera.sealing.checkpoints import Checkpoint, read_checkpoint
from tessera.sealing.tokens import Misspelled
from tessera.tracing.models import Person
from tessera.vault.access import in_vault
from tessera.vault.models import Colleague
from tessera.vault.requests import VaultRequest
from tessera.vault.trust.models import Trustee

_LINES_A_PAGE = 50
_LATEST = 20


class CheckpointForm(forms.Form):
    all_required = True

    checkpoint = forms.CharField(
        label=gettext_lazy("A checkpoint from earlier"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Type or paste its letters, from your paper or from a colleague. Spaces do not matter."
        ),
    )

    def clean_checkpoint(self) -> Checkpoint:
        try:
            return read_checkpoint(self.cleaned_data["checkpoint"])
        except Misspelled as wrong:
            raise forms.ValidationError(
                _(
                    "These letters are no checkpoint, or one was copied wrongly. Please compare them once more."
                )
            ) from wrong


@dataclass(frozen=True, slots=True)
class Verified:
    """How far a chain holds: `lines` in all, or `broken` at the first that does not follow."""

    lines: int = 0
    broken: int = 0


@in_vault(Permission.READ_RECORDS, line="proof.shown")
def room_proof(request: VaultRequest) -> HttpResponse:
    shown = {
        "verified": _verified(VaultLine),
        "troubles": [TROUBLES[trouble] for trouble in heads.troubles(request.vault.pk)],
        "may_accept": may(request.member, Permission.INVITE_MEMBERS),
    }
    now = heads.signed_head(request.vault.pk)
    return render(request, "web/proof.html", shown | _checkpoints(request, VaultLine, now))


@in_vault(Permission.INVITE_MEMBERS, line="proof.shown")
@require_POST
def accept_heads(request: VaultRequest) -> HttpResponse:
    actions.accept_heads(vault=request.vault.pk, by=request.member.id)
    messages.success(request, _("Written down. From now on the logs are compared anew."))
    return redirect("proof", vault=request.vault.pk)


@in_vault(Permission.INVITE_MEMBERS, line="log.shown")
def log(request: VaultRequest) -> HttpResponse:
    lines = Paginator(VaultLine.objects.order_by("-number"), _LINES_A_PAGE)
    page = lines.get_page(request.GET.get("page"))
    concerned = [line.about for line in page if line.about]
    names: dict[UUID | None, str] = dict(Trustee.objects.values_list("pk", "name"))
    names |= dict(Colleague.objects.values_list("pk", "name"))
    records: dict[UUID | None, str] = dict(
        Person.objects.filter(uid__in=concerned).values_list("uid", "reference")
    )
    here = set(
        Member.objects.filter(pk__in=[line.by for line in page if line.by]).values_list("pk", flat=True)
    )
    told = [
        {
            "line": line,
            "name": names.get(line.by),
            # Of a room that was brought from another server: who has an account there, and none here.
            "from_before": bool(line.by) and line.by not in here,
            "said": say(line),
            "reference": records.get(line.about),
            "concerned": names.get(line.about),
        }
        for line in page
    ]
    return render(request, "web/log.html", {"page": page, "lines": told})


@members(Permission.INVITE_MEMBERS)
def network_proof(request: MemberRequest) -> HttpResponse:
    """The network's own chain. Whether it went back is known inside the rooms only: each page there says."""
    latest = list(CommonsLine.objects.order_by("-number")[:_LATEST])
    known = Member.objects.select_related("organisation").in_bulk([line.by for line in latest if line.by])
    shown = {
        "verified": _verified(CommonsLine),
        "lines": [(line, known.get(line.by), say(line)) for line in latest],
        "rooms": VaultHead.objects.count(),
        "forged": sum(not heads.is_signed(kept, bytes(kept.public)) for kept in VaultHead.objects.all()),
    }
    now = heads.head(CommonsLine, heads.COMMONS)
    return render(request, "web/network_proof.html", shown | _checkpoints(request, CommonsLine, now))


def _verified(chain: type[Line]) -> Verified:
    try:
        return Verified(lines=verify_chain(chain))
    except ChainBroken as broken:
        return Verified(broken=broken.number)


def _checkpoints(request: MemberRequest, chain: type[Line], now: Checkpoint) -> dict[str, Any]:
    """The present one to print, and the field for one of earlier."""
    form = CheckpointForm(request.POST or None)
    compared = _compared(form.cleaned_data["checkpoint"], chain, now.chain) if form.is_valid() else None
    return {
        "form": form,
        "compared": compared,
        "now": now,
        "letters": now.unsigned().spell(),
        "code": _as_code(now),
    }


def _compared(earlier: Checkpoint, chain: type[Line], name: UUID) -> dict[str, str]:
    tone, sentence = COMPARISONS[heads.compare(earlier, chain, name)]
    return {"tone": tone, "said": str(sentence) % {"number": earlier.number}}


def _as_code(checkpoint: Checkpoint) -> SafeString:
    """A QR code with the signature, which is too long to type. White around it also in the dark: cameras need it."""
    code = segno.make_qr(checkpoint.spell().replace(" ", ""), error="m")
    return mark_safe(code.svg_inline(scale=4, light="#fff", svgclass=None, lineclass=None))  # noqa: S308 - letters only
