"""The three forms: somebody sought, somebody found alive, remains. What is not known stays blank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.common.spans import DateSpan
from tessera.common.typed_ages import read_age
from tessera.common.typed_dates import read_date, write_date
from tessera.common.typed_lists import read_height
from tessera.common.unreadable import UnreadableValue
from tessera.ui.countries import country_codes_in
from tessera.ui.unreadable import say

from .drafts import PersonDraft
from .models import (
    WHO_IS_LISTED,
    ContactWish,
    Identified,
    IdentifierKind,
    Kind,
    NameKind,
    Person,
    Search,
    Sex,
)
from .queries import MOST_WORDS, words_of
from .writing import draft_of

LONGEST_LIST = 30
LONGEST_LINE = 300
LONGEST_STORY = 500_000  # lists bring several columns of up to 32,767 letters, and what they brought stays


class ReadField(forms.CharField):
    """A text field whose words one of the typed-value readers understands.

    `held` is what the record says, as typed and as stored: a list may have brought what nobody could type.
    """

    is_short = True
    held: tuple[str, Any] = ("", None)

    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(required=False, max_length=80, **kwargs)
        self.read = read

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if typed == self.held[0]:
            return self.held[1]
        try:
            return self.read(typed) if typed else None
        except UnreadableValue as unreadable:
            raise forms.ValidationError(say(unreadable)) from unreadable


class LinesField(forms.CharField):
    """Several short texts, one a line. `held` are those of the record, which may be more than anybody may type."""

    held: Sequence[str] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> list[str]:
        typed = (line.strip() for line in str(super().clean(value)).splitlines())
        lines = list(dict.fromkeys(line for line in typed if line))
        if len(lines) > max(LONGEST_LIST, len(self.held)) or any(len(line) > LONGEST_LINE for line in lines):
            raise forms.ValidationError(_("At most 30 lines, and 300 letters a line."))
        return lines


class StoryField(forms.CharField):
    """A text of several lines, kept as it was written: browsers send two letters for the end of a line."""

    def __init__(self, **kwargs: Any) -> None:
        area = forms.Textarea(attrs={"rows": 5})
        super().__init__(required=False, max_length=LONGEST_STORY, widget=area, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def _short(field: forms.Field) -> Any:
    field.is_short = True  # type: ignore[attr-defined]
    return field


def _text(label: Any, most: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text)


def _choice(label: Any, choices: list[tuple[str, Any]]) -> Any:
    return _short(forms.ChoiceField(label=label, choices=choices, required=False))


DATE_HELP = _("As you know it: 14 March 1999, March 1999, 1999, or 1994-1998.")
AGE_HELP = _("25, or 20-30.")
_UNKNOWN = ("", _("Not known"))


class PersonForm(forms.Form):
    """What the three have in common."""

    kind = Kind.SOUGHT
    needs_name = False
    event_label: Any = ""
    place_label: Any = ""

    full_name = _text(_("Full name"), 300, _("As written or heard, with all surnames, in any alphabet."))
    other_names = LinesField(
        label=_("Other names"), help_text=_("Nicknames, other spellings, the father's name: one a line.")
    )
    sex = _choice(_("Sex"), [_UNKNOWN, *Sex.choices])
    birth = ReadField(read_date, label=_("Date of birth"), help_text=DATE_HELP)
    age = ReadField(read_age, label=_("Age"), help_text=AGE_HELP)
    nationality = _text(_("Nationality"), 60, _("The country, or its two letters: HN."))
    origin_place = _text(_("From"), 300, _("Village, town, district, country."))
    event = ReadField(read_date, help_text=DATE_HELP)
    event_place = _text("", 300)
    height = ReadField(read_height, label=_("Height"), help_text=_("Centimetres: 167, or 163-167."))
    marks = LinesField(
        label=_("Marks"), help_text=_("Scars, tattoos, teeth, anything that does not change: one a line.")
    )
    belongings = LinesField(
        label=_("Belongings"), help_text=_("Clothes, jewellery, papers, a phone: one a line.")
    )
    phones = LinesField(label=_("Telephone numbers"), help_text=_("One a line."))
    documents = LinesField(label=_("Document numbers"), help_text=_("One a line."))
    circumstances = StoryField(label=_("What happened"))
    reference = _short(_text(_("Reference"), 60, _("Left blank, one is given.")))
    source = _text(_("Who says so"), 200)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        """`person` is the record that is changed; None for a new one."""
        super().__init__(*args, **kwargs)
        self._person = person
        if person:
            self.initial = self.typed(person)
            self._hold(draft_of(person))
        self.fields["event"].label = self.event_label
        self.fields["event_place"].label = self.place_label
        # A list may have brought somebody whose name nobody knows: their record can be changed all the same.
        self.fields["full_name"].required = self.needs_name and not (person and person.first_name is None)

    def _hold(self, recorded: PersonDraft) -> None:
        """What the record says already can be saved again, whatever the readers make of it."""
        values = {"birth": recorded.birth, "age": recorded.ages, "event": recorded.event}
        for name, field in self.fields.items():
            if isinstance(field, ReadField):
                field.held = (self.initial[name], (values | {"height": recorded.heights})[name])
            elif isinstance(field, LinesField):
                field.held = self.initial[name].splitlines()

    def clean_nationality(self) -> str:
        if "nationality" not in self.changed_data:
            return str(self.initial.get("nationality", ""))
        codes = country_codes_in(self.cleaned_data["nationality"])
        MaxLengthValidator(60)(codes)  # a name may be shorter than what stands between two of them
        return codes

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        birth, event = data.get("birth"), data.get("event")
        changed = {"birth", "event"}.intersection(self.changed_data)
        # Where the server's day ends, somebody's tomorrow has begun.
        tomorrow = timezone.localdate() + timedelta(days=1)
        for name in changed:
            if data.get(name) and data[name].earliest > tomorrow:
                self.add_error(name, _("This day has not come yet. Is the year right?"))
        if changed and birth and event and self._is_before_birth(event, birth):
            self.add_error(
                "birth", _("This is not before the other date on this page. One of the two is mistaken.")
            )
        return data

    def _is_before_birth(self, event: DateSpan, birth: DateSpan) -> bool:
        """Certainly before it: a newborn can be found on its first day, and nobody is in contact on theirs."""
        is_first_day = event.latest == birth.earliest and self.kind == Kind.SOUGHT
        return event.latest < birth.earliest or is_first_day

    def draft(self) -> PersonDraft:
        """The description as typed, with what this form does not ask as it was; call it when it is valid."""
        data = dict(self.cleaned_data)
        draft = draft_of(self._person) if self._person else PersonDraft(kind=self.kind)
        draft.ages, draft.heights = data.pop("age"), data.pop("height")
        typed = [(data.pop("full_name"), NameKind.FULL)]
        typed += [(text, NameKind.NICKNAME) for text in data.pop("other_names")]
        # The form does not tell a father's name from a nickname: what was one stays one.
        kinds: defaultdict[str, list[str]] = defaultdict(list)
        for text, kind in draft.names:
            kinds[text].append(kind)
        draft.names = []
        for text, kind in typed:
            draft.name(text, kinds[text].pop(0) if kinds[text] else kind)
        for name, value in data.items():
            setattr(draft, name, value)
        return draft

    def recorded_otherwise(self) -> list[tuple[Any, str]]:
        """Label and recorded value of every field in which the record differs from this form, which is valid."""
        recorded = type(self)(self._person and self.typed(self._person), person=self._person)
        recorded.is_valid()
        return [
            (bound.label, dict(getattr(bound.field, "choices", ())).get(bound.data, bound.data))
            for bound in recorded
            if recorded.cleaned_data.get(bound.name) != self.cleaned_data.get(bound.name)
        ]

    @classmethod
    def typed(cls, person: Person) -> dict[str, Any]:
        """The record as somebody would type it into this form."""
        first = person.first_name
        values = {name: getattr(person, name) for name in cls.base_fields if hasattr(person, name)}
        return values | {
            "full_name": first.text if first else "",
            "other_names": "\n".join(name.text for name in person.other_names),
            "birth": _date(person.birth),
            "event": _date(person.event),
            "age": _range(person.age_youngest, person.age_oldest),
            "height": _range(person.height_shortest, person.height_tallest),
            "marks": "\n".join(person.marks),
            "belongings": "\n".join(person.belongings),
            "phones": _identifiers(person, IdentifierKind.PHONE),
            "documents": _identifiers(person, IdentifierKind.DOCUMENT),
        }


class SoughtForm(PersonForm):
    kind = Kind.SOUGHT
    needs_name = True
    event_label = _("When")
    place_label = _("Where they were then")

    age = ReadField(read_age, label=_("Age at the last contact"), help_text=AGE_HELP)
    enquirer_name = _text(_("Name"), 120)
    enquirer_relation = _text(_("Relation"), 60, _("Mother, brother, friend."))
    enquirer_contact = _text(_("How to reach them safely"), 200)


class FoundForm(PersonForm):
    kind = Kind.FOUND
    event_label = _("Found or met on")
    place_label = _("Where")

    contact_wish = forms.ChoiceField(
        label=_("Does the person want to be found?"),
        choices=ContactWish.choices,
        widget=forms.RadioSelect,
        initial=ContactWish.NOT_ASKED,
        help_text=_(
            "Ask before anybody else is told. Whoever does not want to be found is proposed to nobody."
        ),
    )
    custodian = _text(_("Who looks after them"), 200)


class RemainsForm(PersonForm):
    kind = Kind.REMAINS
    event_label = _("Recovered on")
    place_label = _("Where")

    people = _short(
        forms.IntegerField(
            label=_("How many people this entry stands for"),
            required=False,
            min_value=1,
            max_value=100_000,
            initial=1,
        )
    )
    body_condition = _text(_("Condition"), 200)
    post_mortem_interval = _short(_text(_("Time since death, estimated"), 60))
    cause_of_death = _text(_("Cause of death, as recorded"), 500)
    identified = _choice(_("Identification"), [_UNKNOWN, *Identified.choices])
    custodian = _text(_("Where the remains are"), 200)


FORMS: dict[str, type[PersonForm]] = {
    Kind.SOUGHT: SoughtForm,
    Kind.FOUND: FoundForm,
    Kind.REMAINS: RemainsForm,
}


class SearchForm(forms.Form):
    """Looking within the room, or within one of its lists."""

    words = _text(_("Words"), 200, _("Names, places, references; near spellings count."))
    kind = _choice(_("Whom"), [("", _("Anybody")), *WHO_IS_LISTED.items()])
    sex = _choice(_("Sex"), [("", _("Any")), *Sex.choices])
    where = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        if len(words_of(words)) > MOST_WORDS:
            raise forms.ValidationError(
                _("At most 12 words: two or three of a name find more than a sentence.")
            )
        return words

    def is_blank(self) -> bool:
        return not any(self.cleaned_data[name] for name in ("words", "sex", "where"))

    def search(self) -> Search:
        return Search(uid=uuid4(), **self.cleaned_data)


def _date(span: DateSpan | None) -> str:
    return write_date(span) if span else ""


def _range(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ""
    return str(first) if first == last else f"{first}-{last}"


def _identifiers(person: Person, kind: str) -> str:
    return "\n".join(one.value for one in person.identifiers.all() if one.kind == kind)
