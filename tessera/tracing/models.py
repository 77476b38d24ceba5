"""People sought, people found alive, and remains.

The three are one table because they are compared with each other field by field. Fields follow PFIF 1.4, the
INTERPOL ante- and post-mortem forms and IOM's Missing Migrants Project as summarised by those who use them; the
two INTERPOL forms were not read in full, so more of their fields may come. Immigration status is not a field.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.common.places import Holds, InVault
from tessera.common.spans import DateSpan
from tessera.records.models import Record


class Kind(models.TextChoices):
    SOUGHT = "sought", _("Person sought")
    FOUND = "found", _("Person found alive")
    REMAINS = "remains", _("Remains")


LIST_TITLES = {
    Kind.SOUGHT: _("People sought"),
    Kind.FOUND: _("People found"),
    Kind.REMAINS: _("Remains"),
}
WHO_IS_LISTED = LIST_TITLES | {Kind.FOUND: _("People found alive")}  # where no list stands beside the words


class Sex(models.TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")
    OTHER = "X", _("Other or intersex")


class NameKind(models.TextChoices):
    FULL = "full", _("Full name")
    NICKNAME = "nickname", _("Nickname")
    FATHER = "father", _("Father's name")
    DOCUMENT = "document", _("As on a document")


class TraitKind(models.TextChoices):
    MARK = "mark", _("Mark")
    BELONGING = "belonging", _("Belonging")


class IdentifierKind(models.TextChoices):
    PHONE = "phone", _("Telephone")
    DOCUMENT = "document", _("Document number")


class ContactWish(models.TextChoices):
    NOT_ASKED = "not_asked", _("Not asked yet")
    YES = "yes", _("Wants contact")
    MESSAGE_ONLY = "message_only", _("Wants to send a message only")
    NO = "no", _("Does not want to be found")


class Identified(models.TextChoices):
    YES = "yes", _("Identified by the authority")
    NO = "no", _("Not identified")


class PersonQuerySet(models.QuerySet["Person"]):
    def with_description(self) -> PersonQuerySet:
        """Everything a page or the engine says of a person, in a fixed number of queries."""
        return self.prefetch_related("names", "traits", "identifiers")


_Manager = models.Manager.from_queryset(PersonQuerySet)


class ArrivedManager(_Manager["Person"]):
    """Records, without the rows of an import that is still being written."""

    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db).filter(arriving=False)


class Person(Record):
    """Somebody sought, found alive, or recovered dead. NULL and empty mean unknown, never "no"."""

    kind = models.CharField(max_length=8, choices=Kind.choices)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)

    birth_earliest = models.DateField(null=True, blank=True)
    birth_latest = models.DateField(null=True, blank=True)
    age_youngest = models.PositiveSmallIntegerField(null=True, blank=True)
    age_oldest = models.PositiveSmallIntegerField(null=True, blank=True)

    nationality = models.CharField(max_length=60, blank=True)  # ISO 3166-1 alpha-2 codes or words, as given
    origin_place = models.CharField(max_length=300, blank=True)

    # Sought: the last contact. Found: where and when they were found. Remains: where and when recovered.
    event_earliest = models.DateField(null=True, blank=True)
    event_latest = models.DateField(null=True, blank=True)
    event_place = models.CharField(max_length=300, blank=True)
    event_place_key = models.CharField(
        max_length=300, blank=True, editable=False
    )  # folded: one place, one key

    height_shortest = models.PositiveSmallIntegerField(null=True, blank=True)  # centimetres
    height_tallest = models.PositiveSmallIntegerField(null=True, blank=True)

    circumstances = models.TextField(blank=True)

    # Sought
    enquirer_name = models.CharField(max_length=120, blank=True)
    enquirer_relation = models.CharField(max_length=60, blank=True)
    enquirer_contact = models.CharField(max_length=200, blank=True)

    # Found alive: the living decide (see rules.proposable)
    contact_wish = models.CharField(max_length=12, choices=ContactWish.choices, default=ContactWish.NOT_ASKED)

    # Remains
    people = models.PositiveIntegerField(null=True, default=1)  # how many an entry of a list stands for
    body_condition = models.CharField(max_length=200, blank=True)
    post_mortem_interval = models.CharField(max_length=60, blank=True)
    cause_of_death = models.CharField(max_length=500, blank=True)
    identified = models.CharField(max_length=3, choices=Identified.choices, blank=True)
    custodian = models.CharField(max_length=200, blank=True)

    # Folded words of the whole record, for the search index (see search_index).
    search_text = models.TextField(default="", editable=False)

    objects = ArrivedManager()
    with_arriving = PersonQuerySet.as_manager()

    classified = Record.classified | {
        "kind": Holds.CONTENT,
        "sex": Holds.PERSONAL,
        "birth_earliest": Holds.PERSONAL,
        "birth_latest": Holds.PERSONAL,
        "age_youngest": Holds.PERSONAL,
        "age_oldest": Holds.PERSONAL,
        "nationality": Holds.PERSONAL,
        "origin_place": Holds.PERSONAL,
        "event_earliest": Holds.PERSONAL,
        "event_latest": Holds.PERSONAL,
        "event_place": Holds.PERSONAL,
        "event_place_key": Holds.PERSONAL,
        "height_shortest": Holds.PERSONAL,
        "height_tallest": Holds.PERSONAL,
        "circumstances": Holds.PERSONAL,
        "enquirer_name": Holds.PERSONAL,
        "enquirer_relation": Holds.PERSONAL,
        "enquirer_contact": Holds.PERSONAL,
        "contact_wish": Holds.PERSONAL,
        "people": Holds.CONTENT,
        "body_condition": Holds.PERSONAL,
        "post_mortem_interval": Holds.PERSONAL,
        "cause_of_death": Holds.PERSONAL,
        "identified": Holds.PERSONAL,
        "custodian": Holds.CONTENT,
        "search_text": Holds.PERSONAL,
    }

    class Meta:
        # Every filter and order that a list offers has its index. Those that count hold all they need: else each
        # record would be read, and every page of the file decrypted, for a number at the head of a list.
        indexes = [
            models.Index(fields=["kind", "people"], name="count_by_kind"),
            models.Index(fields=["kind", "event_place_key", "event_place"], name="count_by_place"),
            models.Index(fields=["import_run"], name="still_arriving", condition=models.Q(arriving=True)),
            models.Index(fields=["kind", "-changed_at", "-id"], name="list_by_change"),
            models.Index(fields=["kind", "sex", "-changed_at"], name="list_by_sex"),
            models.Index(fields=["kind", "-event_latest", "-id"], name="list_by_event"),
            models.Index(fields=["kind", "event_place_key", "-changed_at"], name="list_by_place"),
        ]

    @property
    def birth(self) -> DateSpan | None:
        return span(self.birth_earliest, self.birth_latest)

    @birth.setter
    def birth(self, known: DateSpan | None) -> None:
        self.birth_earliest, self.birth_latest = _ends(known)

    @property
    def event(self) -> DateSpan | None:
        return span(self.event_earliest, self.event_latest)

    @event.setter
    def event(self, known: DateSpan | None) -> None:
        self.event_earliest, self.event_latest = _ends(known)

    @property
    def first_name(self) -> Name | None:
        """The name a page is headed with: the first full one, else the first of any kind."""
        names = list(self.names.all())
        return next((name for name in names if name.kind == NameKind.FULL), names[0] if names else None)

    @property
    def other_names(self) -> list[Name]:
        return [name for name in self.names.all() if name != self.first_name]

    @property
    def marks(self) -> list[str]:
        return [trait.text for trait in self.traits.all() if trait.kind == TraitKind.MARK]

    @property
    def belongings(self) -> list[str]:
        return [trait.text for trait in self.traits.all() if trait.kind == TraitKind.BELONGING]


class Name(InVault, models.Model):
    """A name as somebody wrote it. Nothing is split into given name and surname: that is not known everywhere."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, choices=NameKind.choices, default=NameKind.FULL)
    script = models.CharField(max_length=4, blank=True)  # ISO 15924: Latn, Arab, Ethi …

    classified = {
        "id": Holds.HOUSEKEEPING,
        "person": Holds.HOUSEKEEPING,
        "text": Holds.PERSONAL,
        "kind": Holds.PERSONAL,
        "script": Holds.PERSONAL,
    }

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Trait(InVault, models.Model):
    """A scar, a tattoo, a tooth; a belt, a rosary, a phone."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="traits")
    kind = models.CharField(max_length=9, choices=TraitKind.choices)
    text = models.CharField(max_length=300)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "person": Holds.HOUSEKEEPING,
        "kind": Holds.PERSONAL,
        "text": Holds.PERSONAL,
    }

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Identifier(InVault, models.Model):
    """A telephone or document number as written."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=8, choices=IdentifierKind.choices)
    value = models.CharField(max_length=300)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "person": Holds.HOUSEKEEPING,
        "kind": Holds.PERSONAL,
        "value": Holds.PERSONAL,
    }

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.value


class SearchQuerySet(models.QuerySet["Search"]):
    KEPT = timedelta(hours=24)

    def recent(self) -> SearchQuerySet:
        return self.filter(at__gte=timezone.now() - self.KEPT)

    def too_old(self) -> SearchQuerySet:
        return self.filter(at__lt=timezone.now() - self.KEPT)


class Search(InVault, models.Model):
    """What a member looked for: kept in the vault, so that no word of it stands in an address."""

    uid = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=8, blank=True, choices=Kind.choices)
    words = models.CharField(max_length=200, blank=True)
    sex = models.CharField(max_length=1, blank=True, choices=Sex.choices)
    where = models.CharField(max_length=300, blank=True)  # as in Person.event_place_key
    by = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = SearchQuerySet.as_manager()

    classified = {
        "uid": Holds.IDENTIFIER,
        "kind": Holds.CONTENT,
        "words": Holds.PERSONAL,
        "sex": Holds.CONTENT,
        "where": Holds.PERSONAL,
        "by": Holds.IDENTIFIER,
        "at": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return str(self.uid)


def span(earliest: date | None, latest: date | None) -> DateSpan | None:
    """The span between two columns; None unless both are known."""
    return DateSpan(earliest, latest) if earliest and latest else None


def _ends(known: DateSpan | None) -> tuple[date | None, date | None]:
    return (known.earliest, known.latest) if known else (None, None)
