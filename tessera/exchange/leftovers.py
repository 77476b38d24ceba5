"""What imports leave behind, and when it goes: lists that nobody went on with, names of files whose records are gone."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.tracing.models import Person
from tessera.tracing.writing import delete_people
from tessera.vault import jobs
from tessera.vault.attachments import end_attachments
from tessera.vault.current import vault_transaction
from tessera.vault.models import Attachment

from .models import OPEN, ImportRun, State

ABANDONED_AFTER = timedelta(days=60)


def forget_leftovers_of_imports() -> None:
    """Called at an unlock, where the clock is believed."""
    for run in ImportRun.objects.filter(state__in=OPEN, created_at__lt=timezone.now() - ABANDONED_AFTER):
        if not jobs.is_running(run.uid):
            _abandon(run)
    with_records = Person.with_arriving.filter(import_run__isnull=False).values("import_run")
    ended = ImportRun.objects.exclude(state__in=OPEN).exclude(file_name="")
    ended.exclude(uid__in=with_records).update(file_name="")


def _abandon(run: ImportRun) -> None:
    """The sealed file with whatever stands in it, what was quoted from it, and rows that never landed."""
    with vault_transaction():
        delete_people(Person.with_arriving.filter(import_run=run.uid, arriving=True))
        run.problems.all().delete()
        end_attachments(Attachment.objects.filter(pk=run.attachment))
        ImportRun.objects.filter(pk=run.pk).update(state=State.CANCELLED, rows_done=0, deleted_before=[])
        write_line(VaultLine, "import.abandoned", by=None, about=run.uid)
