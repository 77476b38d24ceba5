"""The answers on the page for everybody: what they depend on, how sure they are, and whatever stands in the address."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from hypothesis import given, settings, strategies as st

from tessera.access.models import Edition
from tessera.access.tests.asking import CARE_IN_GERMANY, LANGUAGES, VISIT_TO_GHANA, asks
from tessera.access.tests.invented import CARE, VISIT, cards_of, example_to, tables

FORM = "application/x-www-form-urlencoded"
TOLD = {"nationality": "TG", "lives-near": "yes"}


def test_what_the_answer_depends_on_is_asked_and_changes_it(house, published):
    open_page = asks(house, **VISIT_TO_GHANA)
    assert open_page.context["further"].fields.keys() == {"nationality", "lives-near"}
    assert cards_of(open_page.content.decode()) == {
        "A visit next door": ("wait", "You can ask for this, if …")
    }
    told = cards_of(asks(house, **VISIT_TO_GHANA, told=TOLD).content.decode())
    assert told == {"A visit next door": ("ok", "You can ask for this")}
    for otherwise in ({"nationality": "GH"}, {"nationality": "DE"}, {"lives-near": "no"}):
        assert cards_of(asks(house, **VISIT_TO_GHANA, told=TOLD | otherwise).content.decode()) == {}


def test_nobody_is_asked_what_decides_nothing(house, published):
    assert not asks(house, **CARE_IN_GERMANY).context["further"].fields
    assert "You need not say." not in asks(house, **CARE_IN_GERMANY).content.decode()


def test_what_would_set_an_answer_aside_is_asked_also_where_it_is_no_answer_itself(house):
    care = CARE | {"where": "DE"}
    rows = [
        care,
        care | {"code": "not-near", "says": "may-not", "when": "lives-near = yes", "prevails_over": "care"},
        care | {"code": "at-the-door", "prevails_over": "not-near", "title:en": "Care at the door"},
    ]
    nobody = [example_to(row["code"], need="family", expected="nothing") for row in rows]
    Edition.objects.create(number=1, tables=tables(rules=rows, examples=nobody))
    open_page = asks(house, **CARE_IN_GERMANY)
    assert cards_of(open_page.content.decode()).keys() == {"Emergency care", "Care at the door"}
    assert "Unless this fits you:" in open_page.content.decode()
    assert open_page.context["further"].fields.keys() == {"lives-near"}
    near = asks(house, **CARE_IN_GERMANY, told={"lives-near": "yes"})
    assert cards_of(near.content.decode()).keys() == {"Care at the door"}
    assert near.context["further"].fields.keys() == {"lives-near"}


def test_what_was_told_can_be_taken_back_and_is_not_forgotten_with_the_next_answer(house, published):
    told = asks(house, **VISIT_TO_GHANA, told=TOLD | {"lives-near": "no"})
    assert cards_of(told.content.decode()) == {}
    form = told.context["further"]
    assert {name: form.initial[name] for name in form.fields} == {"nationality": "TG", "lives-near": "no"}
    assert "The answer depends on this" in told.content.decode()


@pytest.mark.parametrize(
    ("changed", "chip"),
    [
        ({}, ("ok", "You can ask for this")),
        ({"confidence": "medium"}, ("ok", "You can ask for this")),
        ({"confidence": "low"}, ("wait", "Uncertain: ask before you rely on it")),
        ({"confidence": "low", "when": "lives-near = yes"}, ("wait", "Uncertain: ask before you rely on it")),
        ({"when": "lives-near = yes"}, ("wait", "You can ask for this, if …")),
        ({"says": "may-not"}, ("no", "Not in this way")),
        ({"says": "may-not", "when": "lives-near = yes"}, ("no", "Perhaps not in this way")),
        ({"says": "may-not", "confidence": "low"}, ("no", "Perhaps not in this way")),
    ],
)
def test_what_is_little_known_or_open_is_never_shown_as_certain(house, changed, chip):
    nobody = [example_to(code, need="family", expected="nothing") for code in ("care", "visit")]
    Edition.objects.create(number=1, tables=tables(rules=[CARE | changed, VISIT], examples=nobody))
    assert cards_of(asks(house, **CARE_IN_GERMANY).content.decode()) == {"Emergency care": chip}


@pytest.mark.parametrize(("days", "is_said"), [(365, False), (366, True)])
def test_what_was_checked_more_than_a_year_ago_says_so(house, days, is_said):
    checked = (timezone.localdate() - timedelta(days=days)).isoformat()
    Edition.objects.create(number=1, tables=tables(rules={"as_of": checked, "known:en": "The law was read."}))
    said = asks(house, **CARE_IN_GERMANY).content.decode()
    assert "The law was read." in said[: said.index("<details")]
    assert ("It may have changed: ask first." in said) == is_said


# Whatever stands in the address


@pytest.mark.parametrize(
    "asked",
    [
        "need=",
        "need=gold&place=DE&stage=stay&age=adult",
        "need=emergency-care&place=Atlantis&stage=stay&age=adult",
        "need=emergency-care&place=DE",
        "need=emergency-care&place=%00&stage=stay&age=adult",
        "need=%FF%FE&place=DE&stage=stay&age=adult",
        "need=emergency-care&place=DE&stage=%3Cscript%3Ealert(1)%3C/script%3E&age=adult",
        "need=emergency-care&place=DE&stage=stay&age=" + "9" * 4_000,
        "need[]=emergency-care&need=",
    ],
)
@pytest.mark.parametrize("language", ["en", "ht"])
def test_what_cannot_be_asked_gives_the_questions_with_what_is_wrong(house, published, language, asked):
    answer = house.browser().get(f"/{language}/help/?{asked}")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    "told",
    [
        "nationality=ZZ",
        "nationality=%00",
        "nationality=tg",
        "lives-near=maybe",
        "lives-near=%F0%9F%98%80",
        "care=yes",
        "answers=1",
        "on=1900-01-01",
    ],
)
def test_what_nobody_asked_is_left_out(house, published, told):
    plain = cards_of(asks(house, **VISIT_TO_GHANA).content.decode())
    address = f"/en/help/?{urlencode(VISIT_TO_GHANA)}"
    for answer in (
        house.browser().get(f"{address}&{told}"),
        house.browser().post(address, told, content_type=FORM),
    ):
        assert cards_of(answer.content.decode()) == plain
        assert answer.context["facts"].answers == {}
        assert answer.context["facts"].nationality == ""


def test_what_stands_in_an_address_besides_the_four_questions_is_no_answer_and_goes_no_further(
    house, published
):
    """Somebody else may have written it there, or an earlier version of the page."""
    plain = asks(house, **VISIT_TO_GHANA)
    answer = asks(house, **VISIT_TO_GHANA, **TOLD)
    assert answer.content == plain.content
    assert "TG" not in answer.content.decode().replace('value="TG"', "")
    open_form = asks(house, need="stay", **TOLD).content.decode()
    assert "nationality" not in open_form


def test_the_four_questions_are_never_answered_by_what_is_sent_with_the_further_ones(house, published):
    answer = asks(house, **VISIT_TO_GHANA, told=TOLD | {"place": "DE", "need": "food"})
    assert (answer.context["facts"].place, answer.context["facts"].need) == ("GH", "cross-border")
    assert cards_of(answer.content.decode()) == {"A visit next door": ("ok", "You can ask for this")}


_names = st.sampled_from([*CARE_IN_GERMANY, "nationality", "lives-near", "page", ""]) | st.text(max_size=5)
_values = st.sampled_from([*CARE_IN_GERMANY.values(), *VISIT_TO_GHANA.values(), "TG", "yes"]) | st.text(
    max_size=12
)
_texts = st.lists(st.tuples(_names, _values), max_size=8)


@settings(max_examples=50)
@given(_texts.map(lambda pairs: urlencode(pairs, errors="surrogatepass")), st.sampled_from(LANGUAGES))
def test_no_address_breaks_the_page(house, published, asked, language):
    for answer in (
        house.browser().get(f"/{language}/help/?{asked}"),
        house.browser().post(f"/{language}/help/?{asked}", asked, content_type=FORM),
    ):
        assert answer.status_code == 200
        assert ("answers" in answer.context) != bool(
            answer.context["form"].errors or "need" not in answer.wsgi_request.GET
        )
