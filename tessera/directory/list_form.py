"""What a list of the directory is asked for, by members and by everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.ui.countries import country_name
from tessera.ui.languages import language_name
from tessera.ui.maps import Area, area_in, area_text

from . import searching
from .models import FacetKind, Shelf
from .searching import Asked
from .vocabulary import LIST_TITLES, Community, EntryKind, Theme

MOST_LETTERS = 200
_CHOSEN = ("country", "place", "theme", "language", "serves", "led_by")


def _choice(label: Any) -> Any:
    field = forms.ChoiceField(label=label, required=False)
    field.is_short = True  # type: ignore[attr-defined]
    return field


class ListForm(forms.Form):
    """Looking for entries: by words, and by what narrows them. Everything is optional, and any value may be sent."""

    words = forms.CharField(
        label=_("What is needed"),
        required=False,
        max_length=MOST_LETTERS,
        help_text=_("In any language: a doctor, un techo para esta noche, محام."),
    )
    theme = _choice(_("Theme"))
    country = _choice(_("Country"))
    place = _choice(_("Place"))
    language = _choice(_("Language spoken"))
    serves = _choice(_("Whom it serves"))
    led_by = _choice(_("By whom it is led"))
    kind = forms.ChoiceField(choices=LIST_TITLES.items(), required=False, widget=forms.HiddenInput)
    # Of a map, as `ui.maps` says it.
    area = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    show = forms.ChoiceField(choices=[("map", "map")], required=False, widget=forms.HiddenInput)

    def __init__(self, sent: Mapping[str, str], *, shelf: Shelf, kind: str) -> None:
        self.sent = {name: sent.get(name, "") for name in self.base_fields} | {"kind": kind}
        self.sent["words"] = self.sent["words"].replace("\0", " ")[:MOST_LETTERS]
        self.sent["show"] = "map" if self.sent["show"] == "map" else ""
        super().__init__(self.sent)
        named = {name: country_name(name) for name in searching.countries(shelf)}
        self._offer("theme", [(code, Theme(code).label) for code in Theme.values])
        self._offer("country", sorted(named.items(), key=lambda one: one[1]))
        country = self.sent["country"]
        self._offer("place", searching.places(shelf, country) if country in named else [])
        of_organisations = Community.choices if kind == EntryKind.ORGANISATION else []
        for name in ("serves", "led_by"):
            self._offer(name, of_organisations)
        spoken = searching.values(shelf, FacetKind.LANGUAGE)
        self._offer(
            "language", sorted(((code, language_name(code)) for code in spoken), key=lambda one: one[1])
        )

    def _offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """What is not offered (any more) counts as not chosen: an old link still leads to a list."""
        offered = list(choices)
        self.fields[name].choices = [("", _("Any")), *offered]  # type: ignore[attr-defined]
        if self.sent[name] not in dict(offered):
            self.sent[name] = ""

    def is_blank(self) -> bool:
        """Whether nothing was asked for but the kind."""
        return not any(value for name, value in self.sent.items() if name not in ("kind", "show"))

    def is_narrowed(self) -> bool:
        """Whether anything was chosen that can be chosen."""
        return any(self.sent[name] for name in _CHOSEN)

    def sent_again(self) -> list[tuple[str, str]]:
        """What was asked, for the next page of it."""
        return [(name, value) for name, value in self.sent.items() if value]

    def asked(self) -> Asked:
        """Call it when the form is valid."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "show"}
        return Asked(**data | {"area": area_in(data["area"])})

    def address_of(self, area: Area) -> str:
        """The same list for one part of the map. Words never stand in an address, so they are left out."""
        kept = {name: value for name, value in self.sent_again() if name not in ("words", "area")}
        return "?" + urlencode(kept | {"area": area_text(area)})
