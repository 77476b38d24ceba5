"""The Services Advisor of UNHCR Jordan: a list of GeoJSON features, once for each language, in the same order.

A feature is a service; its partner becomes an organization, its place name a location, and whatever it answers to
numbered questions an attribute under the question's English words. English is the language of the documents where
there is a list in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from tessera.exchange.directories.advisor_hours import schedule_of
from tessera.exchange.directories.advisor_languages import (
    BASE,
    MAPPED,
    NUMBERED,
    aligned,
    features_of,
    fit,
    language_of,
    properties_of,
    words_for_two,
)
from tessera.exchange.directories.attributes import SOURCE, TEXT, Link, Term
from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.personal import holds_contact
from tessera.exchange.directories.problems import Place
from tessera.exchange.directories.typed_values import text_of

TAXONOMY = "services-advisor"
"""The taxonomy of categories ("category-…"), activities ("activity-…") and indicators ("indicator-…")."""

_RULE = "registration-type-requirement"
_NO_RULE = "no-requirement"
_COMMENTS = "comments"


def are_features(document: object) -> bool:
    """Whether it is a list of features of this layout, bare or as a FeatureCollection."""
    features = features_of(document)
    first = features[0] if features else None
    return (
        isinstance(first, dict)
        and isinstance(first.get("properties"), dict)
        and {"partnerName", "activityName", "locationName"} <= first["properties"].keys()
    )


def read_services_advisor(documents: Mapping[str, Any], draft: Draft) -> None:
    """Put the lists of all languages into the draft. A list that does not fit the first is left out, and said."""
    lists: dict[str, tuple[str, list[Any]]] = {}
    for name, document in documents.items():
        language = language_of(name, document)
        if language in lists:
            draft.problem("file_ignored", Place(name, 0))
        lists.setdefault(language, (name, features_of(document)))
    base = BASE if BASE in lists else next(iter(lists))
    name, features = lists.pop(base)
    others = {one: found for one, (_, found) in lists.items() if fit(draft, name, features, one, found)}
    untrusted = words_for_two(draft, name, features, others)
    occurrences: Counter[str] = Counter()
    locations: dict[str, str] = {}
    for number, feature in enumerate(features, start=1):
        place = Place(name, number)
        properties = properties_of(feature)
        if not properties:
            draft.problem("not_an_object", place, text=text_of(feature))
            continue
        translations = {
            one: aligned(properties, properties_of(found[number - 1])) for one, found in others.items()
        }
        reading = _Feature(draft, place, properties, translations, untrusted)
        service = reading.service(text_of(feature.get("id")), occurrences)
        reading.place_of(service, feature.get("geometry"), locations)
        reading.classified(service)
        reading.answered(service)


@dataclass(frozen=True, slots=True)
class _Feature:
    """One feature on its way into the draft, with what it says in further languages.

    `translations` has, for each language, the key as it is in `properties` -> the value in that language.
    """

    draft: Draft
    place: Place
    properties: Mapping[str, Any]
    translations: Mapping[str, Mapping[str, Any]]
    untrusted: Container[tuple[str, str, str]]

    def service(self, known_as: str, occurrences: Counter[str]) -> str:
        """The service with its organization. A repeated identifier counts on: 17, 17:2, 17:3."""
        draft, place = self.draft, self.place
        occurrences[known_as] += 1
        times = occurrences[known_as]
        if known_as and times > 1:
            draft.problem("id_repeated", place, "id", id=known_as)
        said = {"name": self.properties.get("activityName"), "description": self._comments()}
        if known_as:
            said["id"] = known_as if times == 1 else f"{known_as}:{times}"
        if partner := text_of(self.properties.get("partnerName")):
            organization = {"id": partner, "name": partner}
            said["organization_id"] = draft.add("organization", organization, place, keeps_id=False)
        service = draft.add("service", said, place, keeps_id=False)
        link = Link("service", service)
        draft.attribute(link, Term(SOURCE, "id"), known_as, place)
        draft.attribute(link, Term(SOURCE, "activity"), self.properties.get("activity"), place)
        self._also(link, "name", self._called("activityName"))
        self._also(link, "description", self._called(_COMMENTS))
        return service

    def place_of(self, service: str, geometry: object, spellings: dict[str, str]) -> None:
        """The location by its name: one for each spelling, as the list has them, at the point of its first feature."""
        draft, place = self.draft, self.place
        name = text_of(self.properties.get("locationName"))
        if not name:
            draft.problem("location_not_said", place, "locationName")
            return
        point = _point(geometry)
        location = draft.id_of("location", name)
        there = draft.rows["location"].get(location)
        if there is None:
            said = {"id": name, "name": name, "location_type": "physical"}
            draft.add("location", said | point, place, keeps_id=False)
            self._also(Link("location", location), "name", self._called("locationName"))
            if (alike := spellings.setdefault(name.casefold(), name)) != name:
                draft.problem("names_alike", place, "locationName", one=alike, two=name)
        offered = {"service_id": service, "location_id": location}
        at = draft.add("service_at_location", offered, place, position=f"{service} at {location}")
        if there is not None and point and point != {axis: there.get(axis) for axis in point}:
            text = f"{point['latitude']}, {point['longitude']}"
            draft.problem("points_differ", place, "geometry", text=text)
            draft.attribute(Link("service_at_location", at), Term(SOURCE, "coordinates"), text, place)

    def classified(self, service: str) -> None:
        """Category, activity and indicators, as terms that know their names in every language."""
        category = self._term(service, "category", "activityCategory")
        activity = self._term(service, "activity", "activityName")
        if category and activity:
            self.draft.rows["taxonomy_term"][activity].setdefault("parent_id", category)
        for name, (value, called) in self._options("indicators").items():
            term = Term(TAXONOMY, f"indicator-{slug(name)}", label=name)
            self.draft.attribute(Link("service", service), term, value, self.place)
            self._also(Link("taxonomy_term", term.id), "name", called)

    def answered(self, service: str) -> None:
        """The groups of options and every other key, and what they say of documents and hours."""
        answers: dict[str, list[str]] = {}
        for key in (one for one in self.properties if one not in MAPPED and one != _COMMENTS):
            code = slug(NUMBERED.sub("", key))
            options = self._options(key)
            for option, (chosen, called) in options.items():
                said = option if chosen is True else f"{option}: {text_of(chosen)}"
                self._answer(service, code, said, called)
                answers.setdefault(code, []).append(option)
                if code == _RULE and slug(option) != _NO_RULE:
                    self._document(service, option, called)
            if not options:
                self._answer(service, code, text_of(self.properties[key] or ""), self._called(key))
        schedule, left = schedule_of(answers, self.properties)
        if left:
            self.draft.problem("hours_unreadable", self.place, text=left)
        if any(schedule.values()):
            schedule["service_id"] = service
            self.draft.add("schedule", schedule, self.place, position=f"{service} schedule")

    def _document(self, service: str, option: str, called: Mapping[str, str]) -> None:
        said = {"service_id": service, "document": option}
        position = f"{service} document {option}"
        document = self.draft.add("required_document", said, self.place, position=position)
        self._also(Link("required_document", document), "document", called)

    def _answer(self, service: str, code: str, said: str, called: Mapping[str, str]) -> None:
        link = Link("service", service)
        self.draft.attribute(link, Term(SOURCE, code), said, self.place)
        self._also(link, code, {one: text for one, text in called.items() if text != said})

    def _term(self, service: str, kind: str, key: str) -> str:
        """The term for what stands under `key`, and that it is said of the service."""
        name = text_of(self.properties.get(key))
        if not name:
            return ""
        term = Term(TAXONOMY, f"{kind}-{slug(name)}", label=name)
        self.draft.attribute(Link("service", service), term, name, self.place)
        self._also(Link("taxonomy_term", term.id), "name", self._called(key))
        return term.id

    def _options(self, key: str) -> dict[str, tuple[Any, dict[str, str]]]:
        """Option -> (what is said of it, its words in every other language) for one group; empty for no group."""
        options = self.properties.get(key)
        if not isinstance(options, dict):
            return {}
        called: dict[str, dict[str, str]] = {option: {} for option in options}
        for language, other in self.translations.items():
            theirs = other.get(key)
            if isinstance(theirs, dict) and len(theirs) == len(options):
                for option, word in zip(options, theirs, strict=True):
                    if (language, key, word) not in self.untrusted:
                        called[option][language] = word
        return {option: (chosen, called[option]) for option, chosen in options.items()}

    def _called(self, key: str) -> dict[str, str]:
        """Language -> what stands under this key in its list, where that is a text in which nobody can be reached."""
        called = {language: other.get(key) for language, other in self.translations.items()}
        return {
            language: text
            for language, text in called.items()
            if isinstance(text, str) and not (key == _COMMENTS and holds_contact(text))
        }

    def _also(self, link: Link, field: str, called: Mapping[str, str]) -> None:
        """The texts of a field in other languages."""
        for language, text in called.items():
            self.draft.attribute(link, Term(TEXT, field, language), text, self.place)

    def _comments(self) -> str:
        comments = text_of(self.properties.get(_COMMENTS))
        if holds_contact(comments):
            self.draft.problem("comments_left_out", self.place, _COMMENTS)
            return ""
        return comments


def slug(words: str) -> str:
    """ "Office Open at" -> "office-open-at"; letters of any script stay."""
    return "-".join(re.findall(r"\w+", words.casefold()))


def _point(geometry: object) -> dict[str, float]:
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return {}
    longitude, latitude = coordinates[:2]
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (longitude, latitude))
    return {"latitude": latitude, "longitude": longitude} if numbers else {}
