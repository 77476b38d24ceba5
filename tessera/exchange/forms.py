from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.exchange.tables import Table, Target
from tessera.exchange.tables.guess_words import SURNAME_TARGETS
from tessera.tracing.models import WHO_IS_LISTED

from .targets import TARGET_CHOICES


class UploadForm(forms.Form):
    all_required = True

    file = forms.FileField(
        label=_("The list"),
        error_messages={"empty": _("The file is empty. Nothing was kept. Choose another.")},
        help_text=_("A CSV or Excel file (.xlsx), 50 MB at most. It is sealed while it arrives."),
    )
    kind = forms.ChoiceField(
        label=_("Who is on it?"), choices=[*WHO_IS_LISTED.items()], widget=forms.RadioSelect
    )
    source = forms.CharField(
        label=_("Where it comes from"),
        max_length=200,
        help_text=_("Every record will say so. For example: shelter in Altar, 2024."),
    )


class ColumnsForm(forms.Form):
    """One choice a column. Columns behind the firewall have none."""

    day_first = forms.ChoiceField(
        label=_("Dates such as 03/04/2021"),
        choices=[
            ("", _("Tell from the list")),
            ("day", _("The day comes first")),
            ("month", _("The month comes first")),
        ],
        required=False,
    )
    whole_names = forms.BooleanField(
        label=_("No, it holds whole names. Read the columns as I chose them."), required=False
    )
    asks_about_names = False
    m_means = forms.ChoiceField(
        label=_("M in a column of sexes"),
        choices=[("", _("Tell from the list")), ("M", _("Male, masculine")), ("F", _("Mujer (woman)"))],
        required=False,
    )

    def __init__(  # noqa: PLR0913 - what is known of the list
        self,
        *args: Any,
        table: Table,
        targets: list[str],
        day_first: bool | None,
        m_means: str,
        firewalled: list[bool],
        has_m: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day_first"].initial = {None: "", True: "day", False: "month"}[day_first]
        self.fields["m_means"].initial = m_means
        for name in ("day_first", "m_means"):
            self.fields[name].is_short = True  # type: ignore[attr-defined]
        if not has_m:
            del self.fields["m_means"]
        self._columns = len(table.columns)
        samples = _samples(table)
        self.shown = []
        for position, column in enumerate(table.columns):
            name = f"column_{position}"
            if not firewalled[position]:
                self.fields[name] = forms.ChoiceField(
                    label=column, choices=TARGET_CHOICES, initial=targets[position], required=False
                )
            self.shown.append(
                {
                    "title": column,
                    "samples": "" if firewalled[position] else samples[position],
                    "name": name,
                    "firewalled": firewalled[position],
                }
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        targets = set(self.targets())
        if Target.NAME in targets and targets & SURNAME_TARGETS and not data["whole_names"]:
            self.asks_about_names = True
            self.add_error(
                None, _("You chose both a full name and a surname. Is the first column only the given names?")
            )
        return data

    def targets(self) -> list[str]:
        return [self.cleaned_data.get(f"column_{at}") or "leave_out" for at in range(self._columns)]

    def days_come_first(self) -> bool | None:
        return {"": None, "day": True, "month": False}[self.cleaned_data["day_first"]]


def _samples(table: Table) -> list[str]:
    """For each column a few of its cells, so that a person sees what it holds."""
    rows = table.sample(60)
    columns = []
    for position in range(len(table.columns)):
        cells = dict.fromkeys(row[position] for row in rows if row[position])
        columns.append(" · ".join(cell[:40] for cell in list(cells)[:4]))
    return columns
