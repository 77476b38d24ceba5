"""Signing in with a login and six words, and what the commons keep of both."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import serializers
from django.db import connections

from tessera.accounts import actions, sessions
from tessera.accounts.actions import SignInRefused
from tessera.accounts.models import Draft, Invitation, Member, Network, Organisation, Role, SignInThrottle
from tessera.accounts.rules import NotAllowed
from tessera.accounts.throttle import TooManyTries
from tessera.audit.models import CommonsLine
from tessera.sealing.formats import SealBroken


def sign_in(login: str, passphrase: str) -> sessions.SessionKey:
    _member, secret = actions.sign_in(login=login, passphrase=passphrase)
    return sessions.resume(secret)


def test_login_and_words_open_the_members_own_bundle(house):
    session = sign_in("marta", house.marta.passphrase)
    assert session.member == house.marta.member.id
    assert session.bundle == house.marta.session.bundle
    assert session.bundle.name == "Marta"


def test_capitals_accents_and_hyphens_do_not_matter(house):
    typed = house.marta.passphrase.upper().replace(" ", "-")
    assert sign_in("  MARTA ", typed).member == house.marta.member.id


def test_a_login_is_the_same_however_the_keyboard_composes_its_letters(house):
    jose = house.colleague(name="José")
    for spelled in ("jos\u00e9", "jose\u0301", "JOSE\u0301 "):
        assert sign_in(spelled, jose.passphrase).member == jose.member.id


@pytest.mark.parametrize("wrong", ["", "one two three four five six", "123"])
def test_other_words_open_nothing(house, wrong):
    with pytest.raises(SignInRefused):
        actions.sign_in(login="marta", passphrase=wrong)


def test_one_word_more_or_less_opens_nothing(house):
    words = house.marta.passphrase
    for wrong in (words.rsplit(" ", 1)[0], words + " abandon", " ".join(words.split()[::-1])):
        with pytest.raises(SignInRefused):
            actions.sign_in(login="marta", passphrase=wrong)


def test_an_unknown_login_is_refused_in_the_same_words(house):
    with pytest.raises(SignInRefused) as unknown:
        actions.sign_in(login="nobody", passphrase=house.marta.passphrase)
    with pytest.raises(SignInRefused) as wrong:
        actions.sign_in(login="marta", passphrase="one two three")
    assert unknown.value.args == wrong.value.args


def test_an_unknown_login_costs_the_same_stretching(house, monkeypatch):
    """Otherwise the waiting time would tell who has an account."""
    stretched = []

    def noted(words, *, salt, pepper):
        stretched.append((words, len(salt), pepper))
        return real(words, salt=salt, pepper=pepper)

    real = actions.stretching.stretch
    monkeypatch.setattr(actions.stretching, "stretch", noted)
    for login in ("marta", "nobody"):
        with pytest.raises(SignInRefused):
            actions.sign_in(login=login, passphrase="one two three")
    assert stretched[0] == stretched[1]


def test_the_salt_of_nobody_is_theirs_alone_and_stays(house):
    salts = {login: actions._salt_of_nobody(login) for login in (b"a" * 32, b"b" * 32)}
    assert salts[b"a" * 32] != salts[b"b" * 32]
    assert salts[b"a" * 32] == actions._salt_of_nobody(b"a" * 32)


def test_who_was_removed_is_refused(house):
    rosa = house.colleague(name="Rosa")
    actions.end_membership(member=rosa.member, by=house.marta.member)
    with pytest.raises(SignInRefused):
        actions.sign_in(login=rosa.login, passphrase=rosa.passphrase)


def test_who_ends_a_membership_must_be_allowed_to(house):
    coordinator, rosa = house.colleague(Role.COORDINATOR).member, house.colleague(name="Rosa").member
    for member, by in (
        (house.marta.member, coordinator),
        (coordinator, coordinator),
        (coordinator, rosa),
    ):
        with pytest.raises(NotAllowed):
            actions.end_membership(member=member, by=by)
    assert not Member.objects.exclude(removed_at=None).exists()
    actions.end_membership(member=rosa, by=coordinator)
    assert Member.objects.get(pk=rosa.pk).is_removed


def test_what_somebody_was_writing_goes_with_their_membership(house):
    """It is sealed to them, and they are to open nothing any more, not even with the whole disk."""
    rosa, ana = house.colleague(name="Rosa").member, house.colleague(name="Ana").member
    for member in (rosa, ana):
        Draft.objects.create(member=member.id, address="/", sealed=b"sealed")
    actions.end_membership(member=rosa, by=house.marta.member)
    assert Draft.objects.get().member == ana.id


def test_another_members_bundle_put_in_place_does_not_open(house):
    """Somebody writes the database: Marta's words must not open what was sealed for Rosa, nor the reverse."""
    rosa = house.colleague(name="Rosa").member
    taken = {name: getattr(house.marta.member, name) for name in ("salt", "verifier_hash", "sealed_bundle")}
    Member.objects.filter(pk=rosa.pk).update(**taken)
    with pytest.raises(SealBroken):
        actions.sign_in(login="rosa", passphrase=house.marta.passphrase)


def test_a_bundle_with_one_byte_changed_does_not_open(house):
    sealed = bytearray(house.marta.member.sealed_bundle)
    sealed[-1] ^= 1
    Member.objects.update(sealed_bundle=bytes(sealed))
    with pytest.raises(SealBroken):
        actions.sign_in(login="marta", passphrase=house.marta.passphrase)
    assert sessions.end_all_of(house.marta.member.id) == 1  # only the one from before


def test_it_leaves_a_line_that_says_how_many_tries_there_were(house):
    for _ in range(2):
        with pytest.raises(SignInRefused):
            actions.sign_in(login="marta", passphrase="one two three")
    lines = CommonsLine.objects.count()
    actions.sign_in(login="marta", passphrase=house.marta.passphrase)
    line = CommonsLine.objects.last()
    assert (CommonsLine.objects.count(), line.verb, line.by) == (
        lines + 1,
        "signed-in",
        house.marta.member.id,
    )
    assert line.details == '{"refused_before": 2}'


def test_refused_tries_leave_no_line(house):
    before = CommonsLine.objects.count()
    for login in ("marta", "nobody", "nobody", "nobody", "nobody", "nobody", "nobody"):
        with pytest.raises((SignInRefused, TooManyTries)):
            actions.sign_in(login=login, passphrase="one two three")
    assert CommonsLine.objects.count() == before


# What a copied database tells


def everything_stored() -> str:
    """All rows of the commons and of the keys, and the raw bytes of their files where they have files."""
    models = (Network, Organisation, Member, Invitation, SignInThrottle, Draft, CommonsLine)
    rows = "".join(serializers.serialize("json", model.objects.all()) for model in models)
    for connection in connections.all():
        path = Path(str(connection.settings_dict["NAME"]))
        for part in path.parent.glob(path.name + "*") if path.is_absolute() else ():
            rows += part.read_bytes().decode("latin-1")
    return rows


def test_neither_names_nor_logins_nor_words_are_in_the_commons(house):
    rosa = house.colleague(name="Rosalinda Quispe")
    actions.sign_in(login=rosa.login, passphrase=rosa.passphrase)
    stored = everything_stored()
    assert "Red Prueba" in stored  # the network's own name is: we are looking in the right place
    for model in (Network, Organisation, Member, Invitation, CommonsLine):  # nor in what a log may quote
        stored += " ".join(str(row) for row in model.objects.all())
    for clear in ("Rosalinda", "Quispe", "rosalinda.quispe", "marta", "Marta"):
        assert clear not in stored
    for words in (rosa.passphrase, house.marta.passphrase):
        assert words not in stored
        assert words.split()[0] + " " + words.split()[1] not in stored


def test_login_hashes_mean_nothing_under_another_pepper(house, monkeypatch):
    from tessera.accounts import pepper

    here = pepper.login_hash("marta")
    assert here == bytes(house.marta.member.login_hash)
    monkeypatch.setattr(pepper, "pepper", lambda: bytes(32))
    assert pepper.login_hash("marta") != here


def test_two_people_with_the_same_words_have_nothing_in_common(house):
    account = actions.NewAccount("Twin", "twin", house.marta.passphrase)
    _invitation, token = actions.make_invitation(
        organisation=house.casa, role="reader", by=house.marta.member
    )
    twin, bundle = actions.accept_invitation(token=token, account=account)
    marta = house.marta.member
    assert bytes(twin.verifier_hash) != bytes(marta.verifier_hash)
    assert bytes(twin.salt) != bytes(marta.salt)
    assert bundle.kem.private != house.marta.session.bundle.kem.private
