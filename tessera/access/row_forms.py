"""Forms over rows of the rule tables: a rule with its texts, and the example persons beside it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .facts import AGES, NEEDS, STAGES
from .rule_set import CONFIDENCES, EXPECTED, MAY, MAY_NOT, TEXTS
from .saying import say_error
from .tables import COLUMNS, CellError, Row
from .telling import AGE_WORDS, CONFIDENCE_WORDS, NEED_WORDS, STAGE_WORDS

EMPTY_EXAMPLES = 2

LABELS: dict[str, Any] = {
    "code": _("Its name in the table"),
    "says": _("What it says"),
    "needs": _("Of which needs"),
    "where": _("Where it applies"),
    "stage": _("At which stage"),
    "age": _("At which age"),
    "when": _("Only if"),
    "prevails_over": _("Prevails over"),
    "from": _("In force from"),
    "until": _("In force until"),
    "as_of": _("Known as of"),
    "confidence": _("How sure"),
    "source": _("Source, article by article"),
    "source_url": _("Where the source can be read"),
    "help": _("Services shown with it"),
    "title": _("Title"),
    "ask": _("What can be asked for"),
    "limits": _("Within which limits"),
    "risk": _("What is risky"),
    "lawyer": _("When a lawyer comes first"),
    "known": _("What is known, as of when, and what was not checked"),
    "rule": _("Rule"),
    "person": _("Who"),
    "place": _("Place"),
    "need": _("Need"),
    "on": _("On which day"),
    "facts": _("What they tell"),
    "expected": _("Expected"),
    "name": _("Name"),
    "country": _("Country"),
    "kind": _("Kind"),
    "members": _("Its countries"),
    "text": _("The question"),
    "why": _("Why it is asked"),
}
TABLE_WORDS: dict[str, Any] = {
    "rules": _("Rules"),
    "examples": _("Example persons"),
    "places": _("Places"),
    "groups": _("Groups of countries"),
    "questions": _("Questions"),
}
HINTS: dict[str, Any] = {
    "where": _("Countries by their two letters, places, group:ecowas, everywhere, or everywhere except US."),
    "when": _(
        "nationality in group:ecowas ; near-entry-point = yes. All of it has to hold. Never anybody's status."
    ),
    "prevails_over": _("Names of rules that say the opposite and give way to this one."),
    "help": _("Names of themes: health legal shelter food …"),
}
SAYS = {MAY: _("It can be asked for"), MAY_NOT: _("It cannot be had")}
EXPECTED_WORDS = {
    "may": _("can ask for it"),
    "may-if": _("can, if something holds that was not told"),
    "may-not": _("cannot have it"),
    "nothing": _("this rule is not about them"),
}
_LONG = {"ask", "limits", "risk", "lawyer", "known"}


class RuleForm(forms.Form):
    """One row of the table of rules: its columns, and its texts in English and in one more language."""

    def __init__(
        self,
        *args: Any,
        row: Row | None,
        taken: Container[str],
        languages: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        self.row, self.taken = dict(row or {}), taken
        super().__init__(*args, **kwargs)
        self.initial = self._typed()
        for column in COLUMNS["rules"]:
            self.fields[column] = self._column(column)
        self.texts = [
            (language, name, [f"{text}:{language}" for text in TEXTS]) for language, name in languages
        ]
        for language, _name, columns in self.texts:
            for text, column in zip(TEXTS, columns, strict=True):
                self.fields[column] = _text(LABELS[text], long=text in _LONG, language=language)
        if row:
            self.fields["code"].disabled = True

    def clean_code(self) -> str:
        """The name of a new rule must not be that of another: its row, and its persons, would take the other's place."""
        code = str(self.cleaned_data["code"])
        if not self.row and code in self.taken:
            raise forms.ValidationError(
                _(
                    "Another rule is called so. Nothing was kept: choose another name, or open that rule and change it."
                )
            )
        return code

    def text_fields(self) -> Iterable[tuple[str, str, list[Any]]]:
        """Language, its name, and its fields."""
        return [
            (language, name, [self[column] for column in columns]) for language, name, columns in self.texts
        ]

    def column_fields(self) -> list[Any]:
        return [self[column] for column in COLUMNS["rules"]]

    def changed_row(self) -> dict[str, str]:
        """The row as it would be, with what this form does not show, and what nobody changed in it, as it was; call it
        when the form is valid.
        """
        said = {
            name: " ".join(value) if isinstance(value, list) else str(value or "").strip()
            for name, value in self.cleaned_data.items()
            if name in self.changed_data
        }
        for column, known in (("stage", STAGES), ("age", AGES)):
            if set(said.get(column, "").split()) == set(known):
                said[column] = "any"
        return dict.fromkeys(self.fields, "") | self.row | said

    def blame(self, errors: Iterable[CellError]) -> None:
        """Says at each field what is wrong with its cell, and what is wrong elsewhere above all of them."""
        for error in errors:
            here = error.table == "rules" and error.column in self.fields
            said = say_error(error)
            self.add_error(
                error.column if here else None,
                said if here else f"{TABLE_WORDS[error.table]}, {error.column}: {said}",
            )

    def _typed(self) -> dict[str, Any]:
        typed: dict[str, Any] = dict(self.row)
        for column, known in (("needs", NEEDS), ("stage", STAGES), ("age", AGES)):
            said = self.row.get(column, "").split()
            typed[column] = list(known) if said == ["any"] else said
        return typed

    def _column(self, column: str) -> forms.Field:
        label, hint = LABELS[column], HINTS.get(column, "")
        chosen: dict[str, Mapping[str, Any]] = {
            "says": SAYS,
            "confidence": {one: CONFIDENCE_WORDS[one] for one in CONFIDENCES},
        }
        several = {"needs": NEED_WORDS, "stage": STAGE_WORDS, "age": AGE_WORDS}
        if column in chosen:
            return forms.ChoiceField(label=label, choices=chosen[column].items())
        if column in several:
            boxes = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(label=label, choices=several[column].items(), widget=boxes)
        required = column in ("code", "where", "as_of", "source")
        return forms.CharField(label=label, max_length=1_000, required=required, help_text=hint)


class ExampleForm(forms.Form):
    """An invented person, and what the rule has to answer. A blank line is no person."""

    person = forms.CharField(label=LABELS["person"], max_length=300, required=False)
    place = forms.CharField(label=LABELS["place"], max_length=60, required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=STAGE_WORDS.items(), required=False, initial="stay")
    age = forms.ChoiceField(label=_("Age"), choices=AGE_WORDS.items(), required=False, initial="adult")
    need = forms.ChoiceField(label=LABELS["need"], choices=NEED_WORDS.items(), required=False)
    on = forms.CharField(label=LABELS["on"], max_length=10, required=False, help_text=_("2026-01-31"))
    facts = forms.CharField(
        label=LABELS["facts"],
        max_length=300,
        required=False,
        help_text=_("nationality = GH ; near-entry-point = yes"),
    )
    expected = forms.ChoiceField(
        label=LABELS["expected"], choices=[(one, EXPECTED_WORDS[one]) for one in EXPECTED], required=False
    )


class TableForm(forms.Form):
    """A table to be proposed whole."""

    table = forms.ChoiceField(label=_("Which table"), choices=TABLE_WORDS.items())
    file = forms.FileField(
        label=_("The file"), help_text=_("CSV in UTF-8, with the headings of the table you downloaded.")
    )
    all_required = True


def example_forms(sent: Mapping[str, Any] | None, rows: Sequence[Row]) -> Any:
    """A formset over the example rows of one rule, with room for further persons."""
    made = forms.formset_factory(ExampleForm, extra=EMPTY_EXAMPLES, max_num=40)
    initial = [dict(row) | {"person": row.get("person:en", "")} for row in rows]
    return made(sent, initial=initial, prefix="examples")


def example_rows(formset: Any, rule: str, before: Sequence[Row]) -> list[dict[str, str]]:
    """The rows as they would be; call it when the formset is valid. Translations stay with an unchanged person."""
    known = {row.get("person:en", ""): row for row in before}
    rows = []
    for form in formset:
        said = {name: str(value) for name, value in form.cleaned_data.items()}
        person = said.pop("person", "")
        if person:
            rows.append(dict(known.get(person, {})) | said | {"rule": rule, "person:en": person})
    return rows


def column_words(column: str) -> str:
    """How a column is called on pages: `ask:es` is "What can be asked for, Español"."""
    name, _colon, language = column.partition(":")
    said = str(LABELS.get(name, name))
    return f"{said}, {dict(settings.PUBLIC_LANGUAGES).get(language, language)}" if language else said


def _text(label: Any, *, long: bool, language: str) -> forms.CharField:
    attributes = {"lang": language, "dir": "auto"}
    widget = forms.Textarea(attrs=attributes | {"rows": 3}) if long else forms.TextInput(attrs=attributes)
    return _Text(label=label, max_length=2_000, required=False, widget=widget)


class _Text(forms.CharField):
    """Browsers send other line endings than tables have: by them alone, nothing was changed."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if value else value)
