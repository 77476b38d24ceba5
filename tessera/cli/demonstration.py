"""The demonstration network: laid out through the same actions as a real one, and scored by its known pairs."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import typer
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _, override
from rich.console import Console
from rich.table import Table

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.models import Member, Role
from tessera.accounts.queries import network
from tessera.linkage.strength import Strength
from tessera.sealing import passphrases
from tessera.tracing.actions import open_record
from tessera.tracing.candidates import candidates_for
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import ContactWish, Kind, Person
from tessera.ui.countries import country_name
from tessera.vault.actions import create_vault, invite, let_in
from tessera.vault.current import vault_transaction
from tessera.vault.files import vaults_folder
from tessera.vault.models import Vault
from tessera.vault.opening import open_vault

from .demo import DemoMember, DemoNetwork, DemoOrganisation, DemoRecord, TruePair, build_network
from .demo.dice import Dice
from .demonstrating_directory import lay_out_directory

_SEED = 1914

_WISHES = {
    "yes": ContactWish.YES,
    "no": ContactWish.NO,
    "message only": ContactWish.MESSAGE_ONLY,
}
_CONDITIONS = {"complete": _("complete"), "partial": _("partial"), "skeletal": _("skeletal")}
_CAUSES = {
    "drowning": _("drowning"),
    "exposure": _("exposure to heat or cold"),
    "transport": _("accident on the way"),
    "illness": _("illness"),
    "violence": _("violence"),
    "unknown": "",
}


@dataclass(frozen=True, slots=True)
class _Account:
    member: DemoMember
    passphrase: str


def lay_out() -> None:
    """Lay out the demonstration network where there is none yet, and print who can sign in.

    One whose laying out was interrupted is laid out again from nothing: it holds invented people only.
    """
    demo = build_network(_SEED)
    people = _accounts(demo)
    there = network()
    if there and not there.is_demonstration:
        typer.echo(
            "This data folder holds a network that is no demonstration, and it was not touched. "
            "Name another folder: bin/run --demo --data DIR",
            err=True,
        )
        raise typer.Exit(2)
    if not _mark().exists():
        if there:
            typer.echo("The demonstration was not laid out to its end: this begins again from nothing.")
            _clear()
        typer.echo("Laying out the demonstration network. Every person and organisation in it is invented.")
        _lay_out(demo, people)
        _mark().touch()
    _print_accounts(demo, people)


def score() -> None:
    """Reveal the demonstration's true pairs, and say where the ranking puts them."""
    demo = build_network(_SEED)
    there = network()
    if there is None or not there.is_demonstration:
        typer.echo(
            "There is no demonstration network in this data folder. Start one: bin/run --demo", err=True
        )
        raise typer.Exit(2)
    _print_score([page for account in _first_of_each(demo) for page in _pages(demo, account)])


def _mark() -> Path:
    """Made last: without it the demonstration is not whole."""
    return Path(settings.DATA) / "demonstration-is-whole"


def _clear() -> None:
    for database in ("default", "keys"):
        call_command("flush", database=database, verbosity=0, interactive=False)
    shutil.rmtree(vaults_folder(), ignore_errors=True)


def _lay_out(demo: DemoNetwork, people: list[_Account]) -> None:
    """All organisations first, then each opens its own vault, lets its people in and writes its records."""
    first, *others = demo.organisations
    by_organisation = [
        [account for account in people if account.member.organisation == at]
        for at in range(len(demo.organisations))
    ]
    administrator, _bundle = accounts.found_network(
        name=demo.name,
        look="night",
        organisation=first.name,
        country=first.country,
        account=_new_account(by_organisation[0][0]),
        demonstration=True,
    )
    _fill(demo, 0, administrator, by_organisation[0])
    for at, organisation in enumerate(others, start=1):
        founder = _join_first(organisation, by_organisation[at][0], administrator)
        _fill(demo, at, founder, by_organisation[at])
    _share(demo, people)


def _share(demo: DemoNetwork, people: list[_Account]) -> None:
    """The network's room, with everybody in it, and the directory in that."""
    signed_in = []
    for account in people:
        member, secret = accounts.sign_in(login=account.member.login, passphrase=account.passphrase)
        signed_in.append((member, secret))
    session = sessions.resume(signed_in[0][1])
    names = [
        (member, account.member.name) for (member, _secret), account in zip(signed_in, people, strict=True)
    ]
    lay_out_directory(demo.organisations, names, session)
    for _member, secret in signed_in:
        sessions.end(sessions.resume(secret).id)


def _join_first(organisation: DemoOrganisation, account: _Account, administrator: Member) -> Member:
    added = accounts.add_organisation(name=organisation.name, country=organisation.country, by=administrator)
    _invitation, token = accounts.make_invitation(
        organisation=added, role=account.member.role, by=administrator
    )
    member, _bundle = accounts.accept_invitation(token=token, account=_new_account(account))
    return member


def _fill(demo: DemoNetwork, at: int, founder: Member, people: list[_Account]) -> None:
    vault = create_vault(organisation=founder.organisation, by=founder, name=people[0].member.name)
    _member, secret = accounts.sign_in(login=people[0].member.login, passphrase=people[0].passphrase)
    session = sessions.resume(secret)
    with open_vault(vault, session), override(demo.organisations[at].language):
        for account in people[1:]:
            token = invite(name=account.member.name, role=account.member.role, by=founder)
            member, _bundle = accounts.accept_invitation(token=token, account=_new_account(account))
            let_in(vault=vault, member=member, by=founder)
        with vault_transaction():
            for record in (*demo.requests, *demo.findings):
                if record.organisation == at:
                    open_record(draft=_draft(record), by=founder)
    sessions.end(session.id)


def _draft(record: DemoRecord) -> PersonDraft:
    draft = PersonDraft(
        kind=record.kind,
        reference=record.reference,
        names=[(name.text, name.kind) for name in record.names],
        sex=record.sex,
        birth=record.birth,
        ages=record.ages and (record.ages.youngest, record.ages.oldest),
        nationality=", ".join(record.nationality),
        origin_place=record.origin_place,
        event=record.event,
        event_place=_place(record),
        heights=record.height and (record.height.shortest, record.height.tallest),
        marks=list(record.marks),
        belongings=list(record.belongings),
        circumstances=record.circumstances,
        contact_wish=_WISHES.get(record.contact_wish, ContactWish.NOT_ASKED),
        custodian=record.custodian,
        body_condition=str(_CONDITIONS.get(record.condition, "")),
        cause_of_death=str(_CAUSES.get(record.cause, "")),
    )
    for identifier in record.identifiers:
        (draft.phones if identifier.startswith("+") else draft.documents).append(identifier)
    if record.enquirer:
        draft.enquirer_name = record.enquirer.name
        draft.enquirer_relation = record.enquirer.relation
        draft.enquirer_contact = record.enquirer.contact
    return draft


def _place(record: DemoRecord) -> str:
    country = country_name(record.event_country) if record.event_country else ""
    known = record.event_place
    return known if not country or country in known else ", ".join(filter(None, (known, country)))


@dataclass(frozen=True, slots=True)
class _Page:
    """What the candidates of one request show; `pair` is its true finding, where the demonstration has one."""

    pair: TruePair | None
    rank: int | None  # of the true finding: from 1, or None where it is not listed
    hidden: bool  # the true finding is of somebody who does not want to be found
    strong: int
    strong_and_true: int


def _pages(demo: DemoNetwork, account: _Account) -> list[_Page]:
    """Opens one organisation's vault and looks up the candidates of every request in it."""
    member, secret = accounts.sign_in(login=account.member.login, passphrase=account.passphrase)
    session = sessions.resume(secret)
    vault = Vault.objects.get(organisation=member.organisation, is_network=False)
    pairs = {pair.request: pair for pair in demo.true_pairs}
    with open_vault(vault, session):
        sought = Person.objects.filter(kind=Kind.SOUGHT).order_by("pk")
        pages = [_page_of(person, pairs.get(person.reference)) for person in sought]
    sessions.end(session.id)
    return pages


def _page_of(person: Person, pair: TruePair | None) -> _Page:
    listed = candidates_for(person).worth_a_look
    finding = pair.finding if pair else None
    ranks = [at for at, one in enumerate(listed, start=1) if one.person.reference == finding]
    strong = [one for one in listed if one.comparison.strength == Strength.STRONG]
    return _Page(
        pair=pair,
        rank=ranks[0] if ranks else None,
        hidden=Person.objects.filter(reference=finding, contact_wish=ContactWish.NO).exists(),
        strong=len(strong),
        strong_and_true=sum(one.person.reference == finding for one in strong),
    )


def _print_score(pages: list[_Page]) -> None:
    table = Table(title="The true pairs of the demonstration, and where the ranking puts them")
    for heading in ("difficulty", "pairs", "first", "among five", "listed", "does not want to be found"):
        table.add_column(heading, justify="left" if heading == "difficulty" else "right")
    for name in ("easy", "medium", "hard", "all"):
        of = [page for page in pages if page.pair and name in (page.pair.difficulty, "all")]
        counts = Counter(
            key
            for page in of
            for key, holds in (
                ("first", page.rank == 1),
                ("five", page.rank is not None and page.rank <= 5),
                ("listed", page.rank is not None),
                ("hidden", page.hidden),
            )
            if holds
        )
        table.add_row(
            name, str(len(of)), *(str(counts[key]) for key in ("first", "five", "listed", "hidden"))
        )
    console = Console()
    console.print(table)
    strong, true = sum(page.strong for page in pages), sum(page.strong_and_true for page in pages)
    console.print(
        f"Called strong on the pages of all {len(pages)} requests: {strong}, of which true: {true}."
    )


def _accounts(demo: DemoNetwork) -> list[_Account]:
    """Everybody's words: the same at every start, because a demonstration protects nobody."""
    dice = Dice(_SEED)
    return [
        _Account(
            member,
            " ".join(dice.pick(passphrases.word_list(member.language)) for _ in range(passphrases.WORDS)),
        )
        for member in sorted(demo.members, key=lambda m: (m.organisation, _RANK[Role(m.role)]))
    ]


_RANK = {Role.ADMINISTRATOR: 0, Role.COORDINATOR: 1, Role.CASE_WORKER: 2, Role.READER: 3}


def _first_of_each(demo: DemoNetwork) -> list[_Account]:
    first: dict[int, _Account] = {}
    for account in _accounts(demo):
        first.setdefault(account.member.organisation, account)
    return list(first.values())


def _new_account(account: _Account) -> accounts.NewAccount:
    return accounts.NewAccount(account.member.name, account.member.login, account.passphrase)


def _print_accounts(demo: DemoNetwork, people: list[_Account]) -> None:
    widest = max(len(account.member.login) for account in people)
    typer.echo("\nWho can sign in (every one of them is invented):\n")
    for at, organisation in enumerate(demo.organisations):
        typer.echo(f"  {organisation.name} ({organisation.country})")
        for account in people:
            if account.member.organisation == at:
                role = account.member.role.replace("_", " ")
                typer.echo(f"    {account.member.login:<{widest}} {role:<14} {account.passphrase}")
    typer.echo("\nHow good is the ranking? In another terminal: bin/tessera demo-score\n")
