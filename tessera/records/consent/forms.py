"""What is asked of somebody, and how it was put. Status and papers are not among it, and there is no field for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, gettext_lazy

from tessera.common.enforcement import names_enforcement
from tessera.records.subjects import GROUPS, Subject

from . import wordings
from .models import AuthorityKind, Capacity, Purpose, Way
from .recipients import Recipient
from .taking import Asked, may_be_a_child, retake_on

_USUALLY = timedelta(days=365)
_LONGEST = timedelta(days=365 * 5)
GROUP_TITLES = {
    "identity": gettext_lazy("Name, sex, age and nationality"),
    "origin": gettext_lazy("Where the person comes from"),
    "event": gettext_lazy("Where and when: the last contact, or found"),
    "appearance": gettext_lazy("Height, marks, clothes and belongings"),
    "numbers": gettext_lazy("Telephone and document numbers"),
    "story": gettext_lazy("What happened"),
    "family": gettext_lazy("Who is looking, and how to reach them"),
    "remains": gettext_lazy("What was found of somebody who died"),
    "files": gettext_lazy("Photographs and papers"),
}


def group_choices(subject: Subject) -> list[tuple[str, str]]:
    """The groups in which records of this kind have fields, and files."""
    there = {field.group for field in subject.fields} | {"files"}
    return [(group, str(GROUP_TITLES[group])) for group in GROUPS if group in there]


class AskForm(forms.Form):
    """What to ask, of whom, before it is read out."""

    capacity = forms.ChoiceField(
        label=gettext_lazy("Who do you ask?"), choices=Capacity.choices, widget=forms.RadioSelect
    )
    giver = forms.CharField(
        label=gettext_lazy("Their name, where it is not the person themself"), max_length=120, required=False
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What for?"), choices=Purpose.choices, widget=forms.RadioSelect
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("What may be shared?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only what is needed for it. They can say no to any of these."),
    )
    recipients = forms.MultipleChoiceField(
        label=gettext_lazy("With whom?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    public_photo = forms.BooleanField(
        label=gettext_lazy("A photograph may be shown in public"), required=False
    )
    until = forms.DateField(
        label=gettext_lazy("Until when"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language in which it is read to them"))
    authority = forms.CharField(
        label=gettext_lazy("A public authority, by its full name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("One only, and for one disclosure. Leave it empty where none is needed."),
    )
    authority_kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=[("", "–"), *AuthorityKind.choices], required=False
    )
    legal_basis = forms.CharField(
        label=gettext_lazy("On which law that rests"), max_length=300, required=False
    )
    roles = forms.ChoiceField(
        label=gettext_lazy("Does it also control migration, detain or deport?"),
        choices=[
            ("one", gettext_lazy("No, I have checked")),
            (
                "two",
                gettext_lazy(
                    "Yes, and this is about remains, or the victim of a crime: a lawyer approves it"
                ),
            ),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, sent: Any, *, subject: Subject, record: Any, known: list[Recipient]) -> None:
        self._today = timezone.localdate()
        super().__init__(sent, initial={"until": self._today + _USUALLY, "language": get_language()})
        self._known = {str(one.organisation): one.name for one in known}
        self._born, self._of_the_dead = subject.born(record), subject.of_the_dead(record)
        if self._of_the_dead:
            self.fields["capacity"].choices = [(Capacity.RELATIVE, Capacity.RELATIVE.label)]  # type: ignore[attr-defined]
            self.initial["capacity"] = Capacity.RELATIVE
        self.fields["groups"].choices = group_choices(subject)  # type: ignore[attr-defined]
        self.fields["recipients"].choices = list(self._known.items())  # type: ignore[attr-defined]
        self.fields["language"].choices = spoken_languages()  # type: ignore[attr-defined]
        for short in ("until", "language", "authority_kind"):
            self.fields[short].is_short = True  # type: ignore[attr-defined]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self._today < until <= self._today + _LONGEST:
            raise forms.ValidationError(_("Please choose a day after today, and within five years."))
        return until

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("capacity") in {Capacity.GUARDIAN, Capacity.RELATIVE} and not data.get("giver"):
            self.add_error("giver", _("Please say who says yes for them."))
        if data.get("capacity") == Capacity.SELF and may_be_a_child(self._born, self._today):
            self.add_error(
                "capacity", _("They may be under eighteen: a guardian is asked, and the child too.")
            )
        if (
            data.get("capacity") == Capacity.GUARDIAN
            and self._born
            and not may_be_a_child(self._born, self._today)
        ):
            self.add_error("capacity", _("They are eighteen or older: ask them themself."))
        if not data.get("recipients") and not data.get("authority"):
            self.add_error("recipients", _("Please say with whom it may be shared."))
        self._check_authority(data)
        return data

    def _check_authority(self, data: dict[str, Any]) -> None:
        authority = data.get("authority", "")
        if not authority:
            return
        if not data.get("authority_kind"):
            self.add_error("authority_kind", _("Please say what it is. No other public body can be named."))
        if not data.get("legal_basis"):
            self.add_error("legal_basis", _("Please name the law."))
        if problem := self._roles_refused(authority, data):
            self.add_error("roles", problem)

    def _roles_refused(self, authority: str, data: dict[str, Any]) -> str:
        """A body with both roles counts as one that only controls migration, but for remains and victims."""
        is_for_victim = self._of_the_dead or data.get("purpose") == Purpose.JUSTICE
        match data.get("roles"):
            case "two" if is_for_victim:
                return ""
            case "two":
                return _(
                    "Nothing goes to such a body, but about remains, or for the investigation of a crime or a claim."
                )
            case "one" if names_enforcement(authority):
                return _(
                    "This body controls migration. Nothing is ever sent to it, whatever anybody agrees to."
                )
            case "one":
                return ""
        return _(
            "Please find out and say it: a body that does both counts as one that only controls migration."
        )

    def named(self) -> dict[UUID, str]:
        return {UUID(one): self._known[one] for one in self.cleaned_data["recipients"]}

    def asked(self, subject: str, about: UUID, *, way: str, witness: str) -> Asked:
        said = self.cleaned_data
        is_child = said["capacity"] == Capacity.GUARDIAN
        terms = wordings.Terms(
            capacity=said["capacity"],
            purpose=said["purpose"],
            groups=said["groups"],
            recipients=list(self.named().values()),
            authority=said["authority"],
            public_photo=said["public_photo"],
            until=said["until"],
            retake_on=retake_on(self._born, self._today) if is_child else None,
            with_assent=is_child,
            two_roles=bool(said["authority"]) and said["roles"] == "two",
        )
        return Asked(
            subject=subject,
            about=about,
            terms=terms,
            giver=said["giver"],
            authority_kind=said["authority_kind"],
            legal_basis=said["legal_basis"],
            language=said["language"],
            way=way,
            witness=witness,
        )


def spoken_languages() -> list[tuple[str, str]]:
    """In which the words are there to be read to people."""
    return [one for one in settings.PUBLIC_LANGUAGES if one[0] in wordings.LANGUAGES]


class RecordingForm(forms.Form):
    """The words that are always the same, spoken by somebody whose voice can be trusted."""

    all_required = True

    language = forms.ChoiceField(label=gettext_lazy("Language in which it is spoken"))
    file = forms.FileField(
        label=gettext_lazy("The recording"),
        help_text=gettext_lazy("MP3, Ogg, M4A, WAV or WebM, 50 MB at most."),
    )

    def __init__(self, sent: Any, files: Any) -> None:
        super().__init__(sent, files, initial={"language": get_language()})
        self.fields["language"].choices = spoken_languages()  # type: ignore[attr-defined]
        self.fields["language"].is_short = True  # type: ignore[attr-defined]


class SaidYesForm(forms.Form):
    """How the words reached them, and that they said yes."""

    way = forms.ChoiceField(
        label=gettext_lazy("How did they hear it?"), choices=Way.choices, widget=forms.RadioSelect
    )
    witness = forms.CharField(
        label=gettext_lazy("Who else was there"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For example an interpreter. Needed by nobody who read it themselves."),
    )
    assent = forms.BooleanField(label=gettext_lazy("The child said yes too"))
    said_yes = forms.BooleanField(label=gettext_lazy("They said yes, without being pressed"))

    def __init__(self, sent: Any, *, with_assent: bool) -> None:
        super().__init__(sent)
        if not with_assent:
            del self.fields["assent"]


class ReviewForm(forms.Form):
    """What a second member says of what was sent without asking."""

    all_required = True

    upheld = forms.ChoiceField(
        label=gettext_lazy("Was it right?"),
        choices=[
            ("yes", gettext_lazy("Yes: a life was in danger, and there was no time to ask")),
            ("no", gettext_lazy("No: what was sent is asked back")),
        ],
        widget=forms.RadioSelect,
    )
    review = forms.CharField(label=gettext_lazy("Why"), max_length=500)


class ToldForm(forms.Form):
    """That the person knows, or why they cannot."""

    all_required = True

    told = forms.CharField(
        label=gettext_lazy("How they were told, or why they cannot be"),
        max_length=300,
        help_text=gettext_lazy("For example: called on Monday, agrees. Or: no way to reach her yet."),
    )
