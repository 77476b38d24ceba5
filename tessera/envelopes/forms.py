"""What to send of a record, to whom and why; cards and envelopes that are brought; answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from tessera.records.consent.forms import group_choices
from tessera.records.consent.models import Consent, Purpose
from tessera.records.consent.rules import (
    AlreadyDisclosed,
    ConsentDoesNotCover,
    ConsentOver,
    ConsentWithdrawn,
    FieldsNotNamed,
    OfAge,
    OtherPurpose,
    RecipientNotNamed,
)
from tessera.records.subjects import Subject
from tessera.vault.models import Attachment

from .disclosing import LONGEST_NOTE
from .models import Correspondent

_REFUSED: dict[type[ConsentDoesNotCover], Any] = {
    ConsentWithdrawn: gettext_lazy("This yes was taken back."),
    ConsentOver: gettext_lazy("This yes is over. Ask again."),
    OfAge: gettext_lazy("The child is eighteen now and has to be asked themself."),
    RecipientNotNamed: gettext_lazy("They were not told of this organisation. Ask them about it."),
    OtherPurpose: gettext_lazy("They said yes to something else. Ask them about this."),
    FieldsNotNamed: gettext_lazy("They were not told that this would be shared. Leave it out, or ask them."),
    AlreadyDisclosed: gettext_lazy("This yes held for one disclosure, and that was made."),
}


def refused_said(refused: ConsentDoesNotCover) -> str:
    """Why nothing was sealed, and what to do."""
    return str(_REFUSED.get(type(refused), _("Nobody has said yes to this. Ask them first.")))


class SendForm(forms.Form):
    """To whom, what for, and which groups of the record."""

    to = forms.ChoiceField(label=gettext_lazy("To whom"), widget=forms.RadioSelect)
    consent = forms.ChoiceField(label=gettext_lazy("Their yes"), widget=forms.RadioSelect, required=False)
    groups = forms.MultipleChoiceField(label=gettext_lazy("What"), widget=forms.CheckboxSelectMultiple)
    attached = forms.MultipleChoiceField(
        label=gettext_lazy("Photographs and papers"), widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("What you ask of them"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Nobody’s particulars here: they belong into the record."),
    )
    answer_by = forms.DateField(
        label=gettext_lazy("Answer wanted by"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        required=False,
    )
    urgent = forms.CharField(
        label=gettext_lazy("Whose life is in danger, and why nobody can be asked first"),
        max_length=500,
        required=False,
    )
    purpose = forms.ChoiceField(label=gettext_lazy("What for?"), choices=Purpose.choices, required=False)

    def __init__(
        self,
        sent: Any,
        *,
        subject: Subject,
        to: Sequence[Correspondent],
        consents: Sequence[Consent],
        files: Sequence[Attachment],
    ) -> None:
        super().__init__(sent)
        self._to = {str(one.vault): one for one in to}
        self._consents = {str(one.uid): one for one in consents}
        self._files = {str(one.pk): one for one in files}
        self.fields["to"].choices = [(key, one.name) for key, one in self._to.items()]  # type: ignore[attr-defined]
        self.fields["consent"].choices = [(key, _said(one)) for key, one in self._consents.items()]  # type: ignore[attr-defined]
        choices = [one for one in group_choices(subject) if one[0] != "files"]
        self.fields["groups"].choices = choices  # type: ignore[attr-defined]
        self.fields["attached"].choices = [(key, one.name) for key, one in self._files.items()]  # type: ignore[attr-defined]
        for short in ("answer_by", "purpose"):
            self.fields[short].is_short = True  # type: ignore[attr-defined]
        if not files:
            del self.fields["attached"]

    def clean_answer_by(self) -> date | None:
        wanted: date | None = self.cleaned_data["answer_by"]
        if wanted and wanted < timezone.localdate():
            raise forms.ValidationError(_("That day is past."))
        return wanted

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("consent") and not data.get("urgent") and "consent" not in self.errors:
            self.add_error("consent", _("Please choose what they said yes to, or ask them first."))
        if data.get("consent") and data.get("urgent"):
            self.add_error("urgent", _("Leave this empty where somebody said yes."))
        return data

    @property
    def receiver(self) -> Correspondent:
        return self._to[self.cleaned_data["to"]]

    @property
    def chosen_consent(self) -> Consent | None:
        return self._consents.get(self.cleaned_data["consent"])

    @property
    def chosen_files(self) -> list[Attachment]:
        return [self._files[one] for one in self.cleaned_data.get("attached", ())]


class CardForm(forms.Form):
    """Another server's card, as a file."""

    all_required = True

    card = forms.FileField(label=gettext_lazy("Their card, as a file"))


class BroughtForm(forms.Form):
    """An envelope that somebody carried here."""

    all_required = True

    envelope = forms.FileField(label=gettext_lazy("The file"))


class AnswerForm(forms.Form):
    """An answer in words."""

    all_required = True

    text = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )


class LawForm(forms.Form):
    """Which law obliges this room to keep what it received."""

    all_required = True

    law = forms.CharField(
        label=gettext_lazy("Which law obliges you to keep it"),
        max_length=500,
        help_text=gettext_lazy("With its article. The sender is told, and tells the person."),
    )


class AskBackForm(forms.Form):
    """Why one envelope is asked back."""

    all_required = True

    why = forms.CharField(label=gettext_lazy("Why"), max_length=200)


def _said(consent: Consent) -> str:
    names = ", ".join(one.name for one in consent.recipients.all())
    return f"{consent.get_purpose_display()} · {names} · {date_format(consent.given_on, _('j F Y'))}"
