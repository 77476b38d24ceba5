"""Who gets a vault's key, and what becomes of it when they leave, also against somebody who writes the database."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError, connections

from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Invitation, Member, Role
from tessera.accounts.queries import InvitationSpent
from tessera.accounts.rules import NotAllowed
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing import wraps
from tessera.sealing.formats import SealBroken
from tessera.tracing.models import Person
from tessera.vault import actions
from tessera.vault.actions import KeysNotFromInvitation, create_vault, invite, let_in, remove_member
from tessera.vault.models import Colleague, InvitationNote, NewKeyDue, Vault, Wrap
from tessera.vault.opening import NoGrant, VaultUnreadable, open_vault, wrap_context
from tessera.vault.queries import colleague_name, colleagues, grant_holders, vaults_of, waiting_outside
from tessera.vault.rotation import AccountEnded, EpochKey, NobodyLeft, store_wrap
from tessera.vault.sqlcipher.base import DatabaseWrapper
from tessera.vault.trust import shares
from tests.pages_of_keys import pages_of_keys


def opens(house, somebody, vault=None) -> bool:
    try:
        with house.open(somebody, vault):
            Person.objects.count()
    except NoGrant:
        return False
    return True


# Letting in


def test_who_is_let_in_opens_the_vault_and_is_called_as_they_were_invited(house):
    rosa = house.joined(name="Rosa")
    assert not opens(house, rosa)
    with house.open(house.marta):
        assert waiting_outside(house.vault) == [rosa.member]
        let_in(vault=house.vault, member=rosa.member, by=house.marta.member)
        assert waiting_outside(house.vault) == []
        assert [(colleague.name, member) for colleague, member in colleagues(house.vault)] == [
            ("Marta", house.marta.member),
            ("Rosa", rosa.member),
        ]
        assert (colleague_name(rosa.member.id), colleague_name(None)) == ("Rosa", "")
        assert str(Colleague.objects.get(pk=rosa.member.id)) == "Rosa"
        line = VaultLine.objects.last()
        assert (line.verb, line.about) == ("member.let-in", rosa.member.id)
    assert opens(house, rosa)
    assert list(vaults_of(rosa.member)) == [house.vault]


def test_the_token_is_forgotten_once_it_served(house):
    rosa = house.colleague(name="Rosa")
    with house.open(house.marta):
        assert not InvitationNote.objects.exists()
    Wrap.objects.filter(member=rosa.member.id).delete()
    with house.open(house.marta), pytest.raises(KeysNotFromInvitation):
        let_in(vault=house.vault, member=rosa.member, by=house.marta.member)


def test_who_is_in_already_stays_in_and_nobody_is_alarmed(house):
    rosa = house.colleague(name="Rosa")
    with house.open(house.marta):
        lines = VaultLine.objects.count()
        let_in(vault=house.vault, member=rosa.member, by=house.marta.member)
        assert VaultLine.objects.count() == lines
    assert opens(house, rosa)


def test_it_takes_a_permission_to_let_somebody_in(house):
    worker, rosa = house.colleague(Role.CASE_WORKER), house.joined()
    with house.open(worker), pytest.raises(NotAllowed):
        let_in(vault=house.vault, member=rosa.member, by=worker.member)
    assert not opens(house, rosa)


def swapped_for_own(member: Member) -> Bundle:
    """Somebody at the database puts in keys of their own, under the new member's name."""
    theirs = Bundle.new("Somebody else")
    Member.objects.filter(pk=member.pk).update(
        kem_public=theirs.kem.public, signing_public=theirs.signing.public
    )
    return theirs


@pytest.mark.parametrize("field", ["kem_public", "signing_public", "invitation_proof", "both", "no proof"])
def test_keys_that_somebody_put_in_get_no_wrap(house, field):
    rosa = house.joined(name="Rosa")
    theirs = Bundle.new("Somebody else")
    put_in = {
        "kem_public": {"kem_public": theirs.kem.public},
        "signing_public": {"signing_public": theirs.signing.public},
        "invitation_proof": {"invitation_proof": bytes(32)},
        "both": {"kem_public": theirs.kem.public, "signing_public": theirs.signing.public},
        "no proof": {"invitation_proof": None},
    }[field]
    Member.objects.filter(pk=rosa.member.pk).update(**put_in)
    changed = Member.objects.get(pk=rosa.member.pk)
    with house.open(house.marta):
        with pytest.raises(KeysNotFromInvitation):
            let_in(vault=house.vault, member=changed, by=house.marta.member)
        assert InvitationNote.objects.exists()  # so that it stays visible
    assert not Wrap.objects.filter(member=rosa.member.id).exists()


def test_an_account_made_from_another_token_does_not_pass_for_the_invited(house):
    """Somebody at the database sees all invitations but no token: they join with their own, and move the row."""
    rosa, intruder = house.joined(name="Rosa"), house.joined(name="Intruder")
    roses = Invitation.objects.get(member=rosa.member)
    Invitation.objects.filter(member__in=[rosa.member, intruder.member]).update(member=None)
    Invitation.objects.filter(pk=roses.pk).update(member=intruder.member)
    with house.open(house.marta), pytest.raises(KeysNotFromInvitation):
        let_in(vault=house.vault, member=Member.objects.get(pk=intruder.member.pk), by=house.marta.member)


def test_the_page_says_that_the_keys_are_not_the_invited_persons(house):
    rosa = house.joined(name="Rosa")
    swapped_for_own(rosa.member)
    answer = house.browser(house.marta).post(
        f"/room/{house.vault.id}/members/{rosa.member.id}/let-in/", follow=True
    )
    assert "No access was given" in answer.content.decode()
    assert grant_holders(house.vault) == {house.marta.member.id}


@pytest.mark.parametrize("failing", ["_store_wrap", "the note's deletion"])
def test_who_was_cut_off_while_being_let_in_is_let_in_by_doing_it_once_more(house, monkeypatch, failing):
    """The vault and the keys are two databases: a crash can fall between them, and must not make a liar of Rosa."""

    def cut_off(*_args: object, **_kwargs: object) -> None:
        raise OSError

    rosa = house.joined(name="Rosa")
    with house.open(house.marta):
        with monkeypatch.context() as patch:
            if failing == "_store_wrap":
                patch.setattr(actions, "_store_wrap", cut_off)
            else:
                patch.setattr(InvitationNote, "delete", cut_off)
            with pytest.raises(OSError):  # noqa: PT011 - ours
                let_in(vault=house.vault, member=rosa.member, by=house.marta.member)
        let_in(vault=house.vault, member=rosa.member, by=house.marta.member)
    assert opens(house, rosa)
    assert Wrap.objects.filter(member=rosa.member.id).count() == 1


def test_two_who_let_the_same_person_in_at_the_same_moment_make_one_wrap(house):
    from tests.at_once import at_once

    other, rosa = house.colleague(Role.COORDINATOR), house.joined(name="Rosa")

    def let(somebody, session):
        with open_vault(house.vault, session):
            let_in(vault=house.vault, member=rosa.member, by=somebody)

    at_once(
        lambda session=house.marta.session: let(house.marta.member, session),
        lambda session=other.session: let(other.member, session),
    )
    assert opens(house, rosa)
    assert Wrap.objects.filter(member=rosa.member.id).count() == 1


# Wraps that somebody moved


def moved(wrap: Wrap, **to: object) -> None:
    values = {"vault": wrap.vault, "epoch": wrap.epoch, "member": wrap.member, **to}
    Wrap.objects.filter(vault=values["vault"], member=values["member"]).delete()
    Wrap.objects.create(wrapped=wrap.wrapped, **values)


def test_a_wrap_opens_for_its_member_only(house):
    rosa = house.joined()
    moved(Wrap.objects.get(), member=rosa.member.id)
    with pytest.raises(VaultUnreadable), house.open(rosa):
        pytest.fail("opened")


def test_a_wrap_opens_its_own_vault_only(house):
    _stranger, theirs = house.stranger()
    moved(Wrap.objects.get(member=house.marta.member.id), vault=theirs.id)
    with pytest.raises(VaultUnreadable), house.open(house.marta, theirs):
        pytest.fail("opened")


@pytest.mark.parametrize("epoch", [0, 2, 99])
def test_a_wrap_opens_in_its_own_epoch_only(house, epoch):
    moved(Wrap.objects.get(), epoch=epoch)
    with pytest.raises(VaultUnreadable), house.open(house.marta):
        pytest.fail("opened")


def test_a_wrap_with_a_byte_changed_opens_nothing(house):
    wrap = Wrap.objects.get()
    Wrap.objects.update(wrapped=bytes(wrap.wrapped)[:-1] + bytes([wrap.wrapped[-1] ^ 1]))
    with pytest.raises(VaultUnreadable), house.open(house.marta):
        pytest.fail("opened")


def test_a_wrap_is_bound_to_vault_epoch_and_member(house):
    wrap, bundle = Wrap.objects.get(), house.marta.session.bundle
    with house.open(house.marta) as room:
        right = wrap_context(house.vault.id, 1, house.marta.member.id)
        assert wraps.unwrap(bytes(wrap.wrapped), bundle.kem.private, context=right) == room.key
    for place in (
        (uuid4(), 1, house.marta.member.id),
        (house.vault.id, 2, house.marta.member.id),
        (house.vault.id, 1, uuid4()),
    ):
        with pytest.raises(SealBroken):
            wraps.unwrap(bytes(wrap.wrapped), bundle.kem.private, context=wrap_context(*place))
    assert str(house.vault.id) in str(wrap)


def test_no_role_opens_a_vault(house):
    stranger, theirs = house.stranger()
    Member.objects.filter(pk=stranger.member.pk).update(role=Role.ADMINISTRATOR)
    assert not opens(house, stranger)
    assert not opens(house, house.marta, theirs)  # the administrator of the node, who is nobody's reader


# Leaving


def bytes_of_keys() -> bytes:
    """`keys.sqlite` and its write-ahead log, page by page as they lie on the disk, opened with the pepper's key."""
    path = Path(str(connections["keys"].settings_dict["NAME"]))
    return pages_of_keys(path)


def test_the_wraps_of_who_leaves_are_gone_from_the_disk_too(house):
    rosa = house.colleague(name="Rosa")
    wrapped = bytes(Wrap.objects.get(member=rosa.member.id).wrapped)
    parts = [wrapped[at : at + 100] for at in range(0, len(wrapped), 100)]
    assert all(part in bytes_of_keys() for part in parts)
    with house.open(house.marta):
        remove_member(member=rosa.member, by=house.marta.member)
    assert not any(part in bytes_of_keys() for part in parts)
    martas = bytes(Wrap.objects.get(member=house.marta.member.id).wrapped)
    assert martas[:100] in bytes_of_keys()


def test_who_leaves_opens_nothing_any_more(house):
    rosa = house.colleague(name="Rosa")
    bundle = rosa.session  # what a request of theirs still held at that moment
    with house.open(house.marta):
        remove_member(member=rosa.member, by=house.marta.member)
        told = [line.verb for line in VaultLine.objects.order_by("-number")[:1]]
        assert colleagues(house.vault)[-1][1] == house.marta.member
        assert colleague_name(rosa.member.id) == "Rosa"  # what they entered still says so
    assert told == ["member.removed"]
    assert CommonsLine.objects.last().verb == "member.removed"
    with pytest.raises(NoGrant), open_vault(house.vault, bundle):
        pytest.fail("opened")
    assert list(vaults_of(rosa.member)) == []


def test_who_leaves_loses_every_vault_they_were_let_into(house):
    rosa = house.colleague(name="Rosa")
    second = create_vault(organisation=house.casa, by=rosa.member, name="Rosa")
    assert opens(house, rosa, second)
    with house.open(house.marta):
        with pytest.raises(NobodyLeft):  # nobody else could ever open the second
            remove_member(member=rosa.member, by=house.marta.member)
        assert Wrap.objects.filter(member=rosa.member.id).count() == 2
        assert opens(house, rosa, second), "nothing was changed"
        remove_member(member=rosa.member, by=house.marta.member, lose_rooms=True)
    assert not Wrap.objects.filter(member=rosa.member.id).exists()


def test_a_removal_that_was_cut_off_can_be_done_again(house, monkeypatch):
    """Never may the account be closed, and look so, while its wraps still lie on the disk."""
    rosa = house.colleague(name="Rosa")

    def cut_off(*_args: object, **_kwargs: object) -> None:
        raise OSError

    with house.open(house.marta):
        with monkeypatch.context() as patch:
            patch.setattr(Wrap.objects.__class__, "filter", cut_off)
            with pytest.raises(OSError):  # noqa: PT011 - ours
                remove_member(member=rosa.member, by=house.marta.member)
        assert Member.objects.get(pk=rosa.member.pk).removed_at is None
        remove_member(member=rosa.member, by=house.marta.member)
    assert Member.objects.get(pk=rosa.member.pk).is_removed
    assert not Wrap.objects.filter(member=rosa.member.id).exists()


def test_nobody_is_removed_where_the_rooms_log_cannot_say_so(house, monkeypatch):
    """The vault commits first: a removal that its log does not know would be one that nobody can do again."""
    rosa = house.colleague(name="Rosa")

    def disk_fails(_self):
        raise OperationalError("disk I/O error")

    with house.open(house.marta), monkeypatch.context() as patched:
        patched.setattr(DatabaseWrapper, "_commit", disk_fails)
        with pytest.raises(OperationalError):
            remove_member(member=rosa.member, by=house.marta.member)
    assert not Member.objects.get(pk=rosa.member.pk).is_removed
    assert not CommonsLine.objects.filter(verb="member.removed").exists()
    with house.open(house.marta):
        remove_member(member=rosa.member, by=house.marta.member)
        assert VaultLine.objects.filter(verb="member.removed", about=rosa.member.pk).count() == 1


def test_whose_account_was_just_closed_gets_no_key_to_another_room(house, monkeypatch):
    """Let in elsewhere at the very moment of their removal: before it is committed, and after it."""
    rosa = house.colleague(name="Rosa")
    other = create_vault(organisation=house.casa, by=house.marta.member, name="Marta", called="Legal")
    held = EpochKey(1, bytes(32))
    public = bytes(rosa.member.kem_public)
    forget = shares.forget

    def meanwhile(member):
        Wrap.objects.create(vault=other.id, epoch=1, member=member, wrapped=b"from another thread")
        forget(member)

    with house.open(house.marta), monkeypatch.context() as patched:
        patched.setattr(shares, "forget", meanwhile)
        remove_member(member=rosa.member, by=house.marta.member)
    assert not Wrap.objects.filter(member=rosa.member.pk).exists()
    assert NewKeyDue.objects.filter(vault=other.pk).exists()
    with pytest.raises(AccountEnded):
        store_wrap(other.id, held, rosa.member.pk, public)


def test_only_who_may_invite_may_remove(house):
    worker, rosa = house.colleague(Role.CASE_WORKER), house.colleague(name="Rosa")
    with house.open(worker), pytest.raises(NotAllowed):
        remove_member(member=rosa.member, by=worker.member)
    assert opens(house, rosa)


# Inviting


def test_an_invitation_taken_back_leaves_neither_note_nor_door(house):
    with house.open(house.marta):
        token = invite(name="Rosa", role=Role.READER, by=house.marta.member)
        assert str(InvitationNote.objects.get()) == "Rosa"
        actions.withdraw_invitation(invitation=Invitation.objects.get(), by=house.marta.member)
        assert not InvitationNote.objects.exists()
        assert VaultLine.objects.last().verb == "invitation.withdrawn"
    assert house.browser().get(f"/join/{token}/").status_code == 410


def test_an_invitation_that_was_just_used_keeps_its_note(house):
    """Else the one who came would look like an impostor to whoever lets them in."""
    rosa = house.joined(name="Rosa")
    with house.open(house.marta):
        with pytest.raises(InvitationSpent):
            actions.withdraw_invitation(
                invitation=Invitation.objects.get(member=rosa.member), by=house.marta.member
            )
        let_in(vault=house.vault, member=rosa.member, by=house.marta.member)
    assert opens(house, rosa)


def test_a_vault_that_could_not_be_finished_is_nobodys(house, monkeypatch):
    def cut_off(*_args: object, **_kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr(actions, "_store_wrap", cut_off)
    before = Vault.objects.count()
    with pytest.raises(OSError):  # noqa: PT011 - ours
        create_vault(organisation=house.casa, by=house.marta.member, name="Marta")
    assert Vault.objects.count() == before
    assert list(vaults_of(house.marta.member)) == [house.vault]
