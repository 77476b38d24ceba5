"""The form for a directory that comes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.ui.countries import country_choices


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Files that belong together; cleaned, a list of them."""

    widget = SeveralFiles

    def clean(self, value: Any, initial: Any = None) -> Any:
        return [super(SeveralFilesField, self).clean(one, initial) for one in value or [None]]


class DirectoryUploadForm(forms.Form):
    list_files = SeveralFilesField(
        label=_("The files"),
        help_text=_(
            "HSDS 3 or 1.1, Ohana, Services Advisor (each language a file), the Illinois export; several files, or one ZIP."
        ),
    )
    source = forms.CharField(
        label=_("Where it comes from"),
        max_length=200,
        help_text=_(
            "Who published it, and when. Every entry will say so, and the same words find it again next time."
        ),
    )
    country = forms.ChoiceField(label=_("Country of places that name none"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Not known")), *country_choices()]  # type: ignore[attr-defined]
