"""Finding who helps: across languages, by words, themes, places; the same for members as for everybody."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from tessera.directory import actions
from tessera.directory.models import COMMONS, ROOM, Entry
from tessera.directory.searching import Asked, in_order, of_themes, search
from tessera.directory.tests.entered import place

LAWYERS, BEDS, TEETH, DOCTORS, MEALS, BICYCLES = (
    "Legal clinic",
    "Night shelter",
    "Permanence dentaire",
    "عيادة طبية",
    "Comedor de la parroquia",
    "Taller de bicicletas",
)
WORDS = {
    LAWYERS: ("en", "Lawyers for asylum and deportation."),
    BEDS: ("en", "Beds for families who have nowhere to sleep."),
    TEETH: ("fr", "Soins des dents gratuits."),
    DOCTORS: ("ar", "أطباء يعالجون المرضى مجانا"),
    MEALS: ("es", "Comida caliente al mediodía."),
    BICYCLES: ("es", "Reparamos bicicletas."),
}


@pytest.fixture
def corpus(desk):
    """Six services in four languages, all of them on posters."""
    for name, (language, text) in WORDS.items():
        desk.enter(name, description=text, shown=True, tessera={"language": language})
    return desk


def found(desk, words: str = "", shelf=ROOM, **asked) -> list[str]:
    with desk.open():
        rows = search(shelf, Asked(kind=asked.pop("kind", "service"), words=words, **asked))
        return [entry.title for entry in in_order(shelf, rows)]


def test_spanish_words_find_what_is_written_in_english_french_and_arabic(corpus):
    for words, first in {
        "necesito un abogado": LAWYERS,
        "dónde puedo dormir esta noche": BEDS,
        "me duele una muela": TEETH,
        "quiero ver a un médico": DOCTORS,
        "arreglar mi bici": BICYCLES,
    }.items():
        assert found(corpus, words)[0] == first, words
    assert BICYCLES not in found(corpus, "quiero ver a un médico"), (
        "what is about something else is no answer"
    )


def test_words_in_any_of_the_languages_find_the_same(corpus):
    for words in ("I need a lawyer", "j'ai besoin d'un avocat", "我需要律师", "necesito un abogado"):
        assert found(corpus, words)[0] == LAWYERS, words


def test_arabic_words_are_not_found_by_the_letters_of_their_particles(corpus):
    """In Latin letters they are those of Spanish articles, and the beginnings of many words."""
    assert found(corpus, "أحتاج إلى طبيب")[0] == DOCTORS
    assert found(corpus, "أحتاج إلى محامي")[0] == LAWYERS


def test_haitian_creole_finds_themes_that_the_encoder_does_not_know(desk):
    for name, theme in (("Oak room", "food"), ("Blue door", "legal"), ("River house", "shelter")):
        desk.enter(name, tessera={"themes": [theme]}, shown=True)
    for words, first in {
        "mwen grangou": "Oak room",
        "mwen bezwen yon avoka": "Blue door",
        "kote pou m dòmi": "River house",
        "DOMI": "River house",
    }.items():
        for shelf in (ROOM, COMMONS):
            assert found(desk, words, shelf)[0] == first, words


def test_a_name_is_found_by_its_words_without_accents_and_by_its_beginning(corpus):
    for words in ("parroquía", "PARROQUIA", "parroq", "la parroquia"):
        assert found(corpus, words)[0] == MEALS


def test_what_is_said_no_more_is_found_no_more(desk):
    entry = desk.enter("Zanzibar", shown=True)
    assert found(desk, "zanzibar") == found(desk, "zanzibar", COMMONS) == ["Zanzibar"]
    desk.change(entry, name="Kilimanjaro")
    assert found(desk, "kilimanjaro") == found(desk, "kilimanjaro", COMMONS) == ["Kilimanjaro"]
    with desk.open():
        actions.show_to_members_only(entry=Entry.objects.get(pk=entry.pk), by=desk.house.marta.member)
    assert found(desk, "kilimanjaro") == ["Kilimanjaro"]
    assert found(desk, "kilimanjaro", COMMONS) == []


def test_without_words_everything_comes_by_title(corpus):
    assert found(corpus) == sorted(WORDS)
    assert found(corpus, " \t\n ") == sorted(WORDS)


def test_members_find_what_is_confidential_and_nobody_else_does(desk):
    desk.enter("House of the women", confidential=True)
    assert found(desk, "women") == found(desk) == ["House of the women"]
    assert found(desk, "women", COMMONS) == found(desk, "", COMMONS) == []


# What narrows


@pytest.fixture
def narrowed(desk):
    """Three services, and an organisation of the same theme and place."""
    south = place("Tapachula", "MX", latitude=14.9, longitude=-92.26)
    themes = {"themes": ["health"]}
    desk.enter("Clinic", at=south, languages=[{"id": "1", "code": "es"}], shown=True, tessera=themes)
    desk.enter(
        "Kitchen",
        at=place("Tapachúla", "mx", latitude=15.2, longitude=-92.5),
        languages=[{"id": "1", "code": "ht"}, {"id": "2", "code": "es"}],
        shown=True,
        tessera={"themes": ["food", "health"]},
    )
    desk.enter("Lawyers", at=place("Tecún Umán", "GT"), shown=True, tessera={"themes": ["legal"]})
    desk.enter("Group", "organisation", at=south, shown=True, tessera=themes | {"serves": ["women"]})
    return desk


BOTH_HEALTH = ["Clinic", "Kitchen"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"country": "MX"}, BOTH_HEALTH),
        ({"country": "GT"}, ["Lawyers"]),
        ({"country": "FR"}, []),
        ({"country": "MX", "place": "tapachula"}, BOTH_HEALTH),
        ({"country": "GT", "place": "tapachula"}, []),
        ({"language": "ht"}, ["Kitchen"]),
        ({"language": "es"}, BOTH_HEALTH),
        ({"theme": "health"}, BOTH_HEALTH),
        ({"theme": "food", "language": "es", "country": "MX"}, ["Kitchen"]),
        ({"theme": "legal", "country": "MX"}, []),
        ({"area": (14.0, -93.0, 15.0, -92.0)}, ["Clinic"]),
        ({"area": (14.9, -92.26, 14.9, -92.26)}, ["Clinic"]),
        ({"area": (-90.0, -180.0, 90.0, 180.0)}, BOTH_HEALTH),
        ({"area": (0.0, 0.0, 1.0, 1.0)}, []),
        ({"kind": "organisation", "serves": "women"}, ["Group"]),
        ({"kind": "organisation", "led_by": "women"}, []),
        ({"kind": "office"}, []),
        ({"kind": "", "theme": "health"}, ["Clinic", "Group", "Kitchen"]),
    ],
)
def test_filters_leave_what_fits_all_of_them(narrowed, asked, expected):
    assert found(narrowed, **asked) == expected
    assert found(narrowed, shelf=COMMONS, **asked) == expected


def test_filters_narrow_what_words_find(narrowed):
    assert "Lawyers" in found(narrowed, "abogado")
    assert "Lawyers" not in found(narrowed, "abogado", country="MX")
    assert found(narrowed, "abogado", country="FR") == []


def test_services_of_themes_come_from_the_place_itself_first(narrowed):
    narrowed.enter("Near", at=place("Arriaga", "MX"), tessera={"themes": ["health", "food"]})
    with narrowed.open():
        rows = of_themes(ROOM, ["health", "food"], country="MX", place="tapachula", most=3)
        assert [entry.title for entry in in_order(ROOM, rows)] == ["Kitchen", "Clinic", "Near"]
        assert len(of_themes(ROOM, ["health", "food"], country="MX", place="", most=2)) == 2


# What nobody means well by

HOSTILE = [
    '"',
    "'",
    '""" OR "',
    'a" OR 1=1 --',
    "NEAR(legal clinic, 2)",
    "legal AND NOT clinic OR *",
    "^clinic* search_text:a {b} + - ( )",
    "%",
    "_ % \\",
    "\0",
    "legal\0clinic",
    "x" * 10_000,
    "legal " * 2_000,
    "😀",
    "👩‍👩‍👧 🏳️‍🌈",
    "\u202eevil\u200b",
    "ﷺ" * 50,
    "\ud7ff\U0010ffff",
    "legal & clinic | !x <-> y:*",
]


def test_hostile_words_are_only_words(corpus):
    for words in HOSTILE:
        answer = found(corpus, words)
        assert answer == found(corpus, words, COMMONS), words
        assert set(answer) <= set(WORDS)
    assert found(corpus) == sorted(WORDS), "and nothing was lost by them"
    for words in ('legal" OR "x', "NEAR(legal clinic)", "legal\0clinic", "%legal% clinic"):
        assert LAWYERS in found(corpus, words), "the words among them still find"


def test_whatever_is_typed_finds_the_same_for_members_and_for_everybody(corpus):
    @settings(max_examples=30)
    @given(
        st.text(max_size=60) | st.lists(st.sampled_from('médico abri AND " * محام dlo'.split())).map(" ".join)
    )
    def same(words):
        assert found(corpus, words) == found(corpus, words, COMMONS)

    same()
