from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import Member, Role
from tessera.accounts.rules import roles_given_by

ROLES_MAY = {
    Role.TRUSTEE: _("Never enters the room. Keeps one part of its key, if you choose them for it."),
    Role.READER: _("Sees and searches records."),
    Role.CASE_WORKER: _("Also opens and changes records."),
    Role.COORDINATOR: _("Also imports lists, invites and removes members."),
    Role.ADMINISTRATOR: _("Also changes the network and adds organisations."),
}


class InvitationForm(forms.Form):
    all_required = True

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As their colleagues call them. It is kept sealed in this room."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=[], widget=forms.RadioSelect, initial=Role.CASE_WORKER)

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = roles_given_by(by)
        role = cast(forms.ChoiceField, self.fields["role"])
        role.choices = [(one, _explained(one)) for one in reversed(Role) if one in given]


def _explained(role: Role) -> str:
    return format_html('<span>{}<br><small class="faint">{}</small></span>', role.label, ROLES_MAY[role])


class AttachmentForm(forms.Form):
    all_required = True

    file = forms.FileField(
        label=_("File"),
        help_text=_("A photograph, a letter, a form. 50 MB at most. It is sealed while it arrives."),
    )
