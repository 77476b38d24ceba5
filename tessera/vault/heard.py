"""Six words that somebody reads out of their keys, or of what they ask for, and that are typed as they were heard."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class HeardWordsForm(forms.Form):
    """Typed and not ticked, because a tick says nothing; not shown, so that nobody reads them out to whoever calls."""

    all_required = True

    words = forms.CharField(
        label=_("The six words that you hear"),
        max_length=200,
        help_text=_("In whatever language they are read to you. Capitals and accents do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def words_differ(self) -> None:
        """Says that what was typed is not what the keys say."""
        self.add_error(
            "words",
            _(
                "These are not the words of the keys that are here. Have them read once more. If they still"
                " differ, do not confirm, and tell the others: somebody may have put in keys of their own."
            ),
        )
