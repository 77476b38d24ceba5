"""Single records: as the form expects, unreal where they must be, free of what is never asked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple

from tessera.cli.demo import ANCHOR_DATE, DemoRecord, build_network
from tessera.cli.demo.words.countries import COUNTRY_NAMES

NETWORK = build_network()
RECORDS = NETWORK.requests + NETWORK.findings

# The firewall: no word that says or hints at an immigration procedure, in any language of the texts.
NEVER_WRITTEN = re.compile(
    r"visa|status|estatus|statut|asyl|asil|refugee|refugia|réfugi|residencia|résidence"
    r"|sans[- ]papiers|sin papeles|deport|expuls|irregular|irrégul|clandestin|ilegal|illegal|illégal"
    r"|permiso|permit|permis |migratori|regulari",
    re.IGNORECASE,
)


def texts(record: DemoRecord) -> list[str]:
    """Every string in a record, however deep."""

    def walk(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple | list):
            for part in value:
                yield from walk(part)

    return list(walk(astuple(record)))


ALL_TEXTS = [text for record in RECORDS for text in texts(record)]
ORGANISATION_TEXTS = [text for organisation in NETWORK.organisations for text in astuple(organisation)]


def test_nothing_the_firewall_forbids() -> None:
    assert not [text for text in (*ORGANISATION_TEXTS, *ALL_TEXTS) if NEVER_WRITTEN.search(text)]


def test_no_number_that_could_be_somebodys() -> None:
    for text in ALL_TEXTS:
        for number in re.findall(r"\+[\d ]+\d", text):
            assert re.fullmatch(r"\+\d{1,3} 000 555 \d{4}", number)
        rest = re.sub(r"\+\d{1,3} 000 555 \d{4}|DEMO-[A-Z]{2}-\d{6}", "", text)
        assert not re.search(r"\d{5}", rest), text
        assert "@" not in rest


def test_numbers_are_given_out_once() -> None:
    sought = [number for record in NETWORK.requests for number in record.identifiers]
    assert len(set(sought)) == len(sought)


def test_no_placeholder_is_left() -> None:
    for text in ALL_TEXTS:
        assert not re.search(r"[{}<>|\[\]%_]|None|TODO|\s\s", text), text
        assert text == text.strip()


def test_french_elides() -> None:
    french = [
        record.circumstances
        for record in RECORDS
        if NETWORK.organisations[record.organisation].language == "fr"
    ]
    assert not [text for text in french if re.search(r"\b[dD]e [AEIOU]", text)]


def test_circumstances_are_one_to_three_sentences() -> None:
    for record in RECORDS:
        assert record.circumstances.endswith(".")
        assert 1 <= len(re.findall(r"\.(?:\s|$)", record.circumstances)) <= 3


def test_countries_are_known() -> None:
    for record in RECORDS:
        assert record.event_country in COUNTRY_NAMES
        assert set(record.nationality) <= set(COUNTRY_NAMES)


def test_each_kind_has_its_own_fields() -> None:
    for record in RECORDS:
        assert (record.enquirer is not None) == (record.kind == "sought")
        assert bool(record.contact_wish) == (record.kind == "found")
        assert bool(record.custodian) == (record.kind == "remains")
        if record.kind != "remains":
            assert not record.condition
            assert not record.cause


def test_the_living_are_not_all_willing() -> None:
    wishes = {record.contact_wish for record in NETWORK.findings if record.kind == "found"}
    assert wishes == {"not asked", "yes", "no", "message only"}


def test_about_a_third_of_remains_have_no_name() -> None:
    remains = [record for record in NETWORK.findings if record.kind == "remains"]
    assert 0.28 < sum(not record.names for record in remains) / len(remains) < 0.40


def test_names_of_the_sought_and_the_living_are_there() -> None:
    assert all(record.names for record in RECORDS if record.kind != "remains")
    assert any(name.script == "Arab" for record in RECORDS for name in record.names)
    for record in RECORDS:
        for name in record.names:
            assert (name.script == "Arab") == bool(re.search("[\u0600-\u06ff]", name.text))


def test_ages_and_heights_are_human() -> None:
    for record in RECORDS:
        if record.ages:
            assert 0 <= record.ages.youngest <= record.ages.oldest < 85
            assert record.ages.at is not None
        if record.height:
            assert 120 < record.height.shortest <= record.height.tallest < 210
        assert record.birth is None or record.birth.latest < ANCHOR_DATE


def test_estimates_of_remains_are_wider_than_what_families_say() -> None:
    def widths(records: Iterable[DemoRecord]) -> list[int]:
        return [r.ages.oldest - r.ages.youngest for r in records if r.ages]

    remains = widths(r for r in NETWORK.findings if r.kind == "remains")
    families = widths(NETWORK.requests)
    assert sum(remains) / len(remains) > 2 * sum(families) / len(families)


def test_nobody_is_spoken_of_with_the_wrong_ending() -> None:
    """Where the sex is not recorded, sentences that would have to choose one are not used."""
    for record in RECORDS:
        if record.sex not in {"F", "M"}:
            assert not re.search(r"\b(tranquil[oa]|Elle|Il a|rescatad[oa])\b", record.circumstances)


def test_only_kin_give_a_sample() -> None:
    for record in NETWORK.requests:
        if record.enquirer and record.enquirer.relation in {"esposa", "amiga", "épouse", "amie", "mari"}:
            assert "ADN" not in record.circumstances
