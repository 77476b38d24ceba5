from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tessera.vault.models import RoomKind

_EXPLAINED: dict[RoomKind, Promise] = {
    RoomKind.OWN: _("A legal team, a safety team: only people of your organisation can be let in."),
    RoomKind.SHARED: _("A working group: people of any organisation can be let in, one by one."),
}


class RoomNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the room"),
        max_length=60,
        required=False,
        help_text=_("Only the people in the room can read it. Without a name it is called as before."),
    )


class OpenRoomForm(forms.Form):
    all_required = True

    name = forms.CharField(
        label=_("Name of the room"),
        max_length=60,
        help_text=_("Only the people you let in can read it: it is kept sealed in the room."),
    )
    kind = forms.ChoiceField(
        label=_("Who can be let in"),
        choices=lambda: [(kind, _explained(kind)) for kind in _EXPLAINED],
        widget=forms.RadioSelect,
        initial=RoomKind.OWN,
    )


def _explained(kind: RoomKind) -> str:
    return format_html('<span>{}<br><small class="faint">{}</small></span>', kind.label, _EXPLAINED[kind])


class CodeForm(forms.Form):
    all_required = True

    code = forms.CharField(
        label=_("Their code"),
        max_length=40,
        help_text=_("Twelve letters and digits. They find it under My account, on their card."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class BringInForm(forms.Form):
    """`compared` is asked of whom no other room knows; `keys` is the print of the keys that the page showed."""

    all_required = True

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As they are called in this room. It is kept sealed.")
    )
    compared = forms.BooleanField(label=_("I heard these words from them, and every word was the same."))
    keys = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["compared"]


class LoseRoomsForm(forms.Form):
    """Asked where somebody goes who alone holds a key to some room."""

    lose = forms.BooleanField(label=_("I know that nobody will be able to open it again."))
