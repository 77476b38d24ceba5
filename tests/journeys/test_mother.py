"""A mother on the way with a child: an old telephone, no scripts, no account, and her own language.

Bytes are counted plain, as the browser unpacks them: what the page weighs on the worst line, which compresses nothing.
"""

import csv
import hashlib
import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest

from tessera.cli.demo.services import SERVICES
from tests.journeys.browser import Look, Visitor
from tests.journeys.conftest import ROOT
from tests.journeys.steps import demo_account, fill, follow_nav, go_on, main_button, sign_in, words_of

LANGUAGES = ("en", "es", "fr", "ar")
SITUATION = {"place": "MX", "stage": "way", "age": "child", "need": "shelter"}
MOST_TO_SAY = {"place": "CO-cucuta", "stage": "stay", "age": "adult", "need": "stay"}
MANY = 6  # rules, on one sheet
FORCED = {"forced-or-exploited": "yes"}
SURE_RULE, LAWYERS_RULE = "mx-shelter", "trafficking-help"  # the second hangs on what is asked further
SHELTER = next(one for one in SERVICES if one.public and "shelter" in one.themes)
LESSONS = next(one for one in SERVICES if one.public and "education" in one.themes)
# Written in none of the four, and filed under no theme: only what it means can lead there.
CLINIC = {
    "name": "Posto de saúde da Ponte",
    "description": "Uma médica e um enfermeiro atendem quem está doente. Remédios de graça.",
    "written_in": "pt",
    "country": "MX",
    "city": "Tapachula",
    "hours_TU": "9-13",
}

LIGHT = 60_000  # bytes of a page and its stylesheet
SMALLEST = 24  # CSS pixels
TOO_SMALL = """smallest => [...document.querySelectorAll("a, button, select, summary, input, textarea")]
    .filter(element => element.checkVisibility() && !element.matches(".skip, [type=hidden]"))
    .map(element => element.closest("label") ?? element)
    .filter(element => element.getBoundingClientRect().height < smallest)
    .map(element => `${element.getBoundingClientRect().height}: ${element.outerHTML.slice(0, 200)}`)"""


@pytest.fixture(scope="module")
def clinic(server, browser):
    """One that everybody may see, entered by somebody who writes another language than she reads."""
    coordinator = Visitor(browser, server.url, Look(width=1280))
    page, _ = coordinator.page, words_of("en")
    sign_in(coordinator, demo_account(server, "coordinator"))
    follow_nav(coordinator, "/directory/")
    go_on(page.get_by_role("link", name=_("Enter a service")))
    fill(page, **CLINIC)
    go_on(main_button(page))
    go_on(page.get_by_role("link", name=_("Show it to everybody")))
    fill(page, agreed_by="Its nurse, by telephone")
    go_on(main_button(page))
    coordinator.close()
    return CLINIC["name"]


@pytest.mark.parametrize("look", [Look(language=code) for code in LANGUAGES], ids=str)
def test_a_mother_finds_what_she_can_ask_for_and_who_helps(visit, server, clinic, look, record_property):
    before = traces(server)
    visitor = visit(server.url)
    weights = {
        "the questions": she_opens_the_short_address(visitor),
        "the first answer": she_says_where_she_is_and_what_she_needs(visitor),
        "the answer": she_answers_what_is_asked_further(visitor),
    }
    she_reads_another_language_and_comes_back(visitor)
    weights["a service"] = she_looks_at_a_service_and_comes_back(visitor)
    she_gets_one_page_on_paper(visitor)
    weights["who helps"] = she_looks_for_a_doctor(visitor, clinic)
    visitor.close()
    for name, size in weights.items():
        record_property(name, size)
    assert traces(server) == before, "her visit left something behind"


def look_at(visitor):
    """What holds on every page she comes to; returns its bytes, with those of its stylesheet."""
    visitor.check_page()
    assert visitor.context.cookies() == []
    assert visitor.page.evaluate(TOO_SMALL, SMALLEST) == []
    style = visitor.page.locator("link[rel=stylesheet]").get_attribute("href")
    answer = visitor.context.request.get(urljoin(visitor.page.url, style))
    weight = len(visitor.document.body()) + len(answer.body())
    assert weight < LIGHT
    return weight


def traces(server):
    """What the server wrote anywhere that a visit could have added to."""
    rooms = {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (server.data / "vaults").rglob("*")
        if path.is_file()
    }
    return server.log.read_text(), server.tessera("verify"), rooms


def rule(code, language):
    """Source and texts of a rule, as the worked rules say them in that language."""
    with (ROOT / "tessera/access/worked/rules.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["code"] == code)
    return {"source": row["source"]} | {
        text: row[f"{text}:{language}"] for text in ("title", "ask", "limits", "risk", "lawyer", "known")
    }


def card_of(page, title):
    return page.locator("main .card").filter(has=page.get_by_role("heading", name=title, exact=True))


def said_of(page, term):
    """What a service says under one heading of its facts."""
    exactly = page.get_by_text(term, exact=True)
    return page.locator("dt").filter(has=exactly).or_(page.locator("dt").and_(exactly)).locator("+ dd")


def she_opens_the_short_address(visitor):
    page, _ = visitor.page, words_of(visitor.look.language)
    visitor.go("/help/")
    assert urlsplit(page.url).path == f"/{visitor.look.language}/help/", "it speaks the telephone's language"
    assert page.locator("h1").inner_text() == _("What can I ask for here?")
    return look_at(visitor)


def she_says_where_she_is_and_what_she_needs(visitor):
    page, _ = visitor.page, words_of(visitor.look.language)
    fill(page, **SITUATION)
    go_on(main_button(page))
    assert page.locator("h1").inner_text() == _("A place to sleep")
    sure, depends = (rule(code, visitor.look.language) for code in (SURE_RULE, LAWYERS_RULE))
    assert _("You can ask for this") in card_of(page, sure["title"]).inner_text()
    assert _("You can ask for this, if …") in card_of(page, depends["title"]).inner_text()
    return look_at(visitor)


def she_answers_what_is_asked_further(visitor):
    page, _ = visitor.page, words_of(visitor.look.language)
    assert card_of(page, _("The answer depends on this")).is_visible()
    fill(page, **FORCED)
    go_on(main_button(page))
    assert told_in(page.url) == SITUATION, "what she told further stands in no history"
    assert page.locator("[name='forced-or-exploited'][value=yes]").is_checked()
    for code in (SURE_RULE, LAWYERS_RULE):
        reads_the_whole_rule(page, rule(code, visitor.look.language), _)
    return look_at(visitor)


def told_in(url):
    """What she said to the four questions, which nothing keeps but the address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def reads_the_whole_rule(page, said, _):
    card = card_of(page, said["title"])
    card.get_by_text(_("Why, and how sure")).click()
    told = card.inner_text()
    assert _("You can ask for this") in told
    expected = {
        "ask": said["ask"],
        "limits": f"{_('Limits:')} {said['limits']}",
        "risk": f"{_('Careful:')} {said['risk']}",
        "lawyer": said["lawyer"] and f"{_('A lawyer first:')} {said['lawyer']}",
        "source": said["source"],
        "known": said["known"],
    }
    assert {name: words for name, words in expected.items() if words not in told} == {}


def she_reads_another_language_and_comes_back(visitor):
    """Somebody beside her reads another one: what she chose stays chosen, what she told further only she says again."""
    page, hers = visitor.page, visitor.look.language
    other = LANGUAGES[LANGUAGES.index(hers) - 1]
    for language in (other, hers):
        _ = words_of(language)
        go_on(page.locator(f"header a[hreflang={language}]"))
        assert urlsplit(page.url).path == f"/{language}/help/"
        assert told_in(page.url) == SITUATION
        assert page.locator("h1").inner_text() == _("A place to sleep")
        assert not page.locator("[name='forced-or-exploited'][value=yes]").is_checked()
        assert (
            _("You can ask for this, if …")
            in card_of(page, rule(LAWYERS_RULE, language)["title"]).inner_text()
        )


def she_looks_at_a_service_and_comes_back(visitor):
    page, _ = visitor.page, words_of(visitor.look.language)
    answer = page.url
    go_on(page.get_by_role("link", name=SHELTER.names[visitor.look.language]))
    assert page.locator("h1").inner_text() == SHELTER.names[visitor.look.language]
    call = page.get_by_role("link", name=SHELTER.phone).first
    assert call.get_attribute("href") == "tel:" + SHELTER.phone.replace(" ", "")
    assert _("day and night") in said_of(page, _("Hours")).inner_text()
    assert said_of(page, _("Papers required")).inner_text() == _("None")
    assert said_of(page, _("For whom")).inner_text() == _("not known"), "nobody said, and that is said"
    weight = look_at(visitor)
    page.go_back()
    assert page.url == answer
    assert page.locator("h1").inner_text() == _("A place to sleep")
    return weight


def she_gets_one_page_on_paper(visitor):
    """With the answers as she told them; who reads the square is asked anew."""
    page, _ = visitor.page, words_of(visitor.look.language)
    fill(page, **FORCED)
    go_on(main_button(page))
    lawyers = card_of(page, rule(LAWYERS_RULE, visitor.look.language)["title"])
    assert _("You can ask for this, if …") not in lawyers.inner_text()
    page.emulate_media(media="print")
    square = page.get_by_role("img", name=_("QR code of this page")).locator("svg")
    assert square.is_visible(), "the way back to the newest answer"
    assert page.get_by_text(page.url).is_visible(), "and for who has no camera"
    assert told_in(page.url) == SITUATION
    assert not page.get_by_text("forced-or-exploited").is_visible()
    assert sheets_of(page) == 1, "one sheet to take along"
    page.emulate_media(media="screen")


@pytest.mark.parametrize("code", [*LANGUAGES, "ht"])
def test_also_the_longest_answer_is_one_sheet_of_paper(visit, server, code):
    visitor = visit(server.url)
    visitor.go(f"/{code}/help/?{urlencode(MOST_TO_SAY)}")
    assert visitor.page.locator("section.card h2").count() > MANY
    assert sheets_of(visitor.page) == 1


def sheets_of(page):
    margin = "10mm"  # what printers leave white
    sheet = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), margin))
    return len(re.findall(rb"/Type\s*/Page\b", sheet))


def she_looks_for_a_doctor(visitor, clinic):
    page, _ = visitor.page, words_of(visitor.look.language)
    go_on(page.get_by_role("link", name=_("Who helps"), exact=True))
    wanted = _("A doctor, medicine")
    fill(page, words=wanted)
    go_on(main_button(page))
    assert urlsplit(page.url).query == "", "what she is looking for stands in no history"
    assert page.locator("[name=words]").input_value() == wanted
    lessons = page.get_by_role("link", name=LESSONS.names[visitor.look.language])
    assert lessons.count() == 0, "what is found is about what she needs"
    weight = look_at(visitor)
    go_on(page.get_by_role("link", name=clinic))
    assert page.locator("h1").get_attribute("lang") == CLINIC["written_in"], "read aloud as what it is"
    assert "09:00–13:00" in said_of(page, _("Hours")).inner_text()
    assert said_of(page, _("Languages spoken")).inner_text() == _("not known")
    assert page.get_by_text(_("Not known whether papers are asked about")).is_visible()
    look_at(visitor)
    return weight
