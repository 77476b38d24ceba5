"""What tests of rooms that leave, arrive and close do again and again."""

from __future__ import annotations

import io
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tessera.audit.models import VaultHead
from tessera.sealing import tokens
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.vault import jobs
from tessera.vault.files import (
    copy_to_take,
    delete_files,
    vaults_folder,
)
from tessera.vault.leaving import actions
from tessera.vault.leaving.container import CopyReader
from tessera.vault.models import Vault, Wrap

WORDS = "abaco hielo luna pez roca viento"
PATIENCE = 60


def write_down(house, name="Amadou Diallo", file=b"a letter"):
    with house.open(house.marta):
        person = open_record(draft=PersonDraft(names=[(name, "full")]), by=house.marta.member)
    address = reverse("attach", kwargs={"vault": house.vault.pk, "uid": person.uid})
    house.browser(house.marta).post(address, {"file": SimpleUploadedFile("letter.txt", file)})
    return person


def take(house, words=WORDS, by=None, vault=None):
    """The departure, finished."""
    by = by or house.marta
    with house.open(by, vault):
        departure = actions.take_copy(words=words, by=by.member, session=by.session.id)
    jobs.wait(departure.id, PATIENCE)
    with house.open(by, vault):
        departure.refresh_from_db()
    return departure


def taken(house, *, vault=None, **kwargs):
    """The copy as bytes; it is gone from the server then."""
    departure = take(house, vault=vault, **kwargs)
    copy = copy_to_take((vault or house.vault).id, departure.id)
    content = copy.read_bytes()
    copy.unlink()
    return content


def forget_room(vault):
    """As on a server that never saw it."""
    Vault.objects.filter(pk=vault).delete()
    Wrap.objects.filter(vault=vault).delete()
    VaultHead.objects.all().delete()
    delete_files(vault)


def bring(content, by, **kwargs):
    return actions.bring_room(
        source=io.BytesIO(content), words=WORDS, by=by.member, bundle=by.session.bundle, **kwargs
    )


def files_here():
    folder = Path(settings.DATA)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("vaults/**/*"))


def no_trace(before):
    """The lock file may stay; nothing else does."""
    assert [name for name in files_here() if name != "vaults/arriving.lock"] == [
        name for name in before if name != "vaults/arriving.lock"
    ]


def arrived(house, by=None, vault=None):
    by, vault = by or house.marta, vault or house.vault
    departure = take(house, by=by, vault=vault)
    content = copy_to_take(vault.id, departure.id).read_bytes()
    letters = tokens.spell(bytes.fromhex(CopyReader(io.BytesIO(content), WORDS).manifest.receipt))
    with house.open(by, vault):
        actions.confirm_arrival(letters=letters, by=by.member)
        departure.refresh_from_db()
    return departure


def close(house, by):
    with house.open(by):
        actions.close_room(by=by.member)


def is_gone(vault):
    assert list(vaults_folder().glob(f"{vault}*")) == []
    assert not Wrap.objects.filter(vault=vault).exists()
    assert not Vault.objects.filter(pk=vault).exists()


def ask(house, departure, *, end_accounts):
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, end_accounts=end_accounts, by=house.marta.member)
        close(house, house.marta)


def active(organisation):
    return organisation.members.filter(removed_at=None).count()
