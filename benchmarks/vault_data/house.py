"""One organisation with its vault in a folder, on SQLCipher or, everything else alike, on plain SQLite."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db.backends.sqlite3._functions import register
from django.test import Client

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.models import Member
from tessera.accounts.pepper import make_pepper
from tessera.vault import opening
from tessera.vault.actions import create_vault, invite, let_in
from tessera.vault.files import database_file
from tessera.vault.models import Vault
from tessera.vault.opening import open_vault
from tessera.vault.sqlcipher import base

_LOGIN, _WORDS = "marta", "one two three four five six"


@dataclass(frozen=True)
class House:
    member: Member
    session: sessions.SessionKey
    secret: str
    vault: Vault

    @property
    def file(self) -> Path:
        return database_file(self.vault.id)

    @property
    def megabytes(self) -> float:
        log = self.file.with_name(self.file.name + "-wal")
        return (self.file.stat().st_size + (log.stat().st_size if log.exists() else 0)) / 1e6

    def open(self) -> Any:
        return open_vault(self.vault, self.session)

    def browser(self) -> Client:
        browser = Client()
        browser.cookies[settings.SESSION_COOKIE] = self.secret
        return browser

    def let_in(self, number: int) -> None:
        """So many colleagues, who will leave one by one."""
        for one in range(number):
            account = accounts.NewAccount(f"Colleague {one}", f"colleague{one}", f"words of {one}")
            with self.open():
                token = invite(name=account.name, role="reader", by=self.member)
                member, _bundle = accounts.accept_invitation(token=token, account=account)
                let_in(vault=self.vault, member=member, by=self.member)


def enter(store: str) -> House:
    """Signs in to the house in TESSERA_DATA, which is built the first time; `store` is "vault" or "plain"."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    # Pages name their stylesheet without a manifest, which only a server's start makes.
    without_manifest = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": without_manifest}
    if store == "plain":
        opening.DatabaseWrapper = WithoutKey
    if not settings.DATA.exists():
        _build()
    member, secret = accounts.sign_in(login=_LOGIN, passphrase=_WORDS)
    return House(member, sessions.resume(secret), secret, Vault.objects.get())


class WithoutKey(base.DatabaseWrapper):
    """The same library and the same pragmas, and no key: then SQLCipher writes SQLite's own format."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = base.Database.connect(**conn_params)
        for pragma in base._PRAGMAS:  # noqa: SLF001 - the very same
            connection.execute(f"PRAGMA {pragma}")
        register(connection)
        return connection


def _build() -> None:
    (settings.DATA / "static").mkdir(parents=True)
    make_pepper(settings.PEPPER_FILE)
    for place in ("default", "keys"):
        call_command("migrate", database=place, verbosity=0, interactive=False)
    account = accounts.NewAccount("Marta", _LOGIN, _WORDS)
    member, _bundle = accounts.found_network(
        name="Bench", look="night", organisation="Casa", country="MX", account=account
    )
    create_vault(organisation=member.organisation, by=member, name="Marta")
