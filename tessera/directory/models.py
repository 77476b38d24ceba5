"""Entries of the directory in the network's room, and posters: what their owners agreed to show to everybody.

Both have one shape (`Listed`), so that one search, one list and one map serve members and the public. What an entry
says stands in its `document`: a service, organization or location of the Human Services Data Specification 3
(openreferral/specification), in its nested JSON form, and under "tessera" what HSDS has no field for (`documents`).
The other columns are made from it and never written otherwise (`cards`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from tessera.common.places import Holds, InCommons, InVault

from .vocabulary import Answer, EntryKind


class FacetKind(models.TextChoices):
    """What lists can be filtered by."""

    THEME = "theme"
    LANGUAGE = "language"
    SERVES = "serves"
    LED_BY = "led_by"


class Listed(models.Model):
    """What a list, a map and a search need to know. NULL and empty mean unknown, never "no"."""

    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    title = models.CharField(max_length=300)
    organisation = models.UUIDField(null=True)  # of a service or place: the entry of whom it belongs to
    document = models.JSONField(default=dict)
    verified_on = models.DateField(null=True)  # when somebody last said that all of it is right
    changed_at = models.DateTimeField(default=timezone.now)
    search_text = models.TextField(default="", editable=False)  # folded words, for the full-text index

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["kind", "title", "id"], name="%(class)s_by_title"),
            models.Index(fields=["organisation", "kind"], name="%(class)s_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.title


class Facet(models.Model):
    kind = models.CharField(max_length=8, choices=FacetKind.choices)
    value = models.CharField(max_length=40)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["kind", "value", "entry"], name="%(class)s_by_value")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class Spot(models.Model):
    """One place where something is, as far as it may be told."""

    location = models.UUIDField(null=True, db_index=True)  # its entry
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2
    name = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=200, blank=True)  # folded: one place, one key
    latitude = models.FloatField(null=True)  # degrees, WGS 84
    longitude = models.FloatField(null=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["country", "name_key", "entry"], name="%(class)s_by_place")]

    def __str__(self) -> str:
        return f"{self.name}, {self.country}"


class Gist(models.Model):
    """What the phrases of an entry mean, roughly (see `meaning`): apart from its row, because a search reads all of these."""

    signs = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{len(self.signs)} bytes"


class Meaning(models.Model):
    """What they mean, for a search to look at closely where the gist is near."""

    vectors = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{len(self.vectors)} bytes"


_LISTED_IN_VAULT = {
    "id": Holds.HOUSEKEEPING,
    "uid": Holds.IDENTIFIER,
    "kind": Holds.CONTENT,
    "title": Holds.CONTENT,
    "organisation": Holds.IDENTIFIER,
    "document": Holds.PERSONAL,  # contacts of a service are people
    "verified_on": Holds.CONTENT,
    "changed_at": Holds.HOUSEKEEPING,
    "search_text": Holds.CONTENT,
}


class Entry(InVault, Listed):
    """What members know of a service, organisation, office or place. It lies in the network's room."""

    # The member organisation that answers for it, and alone changes it; None: whoever knows better.
    keeper = models.UUIDField(null=True, db_index=True)
    # For members only, and where it is nobody writes down: a shelter whose address would lead to people in it.
    confidential = models.BooleanField(default=False)
    member = models.UUIDField(null=True)  # the organisation of the network that came of it, two vouching
    source = models.CharField(max_length=200, blank=True)  # the published list it came with
    import_run = models.UUIDField(null=True, db_index=True)
    # That its owner agreed to show it to everybody: by whose word, and when.
    agreed_on = models.DateField(null=True)
    agreed_by = models.CharField(max_length=200, blank=True)
    mark_agreed = models.BooleanField(default=False)  # to show the firewall mark with it
    hung = models.BinaryField(default=b"")  # the digest of its poster, for it hangs where others can write
    # That an administrator of the network took its poster down, and why, until whoever keeps it has looked at it.
    hidden_on = models.DateField(null=True)
    hidden_by = models.CharField(max_length=120, blank=True)  # of which organisation they were
    hidden_why = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.UUIDField()
    changed_by = models.UUIDField()

    classified = _LISTED_IN_VAULT | {
        "keeper": Holds.IDENTIFIER,
        "confidential": Holds.CONTENT,
        "member": Holds.IDENTIFIER,
        "source": Holds.CONTENT,
        "import_run": Holds.IDENTIFIER,
        "agreed_on": Holds.CONTENT,
        "agreed_by": Holds.PERSONAL,
        "mark_agreed": Holds.CONTENT,
        "hung": Holds.CONTENT,
        "hidden_on": Holds.CONTENT,
        "hidden_by": Holds.CONTENT,
        "hidden_why": Holds.CONTENT,
        "created_at": Holds.HOUSEKEEPING,
        "created_by": Holds.IDENTIFIER,
        "changed_by": Holds.IDENTIFIER,
    }

    class Meta(Listed.Meta):
        indexes = [
            *Listed.Meta.indexes,
            models.Index(fields=["keeper", "verified_on"], name="entry_gone_stale"),
        ]

    @property
    def is_public(self) -> bool:
        """Whether its owner agreed to show it."""
        return self.agreed_on is not None

    @property
    def is_shown(self) -> bool:
        """Whether a poster of it hangs in the commons."""
        return self.is_public and not self.confidential and self.kind != EntryKind.LOCATION


class EntryFacet(InVault, Facet):
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="facets")

    classified = {
        "id": Holds.HOUSEKEEPING,
        "entry": Holds.HOUSEKEEPING,
        "kind": Holds.HOUSEKEEPING,
        "value": Holds.CONTENT,
    }


class EntrySpot(InVault, Spot):
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="spots")

    classified = {
        "id": Holds.HOUSEKEEPING,
        "entry": Holds.HOUSEKEEPING,
        "location": Holds.IDENTIFIER,
        "country": Holds.CONTENT,
        "name": Holds.CONTENT,
        "name_key": Holds.CONTENT,
        "latitude": Holds.CONTENT,
        "longitude": Holds.CONTENT,
    }


class EntryGist(InVault, Gist):
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="gist")

    classified = {"entry": Holds.HOUSEKEEPING, "signs": Holds.CONTENT}


class EntryMeaning(InVault, Meaning):
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="meaning")

    classified = {"entry": Holds.HOUSEKEEPING, "vectors": Holds.CONTENT}


class Vocabulary(InVault, models.Model):
    """A taxonomy, or a term of one, as a published list brought it (HSDS `taxonomy`, `taxonomy_term`)."""

    uid = models.UUIDField(primary_key=True)
    table = models.CharField(max_length=20)
    document = models.JSONField()

    classified = {
        "uid": Holds.IDENTIFIER,
        "table": Holds.HOUSEKEEPING,
        "document": Holds.CONTENT,
    }

    def __str__(self) -> str:
        return str(self.uid)


class FirewallCheck(InVault, models.Model):
    """What one organisation found a service to ask, and with whom it shares; the last one of each counts (`marks`)."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="checks")
    organisation = models.UUIDField()
    organisation_name = models.CharField(max_length=120)
    checked_on = models.DateField()
    identity_asked = models.CharField(max_length=9, choices=Answer.choices, default=Answer.UNKNOWN)
    status_asked = models.CharField(max_length=9, choices=Answer.choices, default=Answer.UNKNOWN)
    shared = models.CharField(max_length=9, choices=Answer.choices, default=Answer.UNKNOWN)
    shared_with = models.CharField(max_length=300, blank=True)
    accompanied_report = models.CharField(max_length=9, choices=Answer.choices, default=Answer.UNKNOWN)
    note = models.TextField(blank=True)
    by = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "entry": Holds.HOUSEKEEPING,
        "organisation": Holds.IDENTIFIER,
        "organisation_name": Holds.CONTENT,
        "checked_on": Holds.CONTENT,
        "identity_asked": Holds.CONTENT,
        "status_asked": Holds.CONTENT,
        "shared": Holds.CONTENT,
        "shared_with": Holds.CONTENT,
        "accompanied_report": Holds.CONTENT,
        "note": Holds.CONTENT,
        "by": Holds.IDENTIFIER,
        "at": Holds.HOUSEKEEPING,
    }

    class Meta:
        ordering = ["-checked_on", "-id"]

    def __str__(self) -> str:
        return f"{self.organisation_name}, {self.checked_on}"


class Suggestion(InVault, models.Model):
    """What somebody of another organisation would write in an entry; its keeper takes it over, or says why not."""

    uid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="suggestions")
    document = models.JSONField()  # the whole document, as it would be
    location = models.JSONField(null=True)  # and that of the place it is at
    confidential = models.BooleanField(default=False)  # whether it would be for members only
    seen = models.DateTimeField()  # the entry's `changed_at` when it was written
    why = models.CharField(max_length=500, blank=True)
    organisation_name = models.CharField(max_length=120)
    by = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    taken_over = models.BooleanField(null=True)  # None: nobody has answered yet
    answer = models.CharField(max_length=500, blank=True)

    classified = {
        "uid": Holds.IDENTIFIER,
        "entry": Holds.HOUSEKEEPING,
        "document": Holds.PERSONAL,
        "location": Holds.CONTENT,
        "confidential": Holds.CONTENT,
        "seen": Holds.HOUSEKEEPING,
        "why": Holds.CONTENT,
        "organisation_name": Holds.CONTENT,
        "by": Holds.IDENTIFIER,
        "at": Holds.HOUSEKEEPING,
        "taken_over": Holds.CONTENT,
        "answer": Holds.CONTENT,
    }

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def warns(self) -> bool:
        """Whether somebody says that what is not confidential must be."""
        return self.confidential and not self.entry.confidential


class Vouch(InVault, models.Model):
    """That an organisation of the network stands for one which is not of it yet, as its entry was (`newcomers`)."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="vouches")
    of = models.BinaryField()  # the digest of who that was: an entry can come to be another's
    organisation = models.UUIDField()
    organisation_name = models.CharField(max_length=120)
    why = models.CharField(max_length=500)
    by = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "entry": Holds.HOUSEKEEPING,
        "of": Holds.CONTENT,
        "organisation": Holds.IDENTIFIER,
        "organisation_name": Holds.CONTENT,
        "why": Holds.CONTENT,
        "by": Holds.IDENTIFIER,
        "at": Holds.HOUSEKEEPING,
    }

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["entry", "organisation"], name="one_voice_each")]

    def __str__(self) -> str:
        return self.organisation_name


class Poster(InCommons, Listed):
    """What everybody may read of an entry. It lies open on the disk, and nothing else of the directory does."""

    classified = {
        "id": Holds.HOUSEKEEPING,
        "uid": Holds.IDENTIFIER,
        "kind": Holds.POSTER,
        "title": Holds.POSTER,
        "organisation": Holds.IDENTIFIER,
        "document": Holds.POSTER,
        "verified_on": Holds.POSTER,
        "changed_at": Holds.HOUSEKEEPING,
        "search_text": Holds.POSTER,
    }


class PosterFacet(InCommons, Facet):
    entry = models.ForeignKey(Poster, on_delete=models.CASCADE, related_name="facets")

    classified = {
        "id": Holds.HOUSEKEEPING,
        "entry": Holds.HOUSEKEEPING,
        "kind": Holds.POSTER,
        "value": Holds.POSTER,
    }


class PosterSpot(InCommons, Spot):
    entry = models.ForeignKey(Poster, on_delete=models.CASCADE, related_name="spots")

    classified = {
        "id": Holds.HOUSEKEEPING,
        "entry": Holds.HOUSEKEEPING,
        "location": Holds.IDENTIFIER,
        "country": Holds.POSTER,
        "name": Holds.POSTER,
        "name_key": Holds.POSTER,
        "latitude": Holds.POSTER,
        "longitude": Holds.POSTER,
    }


class PosterGist(InCommons, Gist):
    entry = models.OneToOneField(Poster, on_delete=models.CASCADE, primary_key=True, related_name="gist")

    classified = {"entry": Holds.HOUSEKEEPING, "signs": Holds.POSTER}


class PosterMeaning(InCommons, Meaning):
    entry = models.OneToOneField(Poster, on_delete=models.CASCADE, primary_key=True, related_name="meaning")

    classified = {"entry": Holds.HOUSEKEEPING, "vectors": Holds.POSTER}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where entries of one shape stand, and what hangs on them: what is written for one serves both."""

    entries: Any
    spots: Any
    facets: Any
    gists: Any
    meanings: Any


ROOM = Shelf(Entry, EntrySpot, EntryFacet, EntryGist, EntryMeaning)
COMMONS = Shelf(Poster, PosterSpot, PosterFacet, PosterGist, PosterMeaning)
