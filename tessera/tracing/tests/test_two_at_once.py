"""Two people change one record at the same time: neither's words vanish unseen."""

from __future__ import annotations

import pytest

from tessera.accounts import sessions
from tessera.tracing.actions import ChangedMeanwhile, change_record, delete_record
from tessera.tracing.models import Person
from tessera.tracing.tests.described import Filled, described, page_of, written


@pytest.fixture
def both(house):
    """A record open in Marta's form and in a colleague's; the colleague has saved."""
    (person,) = written(house, described(sex="F", origin_place="Baidoa"))
    address = page_of(house, "change-person", person)
    marta, colleague = house.browser(house.marta), house.browser(house.colleague(name="Irene"))
    hers = Filled(marta.get(address).content.decode()).values
    theirs = Filled(colleague.get(address).content.decode()).values
    colleague.post(address, theirs | {"origin_place": "Afgooye <b>", "sex": "M", "marks": "Gold tooth"})
    return marta, address, hers | {"origin_place": "Marka"}


def recorded(house):
    with house.open(house.marta):
        person = Person.objects.get()
        return person.origin_place, person.sex, person.marks


def test_the_later_form_is_not_saved_and_says_what_the_record_says_now(house, both):
    browser, address, typed = both
    page = browser.post(address, typed).content.decode()
    assert recorded(house) == ("Afgooye <b>", "M", ["Gold tooth"])
    assert "Irene saved this record" in page
    told = page[page.index("<dl") : page.index("</dl>")]
    assert [word in told for word in ("Afgooye &lt;b&gt;", "Male", "Gold tooth")] == [True] * 3
    assert told.count("<dt>") == 3, "only what differs"
    assert Filled(page).values["origin_place"] == "Marka", "what was typed is still in the form"


def test_what_is_sent_after_that_is_saved(house, both):
    browser, address, typed = both
    page = browser.post(address, typed).content.decode()
    answer = browser.post(address, Filled(page).values | {"marks": "Gold tooth"})
    assert answer.status_code == 302
    assert recorded(house) == ("Marka", "F", ["Gold tooth"])


def test_a_mistake_in_the_form_does_not_pass_over_the_colleague(house, both):
    browser, address, typed = both
    page = browser.post(address, typed | {"birth": "no date"}).content.decode()
    answer = browser.post(address, Filled(page).values | {"birth": ""})
    assert "Irene saved this record" in answer.content.decode()
    assert recorded(house)[0] == "Afgooye <b>"


@pytest.mark.parametrize("seen", ["", "nonsense", "2020-01-01T00:00:00+00:00"])
def test_a_form_that_cannot_say_what_it_saw_is_asked_again(house, both, seen):
    browser, address, typed = both
    assert "Irene saved this record" in browser.post(address, typed | {"seen": seen}).content.decode()
    assert recorded(house)[0] == "Afgooye <b>"


@pytest.mark.parametrize("seen", ["as drawn", "nonsense"])
def test_what_a_colleague_deleted_stays_deleted_and_what_was_typed_can_be_saved_anew(house, both, seen):
    browser, address, typed = both
    with house.open(house.marta):
        gone = Person.objects.get()
        delete_record(person=gone, by=house.marta.member)
    if seen == "nonsense":
        typed |= {"seen": seen}
    page = browser.post(address, typed).content.decode()
    with house.open(house.marta):
        assert not Person.objects.exists()
    assert "deleted this record while you were writing." in page
    assert Filled(page).values["origin_place"] == "Marka"
    anew = page_of(house, "new-person", kind="sought")
    assert f'action="{anew}"' in page
    assert browser.post(anew, Filled(page).values).status_code == 302
    assert recorded(house)[0] == "Marka"
    with house.open(house.marta):
        assert Person.objects.get().uid != gone.uid
    assert browser.get(address).status_code == 404, "the page of a record that is gone is no page"


@pytest.mark.parametrize("knew", [True, False])
def test_a_record_deleted_at_the_same_moment_is_not_written_again(house, knew):
    (person,) = written(house, described())
    with house.open(house.marta):
        read_before = Person.objects.get()
        delete_record(person=Person.objects.get(), by=house.marta.member)
        with pytest.raises(ChangedMeanwhile):
            change_record(
                person=read_before,
                draft=described(),
                seen=person.changed_at if knew else None,
                by=house.marta.member,
            )
        assert not Person.objects.exists()


def test_a_form_kept_while_the_room_was_locked_is_told_too(house, both):
    browser, address, typed = both
    sessions.end(house.marta.session.id)
    location = browser.post(address, typed)["Location"]
    entered = {"login": house.marta.login, "passphrase": house.marta.passphrase}
    entered["next"] = browser.get(location).context["next"]
    kept = browser.post(location, entered, follow=True)
    again = f"{kept.request['PATH_INFO']}?{kept.request['QUERY_STRING']}"
    answer = browser.post(again, Filled(kept.content.decode()).values).content.decode()
    assert "Irene saved this record" in answer
    assert Filled(answer).values["origin_place"] == "Marka"
