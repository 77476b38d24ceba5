"""What somebody gets who can write the commons, column by column: what they write, and whether it is noticed.

They belong to another organisation, joined this one without being let in, or were removed from it; and they write
for each of the three what would help most. docs/threat-model.md has this as a table; a test compares.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models
from django.utils import timezone

from tessera.access.actions import publish_worked
from tessera.access.models import Edition, WorkedRules
from tessera.accounts import actions as accounts
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Invitation, Member, Network, Organisation, Renewal, Role
from tessera.accounts.renewing.actions import begin_renewal, offer_keys
from tessera.audit.models import CommonsLine, VaultHead
from tessera.common.places import Place
from tessera.directory import actions as directory
from tessera.directory.describing import EntryDraft
from tessera.directory.models import Poster, PosterFacet, PosterGist, PosterMeaning, PosterSpot
from tessera.envelopes import actions as envelopes
from tessera.envelopes.models import Letterbox, OtherNode, Parcel
from tessera.envelopes.node import card_file
from tessera.sealing import signing, tokens
from tessera.vault.models import Vault
from tests.house import House, Somebody


@dataclass(slots=True)
class Scene:
    """Marta and Rosa hold Casa's key. The others do not, and one of them writes the commons."""

    house: House
    rosa: Somebody  # a reader, who will be removed
    neighbour: Somebody
    outside: Somebody  # joined, not let in
    honest: Somebody  # joined too, and will be let in
    removed: Somebody
    removed_key: bytes
    theirs: Bundle  # keys the writer made

    @property
    def accomplices(self) -> list[Somebody]:
        return [self.neighbour, self.outside, self.removed]


@dataclass(frozen=True, slots=True)
class Write:
    """What is written, and what comes of it. `noticed` says by what; empty where it gives nothing to notice."""

    what: str
    gives: str
    write: Callable[[Scene], Any]
    noticed: str = ""


def _members(scene: Scene, *whom: Somebody, **values: Any) -> None:
    Member.objects.filter(pk__in=[one.member.pk for one in whom]).update(**values)


def _everybody(**values: Any) -> Callable[[Scene], Any]:
    return lambda _scene: Member.objects.update(**values)


def _invitations(**values: Any) -> Callable[[Scene], Any]:
    return lambda _scene: Invitation.objects.update(**values)


def _copy_account(scene: Scene, *columns: str) -> None:
    """The neighbour's over that of Marta, so that the neighbour's words open it."""
    theirs = Member.objects.get(pk=scene.neighbour.member.pk)
    _members(scene, scene.neighbour, login_hash=uuid4().bytes)
    _members(scene, scene.house.marta, **{name: getattr(theirs, name) for name in columns})


def _an_own_token(scene: Scene) -> None:
    for invitation in Invitation.objects.all():
        Invitation.objects.filter(pk=invitation.pk).update(token_hash=tokens.token_hash(tokens.new_token()))


def _own_key_in_head(scene: Scene) -> None:
    VaultHead.objects.update(public=signing.new_signing_pair().public)


def _change_a_line(name: str, value: object) -> None:
    models.QuerySet(CommonsLine).filter(pk=2).update(**{name: value})


def _join_with_own_invitation(scene: Scene) -> None:
    token = tokens.new_token()
    Invitation.objects.create(
        organisation=scene.house.casa,
        role=Role.ADMINISTRATOR,
        token_hash=tokens.token_hash(token),
        invited_by=scene.house.marta.member.pk,
        expires_at=timezone.now() + timedelta(days=7),
    )
    accounts.accept_invitation(
        token=token, account=accounts.NewAccount("X", "own invitation", "one two three")
    )


def _join_with_a_higher_role(scene: Scene) -> None:
    invitation, token = accounts.make_invitation(
        organisation=scene.house.casa, role=Role.READER, by=scene.house.marta.member
    )
    Invitation.objects.filter(pk=invitation.pk).update(role=Role.ADMINISTRATOR)
    accounts.accept_invitation(
        token=token, account=accounts.NewAccount("X", "a higher role", "one two three")
    )


def _renewal(**values: Any) -> Callable[[Scene], Any]:
    """Rosa lost her words and made new ones, and nobody has confirmed them yet."""

    def write(scene: Scene) -> None:
        token = begin_renewal(member=scene.rosa.member, by=scene.house.marta.member)
        offer_keys(token=token, account=accounts.NewAccount("Rosa", "rosa again", "one two three"))
        theirs = {
            "member": scene.neighbour.member,
            "kem_public": scene.theirs.kem.public,
            "signing_public": scene.theirs.signing.public,
        }
        given = {name: theirs[name] if value is THEIRS else value for name, value in values.items()}
        Renewal.objects.update(**given)

    return write


def _a_renewal_of_their_own(scene: Scene) -> None:
    token = tokens.new_token()
    Renewal.objects.create(
        member=scene.house.marta.member,
        token_hash=tokens.token_hash(token),
        begun_by=scene.rosa.member.pk,
        expires_at=timezone.now() + timedelta(days=7),
    )
    offer_keys(token=token, account=accounts.NewAccount("X", "marta again", "one two three"))


THEIRS = object()
AWAY = "whoever lets somebody in is told that they travel"
HEARD = "colleagues who compare words by voice hear others"
ROLE = "Today says that somebody has a role that nobody gave"
CHAIN = (
    "the page Proof and `tessera verify` name the first line that does not follow; the rooms keep the head"
)
HEAD = "Today and the page Proof of the room say it"
RULES = "Today and the page Rules say it"
POSTERS = "the page What everybody sees says it, and that of the entry; Today where one is missing"
PROOF = "whoever lets them in is told that the keys are not the invited person's"
NOTHING = "nothing"

WRITES: dict[str, Write] = {
    "Network.id": Write("another number", NOTHING, lambda _s: Network.objects.update(id=7)),
    "Network.name": Write(
        "another name", "a wrong name on every page", lambda _s: Network.objects.update(name="X")
    ),
    "Network.look": Write("another colour", NOTHING, lambda _s: Network.objects.update(look="plum")),
    "Network.is_demonstration": Write(
        "that it is one", "a notice on every page", lambda _s: Network.objects.update(is_demonstration=True)
    ),
    "Network.founded_at": Write(
        "another day",
        NOTHING,
        lambda _s: Network.objects.update(founded_at=timezone.now() - timedelta(days=900)),
    ),
    "Organisation.id": Write(
        "another identifier, for a copy",
        NOTHING,
        lambda _s: Organisation.objects.create(name="Casa", country="MX"),
    ),
    "Organisation.name": Write(
        "another name", "a wrong name", lambda _s: Organisation.objects.update(name="X")
    ),
    "Organisation.country": Write(
        "another", "a wrong country", lambda _s: Organisation.objects.update(country="US")
    ),
    "Organisation.joined_at": Write(
        "another day", NOTHING, lambda _s: Organisation.objects.update(joined_at=timezone.now())
    ),
    "Member.id": Write(
        "a row of their own making",
        "an account that opens no room",
        lambda s: Member.objects.create(
            organisation=s.house.casa,
            role=Role.ADMINISTRATOR,
            login_hash=uuid4().bytes,
            salt=b"",
            verifier_hash=b"",
            sealed_bundle=b"",
            kem_public=s.theirs.kem.public,
            signing_public=s.theirs.signing.public,
        ),
        noticed=ROLE,
    ),
    "Member.organisation": Write(
        "the attacked organisation",
        "being listed as waiting outside",
        lambda s: _members(s, s.neighbour, organisation=s.house.casa),
    ),
    "Member.role": Write(
        "administrator, for everybody",
        "the rights of that role in rooms whose key they hold anyway",
        _everybody(role=Role.ADMINISTRATOR),
        noticed=ROLE,
    ),
    "Member.login_hash": Write(
        "another's", "keeping somebody from signing in", lambda s: _copy_account(s, "login_hash")
    ),
    "Member.salt": Write("another", "keeping everybody from signing in", _everybody(salt=bytes(16))),
    "Member.verifier_hash": Write(
        "that of their own words",
        "a bundle that does not open",
        lambda s: _copy_account(s, "login_hash", "salt", "verifier_hash"),
    ),
    "Member.sealed_bundle": Write(
        "their own, under their own words",
        "a bundle that does not open: it is sealed for their own row",
        lambda s: _copy_account(s, "login_hash", "salt", "verifier_hash", "sealed_bundle"),
    ),
    "Member.kem_public": Write(
        "their own",
        "nothing: rooms wrap new keys for the public keys they keep inside",
        lambda s: Member.objects.update(kem_public=s.theirs.kem.public),
        noticed=PROOF,
    ),
    "Member.signing_public": Write(
        "their own",
        NOTHING,
        lambda s: Member.objects.update(signing_public=s.theirs.signing.public),
        noticed=PROOF,
    ),
    "Member.invitation_proof": Write(
        "one for other keys",
        "keeping somebody from being let in",
        _everybody(invitation_proof=bytes(32)),
        noticed=PROOF,
    ),
    "Member.joined_at": Write("another day", NOTHING, _everybody(joined_at=timezone.now())),
    "Member.removed_at": Write(
        "that nobody was removed", "an account that opens no room", _everybody(removed_at=None), noticed=ROLE
    ),
    "Member.away_since": Write(
        "that everybody travels",
        "keeping everybody from their work",
        _everybody(away_since=timezone.now()),
        noticed=AWAY,
    ),
    "Renewal.id": Write(
        "new words of their own making, for somebody else",
        f"an offer that two others have to confirm, and {HEARD}",
        _a_renewal_of_their_own,
    ),
    "Renewal.member": Write(
        "somebody else, for whom the new words are", f"nothing: {HEARD}", _renewal(member=THEIRS)
    ),
    "Renewal.token_hash": Write(
        "that of a token of theirs", f"nothing: {HEARD}", _renewal(token_hash=bytes(32))
    ),
    "Renewal.begun_by": Write("another", NOTHING, _renewal(begun_by=uuid4())),
    "Renewal.begun_at": Write("another day", NOTHING, _renewal(begun_at=timezone.now())),
    "Renewal.expires_at": Write(
        "years later",
        "an old offer, to be heard by two",
        _renewal(expires_at=timezone.now() + timedelta(days=900)),
    ),
    "Renewal.withdrawn_at": Write(
        "never", "an offer taken back, to be heard by two", _renewal(withdrawn_at=None)
    ),
    "Renewal.completed_at": Write(
        "that it is done", "keeping somebody from new words", _renewal(completed_at=timezone.now())
    ),
    "Renewal.login_hash": Write(
        "another", "keeping somebody from signing in with new words", _renewal(login_hash=bytes(32))
    ),
    "Renewal.salt": Write(
        "another", "keeping somebody from signing in with new words", _renewal(salt=bytes(16))
    ),
    "Renewal.verifier_hash": Write(
        "that of their own words", "a bundle that does not open", _renewal(verifier_hash=bytes(32))
    ),
    "Renewal.sealed_bundle": Write(
        "another", "keeping somebody from signing in with new words", _renewal(sealed_bundle=bytes(100))
    ),
    "Renewal.kem_public": Write("their own", f"nothing: {HEARD}", _renewal(kem_public=THEIRS)),
    "Renewal.signing_public": Write("their own", f"nothing: {HEARD}", _renewal(signing_public=THEIRS)),
    "Invitation.id": Write(
        "an invitation of their own making",
        "an account that opens no room",
        _join_with_own_invitation,
        noticed=ROLE,
    ),
    "Invitation.organisation": Write(
        "the attacked organisation",
        "being listed as waiting outside",
        lambda s: Invitation.objects.update(organisation=s.house.casa),
    ),
    "Invitation.role": Write(
        "administrator",
        "an account with that role that opens no room",
        _join_with_a_higher_role,
        noticed=ROLE,
    ),
    "Invitation.token_hash": Write(
        "that of a token of theirs", "an account that opens no room", _an_own_token
    ),
    "Invitation.invited_by": Write("another", NOTHING, _invitations(invited_by=uuid4())),
    "Invitation.member": Write(
        "none", "keeping somebody from being let in", _invitations(member=None), noticed=ROLE
    ),
    "Invitation.created_at": Write("another day", NOTHING, _invitations(created_at=timezone.now())),
    "Invitation.expires_at": Write(
        "years later",
        "an old invitation, to whoever has its token",
        _invitations(expires_at=timezone.now() + timedelta(days=900)),
    ),
    "Invitation.used_at": Write(
        "never", "a second account with one token, which opens no room", _invitations(used_at=None)
    ),
    "Invitation.withdrawn_at": Write(
        "never", "a withdrawn invitation, to whoever has its token", _invitations(withdrawn_at=None)
    ),
    "Vault.id": Write(
        "a row for no file",
        "a room that does not open",
        lambda s: Vault.objects.create(organisation=s.house.casa),
    ),
    "Vault.organisation": Write(
        "their own organisation",
        "a room under a wrong name",
        lambda s: Vault.objects.update(organisation=s.neighbour.member.organisation),
    ),
    "Vault.epoch": Write(
        "a later one", "a new key for the room, at its next unlock", lambda _s: Vault.objects.update(epoch=99)
    ),
    "Vault.is_network": Write(
        "that each is the network's",
        "a wrong name of a room",
        lambda _s: Vault.objects.update(is_network=True),
    ),
    "Vault.created_at": Write(
        "another day", NOTHING, lambda _s: Vault.objects.update(created_at=timezone.now())
    ),
    **{
        f"CommonsLine.{name}": Write(
            "another",
            "nothing but a wrong log",
            lambda _s, name=name, value=value: _change_a_line(name, value),
            noticed=CHAIN,
        )
        for name, value in {
            "number": 9999,
            "at": "2020-01-01T00:00:00.000000+00:00",
            "by": UUID(int=1),
            "verb": "signed-in",
            "about": UUID(int=2),
            "details": '{"role": "administrator"}',
            "link": bytes(32),
        }.items()
    },
    "VaultHead.vault": Write(
        "another room's", NOTHING, lambda _s: VaultHead.objects.update(vault=uuid4()), noticed=HEAD
    ),
    "VaultHead.public": Write("their own key", NOTHING, _own_key_in_head, noticed=HEAD),
    "VaultHead.number": Write(
        "an earlier one", NOTHING, lambda _s: VaultHead.objects.update(number=1), noticed=HEAD
    ),
    "VaultHead.link": Write(
        "another", NOTHING, lambda _s: VaultHead.objects.update(link=bytes(32)), noticed=HEAD
    ),
    "VaultHead.signature": Write(
        "another", NOTHING, lambda _s: VaultHead.objects.update(signature=bytes(64)), noticed=HEAD
    ),
    "VaultHead.kept_at": Write(
        "later",
        "heads kept less often, for as long",
        lambda _s: VaultHead.objects.update(kept_at=timezone.now() + timedelta(days=900)),
    ),
}


# What everybody may read: whoever writes it says to everybody what they like, and opens nothing.
_READ_BY_EVERYBODY = {
    Poster: "another address or number of a service, until a coordinator compares",
    PosterSpot: "a service at another place on the map",
    PosterFacet: "a service under other themes and languages",
    PosterGist: "a service found by other words",
    PosterMeaning: "a service found by other words",
    Edition: "other rules of what can be asked for, until the right ones are back from a backup",
    WorkedRules: "that the next version's worked rules are taken in otherwise",
    Letterbox: "a letterbox missing on this server's card, until its room is next looked after",
    OtherNode: "keys of their own to compare, whose words nobody who is called reads out; files in letterboxes, which"
    " nobody believes",
    Parcel: "a sealed envelope that does not arrive, or one more place where it cannot be opened",
}
# What nobody is answered by.
_BESIDE_THE_RULES = {
    "Edition.shipped": _READ_BY_EVERYBODY[WorkedRules],
    "Edition.published_at": "another day in the history of a rule",
    "Edition.changed": "other editions in the history of a rule",
}


# What the room compares: everything that a page, a list or a map says.
_COMPARED = {
    (model, column): noticed
    for model, columns, noticed in (
        ("Poster", "uid kind title organisation document verified_on search_text", POSTERS),
        ("PosterSpot", "location country name name_key latitude longitude entry", POSTERS),
        ("PosterFacet", "kind value entry", POSTERS),
        ("Edition", "number tables", RULES),
    )
    for column in columns.split()
}


def _say_otherwise(model: type[models.Model], name: str) -> Callable[[Scene], Any]:
    def write(scene: Scene) -> None:
        hang_a_poster(scene.house)
        open_a_letterbox(scene.house)
        publish_worked()
        WorkedRules.objects.create(mark="0" * 64, tables={})
        column = model._meta.get_field(name)
        model._default_manager.update(**{name: _another_value(column)})

    return write


def open_a_letterbox(house: House) -> None:
    """Of Marta's room, beside the card of another server and an envelope that is to be carried there."""
    with house.open(house.marta):
        envelopes.open_letterbox(by=house.marta.member)
    OtherNode.objects.create(pk=uuid4(), public=bytes(32), card=card_file())
    said = {"vault": uuid4(), "node": uuid4(), "size": 17_000, "headers": {}}
    Parcel.objects.create(pk=uuid4(), expires_on=timezone.localdate(), **said)


def hang_a_poster(house: House) -> None:
    """Of a clinic with a theme and a place, as its owner agreed."""
    place = {"addresses": [{"city": "Altar", "country": "MX"}], "latitude": 30.7, "longitude": -111.8}
    said = {"name": "A clinic", "tessera": {"themes": ["health"]}}
    with house.open(house.marta):
        by = house.marta.member
        entry = directory.open_entry(draft=EntryDraft("service", said, place), keeper=None, by=by)
        directory.show_to_everybody(entry=entry, agreed_by="Its owner", with_mark=False, by=by)


def _another_value(column: models.Field[Any, Any]) -> object:
    if column.is_relation:
        return Poster.objects.create(kind="service", title="Another", document={}).pk
    if column.primary_key and isinstance(column, models.IntegerField):
        return 7_000
    values = {
        models.BooleanField: True,
        models.PositiveIntegerField: 7_000,
        models.PositiveBigIntegerField: 7_000,
        models.PositiveSmallIntegerField: 7_000,
        models.JSONField: {},
        models.BinaryField: b"x",
        models.FloatField: 1.5,
        models.UUIDField: uuid4(),
        models.DateField: timezone.localdate() - timedelta(days=1),
        models.DateTimeField: timezone.now(),
    }
    return values.get(type(column), "x")


WRITES |= {
    f"{model.__name__}.{column.name}": Write(
        "another value",
        _BESIDE_THE_RULES.get(f"{model.__name__}.{column.name}", gives),
        _say_otherwise(model, column.name),
        noticed=_COMPARED.get((model.__name__, column.name), ""),
    )
    for model, gives in _READ_BY_EVERYBODY.items()
    for column in model._meta.concrete_fields
}

COMMONS = [model for model in apps.get_models() if getattr(model, "place", None) == Place.COMMONS]


def columns() -> list[str]:
    """Every column of the commons, as `Model.field`."""
    return [f"{model.__name__}.{field.name}" for model in COMMONS for field in model._meta.concrete_fields]
