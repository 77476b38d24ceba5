"""What a copied disk opens: nothing without the pepper, nothing without the words, and all of a member's with both."""

from __future__ import annotations

import itertools
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member
from tessera.accounts.pepper import login_hash, pepper
from tessera.sealing import boxes, passphrases, stretching, wraps
from tessera.sealing.formats import SealBroken
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.vault.files import database_file
from tessera.vault.models import Wrap
from tessera.vault.opening import unwrap_key
from tessera.vault.rotation import wrap_context
from tests.house import House, Somebody


def bundle_from_disk(member: Member, words: str, secret: bytes) -> Bundle:
    """As somebody does it who has the files and our source: no server, no throttle."""
    stretched = stretching.stretch(passphrases.normalise(words), salt=bytes(member.salt), pepper=secret)
    return Bundle.unseal(stretched.wrap_key, bytes(member.sealed_bundle), member=member.pk, place="at rest")


def test_words_and_pepper_open_what_their_member_could_open(house: House) -> None:
    """It is said, not hidden: so the pepper belongs on another disk, and the words on paper."""
    marta = house.marta
    bundle = bundle_from_disk(Member.objects.get(pk=marta.member.pk), marta.passphrase, pepper())
    with house.open(marta) as room:
        assert unwrap_key(house.vault, bundle, marta.member.pk) == room.key


def test_words_without_the_pepper_open_nothing(house: House) -> None:
    member = Member.objects.get(pk=house.marta.member.pk)
    with pytest.raises(SealBroken):
        bundle_from_disk(member, house.marta.passphrase, boxes.new_key())


def test_without_the_pepper_no_guess_can_be_told_from_another(house: House) -> None:
    """Neither words nor logins: what lies on the disk fits no key that its owner does not have."""
    member, guess = Member.objects.get(pk=house.marta.member.pk), boxes.new_key()
    for words in (house.marta.passphrase, passphrases.new_passphrase("en")):
        stretched = stretching.stretch(passphrases.normalise(words), salt=bytes(member.salt), pepper=guess)
        assert not stretched.opens(bytes(member.verifier_hash))
    assert bytes(member.login_hash) == login_hash("marta")
    assert b"marta" not in bytes(member.login_hash)


def test_the_pepper_tells_right_words_from_wrong_ones_one_costly_guess_at_a_time(house: House) -> None:
    member = Member.objects.get(pk=house.marta.member.pk)
    for words, right in ((house.marta.passphrase, True), (passphrases.new_passphrase("en"), False)):
        stretched = stretching.stretch(passphrases.normalise(words), salt=bytes(member.salt), pepper=pepper())
        assert stretched.opens(bytes(member.verifier_hash)) is right


def test_one_members_words_open_no_room_of_others(house: House) -> None:
    neighbour, _vault = house.stranger()
    bundle = bundle_from_disk(Member.objects.get(pk=neighbour.member.pk), neighbour.passphrase, pepper())
    assert not opens_any_wrap(house, bundle, neighbour)
    waiting = house.joined()
    bundle = bundle_from_disk(Member.objects.get(pk=waiting.member.pk), waiting.passphrase, pepper())
    assert not opens_any_wrap(house, bundle, waiting)


def opens_any_wrap(house: House, bundle: Bundle, somebody: Somebody) -> bool:
    members = Member.objects.values_list("pk", flat=True)
    for wrap, member in itertools.product(Wrap.objects.filter(vault=house.vault.pk), members):
        try:
            context = wrap_context(wrap.vault, wrap.epoch, member)
            wraps.unwrap(bytes(wrap.wrapped), bundle.kem.private, context=context)
        except SealBroken:
            continue
        return True
    return False


def test_files_are_named_by_identifiers_and_only_their_sizes_and_times_say_anything(house: House) -> None:
    with house.open(house.marta):
        person = open_record(draft=PersonDraft(names=[("Amina", "full")]), by=house.marta.member)
    picture = SimpleUploadedFile("Amina at the river.jpg", b"picture")
    address = reverse("attach", kwargs={"vault": house.vault.pk, "uid": person.uid})
    assert house.browser(house.marta).post(address, {"file": picture}).status_code == 302
    names = [path.name for path in database_file(house.vault.pk).parent.rglob("*")]
    assert len(names) > 2
    parts = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.(sqlite|attachments|lock))?(-wal|-shm)?")
    assert [name for name in names if not parts.fullmatch(name)] == []
