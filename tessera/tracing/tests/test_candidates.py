"""Who could it be: both directions, what is shown first, and what the page never says."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tessera.common.spans import DateSpan
from tessera.linkage.evidence import Code, Feature
from tessera.linkage.folding import skeleton
from tessera.linkage.strength import Strength
from tessera.tracing.candidates import candidates_for, days_of_death
from tessera.tracing.models import ContactWish, Kind, NameKind, Person
from tessera.tracing.tests.described import described, page_of, written

KNOWN = {
    "sex": "F",
    "birth": DateSpan.of_day(1996, 3, 21),
    "origin_place": "Baidoa, Bay",
    "nationality": "SO",
    "marks": ["Scar on the left wrist"],
}
LAST_CONTACT = {"event": DateSpan.of_day(2021, 4, 3), "event_place": "Nogales"}
LATER = {"event": DateSpan.of_day(2021, 4, 20), "event_place": "Nogales"}


def sought(name="Amina Example Warsame", **said):
    return described(name=name, **(KNOWN | LAST_CONTACT | said))


def found(name="Amina Example Warsame", **said):
    return described(Kind.FOUND, name=name, **(KNOWN | LATER | {"contact_wish": ContactWish.YES} | said))


def remains(name="Amina Example Warsame", **said):
    return described(Kind.REMAINS, name=name, **(KNOWN | LATER | said))


def others(number=40):
    """People who are somebody else, so that a name that agrees says something."""
    words = "Hodan Yusuf Marta Lucia Pedro Kidane Selam Oumar Fatou Ines".split()
    kinds = [Kind.FOUND, Kind.REMAINS, Kind.SOUGHT]
    return [
        described(
            kinds[n % 3],
            name=f"{words[n % 10]} {words[n // 4 % 10]} Otra{n}",
            origin_place=f"Town {n}",
            sex="M",
        )
        for n in range(number)
    ]


def page(house, person, query=""):
    return house.browser(house.marta).get(page_of(house, "candidates", person) + query)


@pytest.mark.parametrize("other", [found, remains])
def test_from_the_request_to_the_record_found_and_back(house, other):
    request, finding, *_ = written(house, sought(), other(), *others())
    for person, candidate in ((request, finding), (finding, request)):
        answer = page(house, person)
        assert [one["person"].pk for one in answer.context["candidates"]] == [candidate.pk]
        said = answer.content.decode()
        assert page_of(house, "person", candidate) in said
        assert "Found 17 days after the last contact" in said


def test_requests_are_not_compared_with_requests_nor_the_found_with_remains(house):
    request, again, finding, body = written(house, sought(), sought(), found(), remains())
    with house.open(house.marta):
        shown = {
            person.pk: {one.person.pk for one in candidates_for(person).worth_a_look}
            for person in (request, finding, body)
        }
    assert shown == {
        request.pk: {finding.pk, body.pk},
        finding.pk: {request.pk, again.pk},
        body.pk: {request.pk, again.pk},
    }


def test_the_page_says_that_it_only_proposes(house):
    request, *_ = written(house, sought(), found(), *others())
    said = page(house, request).content.decode()
    assert "The list only proposes. An identification is made by the forensic or civil authority" in said
    lonely, *_ = written(house, sought(name="Zenobia Nobody", marks=[], birth=None, origin_place="Elsewhere"))
    said = page(house, lonely).content.decode()
    assert "The list only proposes." in said
    assert "No record stands out, of" in said
    assert "That says little" in said


def test_what_is_blank_is_unknown_and_counts_neither_way(house):
    request, *_ = written(
        house, sought(heights=(163, 167)), found(marks=[], belongings=["Blue rosary"]), *others()
    )
    (candidate,) = page(house, request).context["candidates"]
    unknown = [line for line in candidate["evidence"] if line.verdict == "unknown"]
    assert [(line.feature, line.sentence) for line in unknown if line.feature == "Not known"] == [
        (
            "Not known",
            "The request does not say: Belongings. The record found does not say: Height, Marks. Neither side says: Numbers, Age",
        ),
    ]
    # Bars of what is unknown stand on the axis: they lean to neither side.
    assert {(line.x, line.width) for line in unknown} == {("46", "8")}


def test_evidence_for_comes_before_evidence_against(house):
    request, *_ = written(house, sought(heights=(160, 160)), found(heights=(190, 190)), *others())
    (candidate,) = page(house, request).context["candidates"]
    verdicts = [line.verdict for line in candidate["evidence"]]
    assert verdicts == sorted(verdicts, key=["for", "against", "unknown"].index)
    assert "against" in verdicts
    for line in candidate["evidence"]:
        x, width = float(line.x), float(line.width)
        assert 0 <= x <= x + width <= 100
        if line.verdict == "for":
            assert x == 50
        if line.verdict == "against":
            assert x + width == pytest.approx(50, abs=0.2)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_draws_with_points_whatever_the_language(house, language):
    request, *_ = written(house, sought(), found(), *others())
    answer = house.browser(house.marta, language).get(page_of(house, "candidates", request))
    drawn = re.findall(
        r'<rect class="(?:for|against|unknown)" x="([^"]*)" y="2" width="([^"]*)"', answer.content.decode()
    )
    assert len(drawn) >= 5
    assert all(re.fullmatch(r"\d+(\.\d)?", number) for pair in drawn for number in pair)


def test_five_are_shown_and_the_rest_on_request(house):
    request, *_ = written(
        house,
        sought(phones=["+252 61 555 0101"]),
        *[found(phones=["+252 61 555 0101"]) for _ in range(8)],
        *others(60),
    )
    first = page(house, request)
    assert (len(first.context["candidates"]), first.context["number"], first.context["more"]) == (5, 8, 3)
    assert 'href="?all=1"' in first.content.decode()
    assert "Show 3 more" in first.content.decode()
    everything = page(house, request, "?all=1")
    assert len(everything.context["candidates"]) == 8
    assert 'href="?all=1"' not in everything.content.decode()


def test_five_are_five_without_more(house):
    request, *_ = written(house, sought(), *[found(phones=["+1"]) for _ in range(5)], *others())
    answer = page(house, request)
    assert (len(answer.context["candidates"]), answer.context["more"]) == (5, 0)
    assert 'href="?all=1"' not in answer.content.decode()


def test_a_nameless_body_is_never_strong(house):
    agreeing = {
        "phones": ["+252 61 555 0101"],
        "documents": ["P-0099887"],
        "heights": (165, 165),
        "marks": ["Scar on the left wrist", "Rose tattoo, right shoulder"],
        "belongings": ["Blue rosary with a broken clasp", "Nokia phone"],
    }
    request, named, nameless, *_ = written(
        house, sought(**agreeing), remains(**agreeing), remains(name="", **agreeing), *others()
    )
    said = {one["person"].pk: one["strength"] for one in page(house, request).context["candidates"]}
    assert said[named.pk] == "strong", "nothing here would be called strong, so the next line says nothing"
    assert said[nameless.pk] != "strong"
    assert {one["strength"] for one in page(house, nameless).context["candidates"]} == {said[nameless.pk]}


def test_whoever_was_not_asked_is_marked(house):
    marks = {
        ContactWish.NOT_ASKED: "Has not been asked yet: ask before anybody is told",
        ContactWish.MESSAGE_ONLY: "Wants to send a message only",
        ContactWish.YES: None,
    }
    for wish, mark in marks.items():
        name = f"Amina {wish.name.title()}"
        request, *_ = written(house, sought(name=name), found(name=name, contact_wish=wish), *others(12))
        said = page(house, request).content.decode()
        assert f"<bdi>{name}</bdi>" in said.split('<article class="card candidate">')[1]
        for text in filter(None, marks.values()):
            assert (text in said.split('<article class="card candidate">')[1]) == (text == mark)


def test_words_that_are_no_country_are_not_compared(house):
    """ "no se sabe" holds two words of two letters, and neither is Norway or Sweden."""
    request, finding = written(house, sought(nationality="HN"), found(nationality="no se sabe, NO SE SABE"))
    said = page(house, request).content.decode()
    assert page_of(house, "person", finding) in said
    assert "Honduras; here no se sabe, NO SE SABE: not comparable" in said
    assert "Norway" not in said


def test_a_record_deleted_in_the_middle_is_left_out(house, monkeypatch):
    request, gone, stays, *_ = written(house, sought(), found(), remains(), *others())
    from tessera.tracing import candidates

    rank = candidates.rank

    def meanwhile(*args, **kwargs):
        ranking = rank(*args, **kwargs)
        Person.objects.get(pk=gone.pk).delete()
        return ranking

    monkeypatch.setattr(candidates, "rank", meanwhile)
    answer = page(house, request)
    assert [one["person"].pk for one in answer.context["candidates"]] == [stays.pk]


def test_names_of_every_kind_and_alphabet_are_compared(house):
    draft = found(name="")
    draft.name("አሚና ምሳሌ ዋርሳሜ", NameKind.DOCUMENT)
    request, finding, *_ = written(house, sought(name="Amina Msale Warsame"), draft, *others())
    assert [one["person"].pk for one in page(house, request).context["candidates"]] == [finding.pk]


def test_a_son_is_not_found_where_his_father_is(house):
    """A request names the father too; that is no other name of the son."""
    son = sought(name="Farah Warsame Example")
    son.name("Warsame Guled Ejemplo", NameKind.FATHER)
    father = found(name="Warsame Guled Ejemplo")
    request, _father, *_ = written(house, son, father, *others())
    with house.open(house.marta):
        (shown,) = candidates_for(request).worth_a_look
    assert shown.comparison.of(Feature.NAMES).reason.values["request"] == "Farah Warsame Example"
    assert shown.comparison.strength is not Strength.STRONG


def test_words_are_forgotten_when_a_comparison_fails_too(house, monkeypatch):
    request, *_ = written(house, sought(), found())

    def fails(*_args, **_kwargs):
        skeleton("amina")
        raise MemoryError

    monkeypatch.setattr("tessera.tracing.candidates.rank", fails)
    with house.open(house.marta), pytest.raises(MemoryError):
        candidates_for(request)
    assert skeleton.cache_info().currsize == 0


def test_a_pair_is_called_the_same_from_either_side(house):
    """Forty of the found have her name, and not one of those sought: counted on one side only it would be rare."""
    namesakes = [found(name="Amina Warsame", birth=None, origin_place=f"Town {n}") for n in range(40)]
    request, finding, *_ = written(house, sought(), found(), *namesakes)
    with house.open(house.marta):
        there = {one.person.pk: one.comparison for one in candidates_for(request).worth_a_look}
        back = {one.person.pk: one.comparison for one in candidates_for(finding).worth_a_look}
    assert there[finding.pk].log_odds == back[request.pk].log_odds
    assert there[finding.pk].strength is back[request.pk].strength


@pytest.mark.parametrize(
    ("interval", "first", "last"),
    [
        ("6-8 months", date(2020, 10, 31), date(2021, 1, 1)),
        ("2 a 3 semanas", date(2021, 6, 15), date(2021, 6, 22)),
        ("menos de 10 días", date(2021, 6, 26), date(2021, 7, 6)),
        ("1 an", date(2019, 7, 5), date(2021, 7, 6)),
    ],
)
def test_the_days_of_a_death_are_read_from_the_interval(interval, first, last):
    found_on = date(2021, 7, 6)
    assert days_of_death(found_on, found_on, interval) == DateSpan(first, last)


@pytest.mark.parametrize(
    "interval", ["", "skeletal", "more than 6 months", "> 1 año", "8-6 months", "9999 years"]
)
def test_what_is_no_interval_says_nothing_of_the_death(interval):
    assert days_of_death(date(2021, 7, 6), date(2021, 7, 6), interval) is None


def test_a_year_that_a_list_cut_short_stops_no_comparison(house):
    """Spreadsheets write year 12 for 2012, and one such row is in the way of every request."""
    cut = remains(ages=(20, 30), event=DateSpan.of_year(12), post_mortem_interval="20 years")
    request, *_ = written(house, sought(), cut, found())
    assert page(house, request).status_code == 200


def test_an_age_at_death_is_not_the_age_at_the_find(house):
    """She was 25 when she was last heard of; the bones lay there for fifteen years."""
    young = sought(birth=DateSpan.of_year(1985), event=DateSpan.of_year(2010))
    bones = remains(birth=None, ages=(20, 30), event=DateSpan.of_day(2025, 7, 1))
    dated = remains(
        birth=None, ages=(20, 30), event=DateSpan.of_day(2025, 7, 1), post_mortem_interval="1-2 months"
    )
    request, bones, dated = written(house, young, bones, dated)
    with house.open(house.marta):
        ages = {
            one.person.pk: one.comparison.of(Feature.AGE).weight
            for one in candidates_for(request).worth_a_look
        }
    assert ages[bones.pk] >= 0 > ages[dated.pk]


def test_an_age_without_a_date_is_as_of_the_day_it_was_written_down(house):
    request, finding = written(
        house, sought(birth=None, event=None, ages=(25, 25)), found(birth=None, event=None, ages=(50, 55))
    )
    with house.open(house.marta):
        (shown,) = candidates_for(request).worth_a_look
        assert shown.comparison.of(Feature.AGE).weight < -3
        Person.objects.filter(pk=finding.pk).update(import_run=finding.uid)
        (shown,) = candidates_for(request).worth_a_look
    assert shown.comparison.of(Feature.AGE).reason.code is Code.AGE_WITHOUT_DATE


def test_who_was_found_before_being_lost_is_unlikely_and_stands_apart(house):
    early = found(event=DateSpan.of_day(2019, 7, 21), phones=["+1 555 0100 100"])
    partly = found(name="Amina Warsame", birth=None)
    request, *_ = written(house, sought(phones=["+1 555 0100 100"]), early, partly)
    answer = page(house, request)
    assert "unlikely" not in [one["strength"] for one in answer.context["candidates"]]
    assert [one["strength"] for one in answer.context["unlikely"]] == ["unlikely"]
    assert "1 unlikely record" in answer.content.decode()
    assert "Found 622 days BEFORE the last contact." in answer.content.decode()


def test_the_page_leads_on(house):
    request, *_ = written(house, sought())
    for account, offered in ((house.marta, True), (house.colleague(), False)):
        said = house.browser(account).get(page_of(house, "candidates", request)).content.decode()
        assert page_of(house, "change-person", request) in said
        assert "Print this comparison" in said
        assert ("Import a list</a>" in said) == offered
        assert ("Ask a coordinator to import more lists." in said) != offered
