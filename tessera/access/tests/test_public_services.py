"""Who can be asked, on the page for everybody: services that agreed to it, of the country and of what the answers name."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tessera.access.actions import publish_worked
from tessera.access.models import Edition
from tessera.access.tests.asking import CARE_IN_GERMANY, LANGUAGES, asks
from tessera.access.tests.invented import HARBOUR, cards_of, tables
from tessera.directory.actions import open_entry, show_to_everybody, show_to_members_only
from tessera.directory.describing import EntryDraft
from tessera.directory.models import Entry, FacetKind, Poster, PosterFacet, PosterSpot
from tessera.directory.vocabulary import EntryKind
from tests.rules.answers import complaints_about

LIGHT = 60_000  # bytes, uncompressed


@pytest.fixture
def opened(house, shared):
    """Opens a service about health in the network's room, and shows it to everybody if asked to."""

    def opens(name, *, public=True, confidential=False):
        place = None if confidential else {"name": name, "addresses": [{"city": "Kiel", "country": "DE"}]}
        document = {"name": name, "tessera": {"themes": ["health"], "language": "en"}}
        draft, marta = EntryDraft(EntryKind.SERVICE, document, place, None, confidential), house.marta.member
        with house.open(house.marta, shared):
            entry = open_entry(draft=draft, keeper=marta.organisation_id, by=marta)
            if public:
                show_to_everybody(entry=entry, agreed_by="Coordinator", with_mark=False, by=marta)
        return entry

    return opens


def hangs(name, *, kind=EntryKind.SERVICE, country="DE", city="Kiel", themes=("health",), **document):
    """A poster, as the directory hangs them."""
    poster = Poster.objects.create(kind=kind, title=name, document={"name": name} | document)
    PosterSpot.objects.create(entry=poster, country=country, name=city, name_key=city.lower())
    for theme in themes:
        PosterFacet.objects.create(entry=poster, kind=FacetKind.THEME, value=theme)


def shown(house, **asked):
    return [poster.title for poster in asks(house, **asked).context["services"]]


def test_only_services_that_agreed_are_shown_and_only_as_long_as_they_do(house, shared, opened):
    agreed = opened("Open clinic")
    opened("Clinic for members", public=False)
    opened("Hidden clinic", public=False, confidential=True)
    said = asks(house, **CARE_IN_GERMANY).content.decode()
    assert "Open clinic" in said
    assert reverse("poster", args=["en", agreed.uid]) in said
    assert "Clinic for members" not in said
    assert "Hidden clinic" not in said
    inside = house.browser(house.marta).post(reverse("member-help", args=[shared.pk]), CARE_IN_GERMANY)
    assert "Clinic for members" in inside.content.decode()
    assert cards_of(inside.content.decode()) == cards_of(said)
    with house.open(house.marta, shared):
        show_to_members_only(entry=Entry.objects.get(uid=agreed.uid), by=house.marta.member)
    assert shown(house, **CARE_IN_GERMANY) == []
    assert "No service here has agreed" in asks(house, **CARE_IN_GERMANY).content.decode()


def test_they_are_services_of_the_country_and_of_what_the_answers_are_about(house, published):
    hangs("Clinic here")
    hangs("Clinic there", country="FR")
    hangs("Kitchen here", themes=["food"])
    hangs("Those behind the clinic", kind=EntryKind.ORGANISATION)
    assert shown(house, **CARE_IN_GERMANY) == ["Clinic here"]
    assert shown(house, **CARE_IN_GERMANY | {"need": "food"}) == [], "no rule answers, so no theme is named"


def test_at_most_six_are_shown_and_those_of_the_very_place_first(house):
    harbour = HARBOUR | {"code": "DE-harbour", "country": "DE"}
    Edition.objects.create(number=1, tables=tables(places=[harbour]))
    for number in range(7):
        hangs(f"Clinic {number}")
    hangs("Clinic of the harbour", city="Harbour")
    found = shown(house, **CARE_IN_GERMANY | {"place": "DE-harbour"})
    assert found[0] == "Clinic of the harbour"
    assert len(found) == 6


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><b>', "{{ request }}", "\u202eclinic"])
def test_what_a_poster_says_stands_on_the_page_as_text(house, published, hostile):
    hangs(hostile, city=hostile, phones=[{"number": hostile}])
    answer = asks(house, **CARE_IN_GERMANY)
    assert shown(house, **CARE_IN_GERMANY) == [hostile]
    assert complaints_about(answer) == []
    assert "<script" not in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_six_services_the_heaviest_page_is_still_light(house, language):
    publish_worked()
    for number in range(6):
        themes = ["legal", "documents", "health"]
        phones = [{"number": f"+57 607 555 010{number}"}]
        hangs(
            f"Casa de Paso Divina Providencia {number}",
            country="CO",
            city="Cúcuta",
            themes=themes,
            phones=phones,
        )
    answer = asks(house, language, place="CO-cucuta", need="stay", stage="stay", age="adult")
    assert len(answer.context["services"]) == 6
    style = Path(str(finders.find("ui/tessera.css"))).stat().st_size
    assert len(answer.content) + style < LIGHT
