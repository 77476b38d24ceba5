"""Two organisations compare words, one asks a sister and sends a record, the other answers, and the sister takes it back."""

import re

import pytest

from tests.journeys.browser import Look
from tests.journeys.steps import demo_accounts, fill, go_on, main_button, room_of, sign_in, words_of

BOTH = [Look(scripts=False, language="es"), Look(scripts=True, width=1280, language="en", scheme="dark")]


@pytest.fixture
def sender(visit, server):
    return arrived(visit, server, 0)


@pytest.fixture
def receiver(visit, server):
    return arrived(visit, server, 1)


def arrived(visit, server, number):
    """A coordinator at work in a room with a letterbox."""
    accounts = [one for one in demo_accounts(server) if one.role == "coordinator"]
    visitor = visit(server.url)
    sign_in(visitor, accounts[number])
    room = room_of(visitor)
    visitor.go(f"{room}/post/people/")
    visitor.check_page()
    opening = visitor.page.locator("main form[action$='/letterbox/open/'] button")
    if opening.count():
        go_on(opening)
        visitor.check_page()
    return visitor


def words_read_aloud(visitor, room):
    """The six, in the first language that the page has them in."""
    visitor.go(f"{room}/post/letterbox/words/")
    visitor.check_page()
    return " ".join(visitor.page.locator("main ol.words").first.locator("li").all_inner_texts())


def compare(visitor, room, other_room, heard):
    other = other_room.rpartition("/")[2]
    visitor.go(f"{room}/post/people/")
    link = visitor.page.locator(f"main a[href*='{other}/compare/']")
    if not link.count():
        return  # another run of this journey did
    go_on(link)
    visitor.check_page()
    fill(visitor.page, words="one two three four five six")
    go_on(main_button(visitor.page))
    assert visitor.page.locator("[aria-invalid=true]").count() == 1
    fill(visitor.page, words=heard)
    go_on(main_button(visitor.page))
    assert not visitor.page.locator(f"main a[href*='{other}/compare/']").count()
    visitor.check_page()


def tick(page, field, *values):
    for value in values:
        page.check(f"main [name='{field}'][value='{value}']")


def the_sister_says_yes(visitor, consent, other_organisation):
    page = visitor.page
    visitor.go(f"{consent}new/")
    fill(page, capacity="relative", giver="Her sister", purpose="search", language="ht")
    tick(page, "groups", "identity", "event")
    page.locator("main [name='recipients']").and_(page.get_by_label(other_organisation)).check()
    go_on(main_button(page))
    assert page.locator("article[lang=ht] h2").inner_text() == "Èske nou ka pataje sa?"
    assert other_organisation in page.locator("article[lang=ht]").inner_text()
    visitor.check_page()
    fill(page, way="read-aloud")
    page.check("main [name=said_yes]")
    go_on(page.locator("main button[value=heard]"))
    visitor.check_page()
    return page.url


def send(visitor, room, person, other):
    """Too much is refused; then exactly what was agreed is shown, and sealed."""
    page = visitor.page
    visitor.go(f"{room}/post/send/tracing.person/{person}/")
    visitor.check_page()
    tick(page, "to", other.rpartition("/")[2])
    page.locator("main [name='consent']").first.check()
    tick(page, "groups", "identity", "family")
    go_on(main_button(page))
    assert page.locator("main .error").count()
    page.uncheck("main [name='groups'][value='family']")
    fill(page, note="Seen anywhere?")
    go_on(main_button(page))
    visitor.check_page()
    shown = page.locator("main dl.facts").inner_text()
    go_on(page.locator("main button[value=send]"))
    visitor.check_page()
    return page.url, shown


@pytest.mark.parametrize("look", BOTH, ids=str)
def test_a_record_goes_over_is_answered_and_is_taken_back(sender, receiver, look):
    _ = words_of(look.language)
    ours, theirs = room_of(sender), room_of(receiver)
    receiver_name = receiver.page.locator(".bar .room").inner_text().rpartition("\n")[2]
    our_words, their_words = words_read_aloud(sender, ours), words_read_aloud(receiver, theirs)
    compare(sender, ours, theirs, their_words)
    compare(receiver, theirs, ours, our_words)

    sender.go(f"{ours}/people/sought/")
    record = sender.page.locator("main .people a.name").first.get_attribute("href")
    name = sender.page.locator("main .people a.name").first.inner_text()
    person = re.search(r"/person/([\w-]+)/", record)[1]
    consent = the_sister_says_yes(sender, f"{ours}/consent/about/tracing.person/{person}/", receiver_name)
    sent, shown = send(sender, ours, person, theirs)
    assert name in shown

    receiver.go(f"{theirs}/post/")
    receiver.check_page()
    go_on(receiver.page.locator("main .people a.name").first)
    receiver.check_page()
    came = receiver.page.url
    assert name in receiver.page.locator("main").inner_text()
    fill(receiver.page, text="We ask at the hospital.")
    go_on(receiver.page.locator("main button[value=answer]"))

    sender.go(f"{ours}/post/")
    go_on(sender.page.locator("main .people a.name").first)
    assert "We ask at the hospital." in sender.page.locator("main .story").inner_text()
    sender.check_page()
    sender.page.goto(sent)
    assert sender.page.locator(".chip").first.inner_text() == _("answered")

    sender.page.goto(consent)
    go_on(sender.page.locator("main a.grave"))
    sender.check_page()
    go_on(sender.page.locator("main button.grave"))
    sender.check_page()
    sender.page.goto(sent)
    assert sender.page.locator(".chip").first.inner_text() == _("waits for them to unlock")
    receiver.page.goto(came)
    assert name not in receiver.page.locator("main").inner_text()
    receiver.check_page()
    sender.page.goto(sent)
    assert sender.page.locator(".chip").first.inner_text() == _("deleted there")
    sender.check_page()
