"""A newer version of the software, whose migrations rebuild the table of people: a field of it gets wider."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from django.conf import settings

from tessera.vault import migrating

_MIGRATION = """
from django.db import migrations, models


def rebuild(apps, schema_editor):
    person = apps.get_model("tracing", "Person")
    narrow = person._meta.get_field("source")
    wide = models.CharField(max_length=400, blank=True)
    wide.set_attributes_from_name("source")
    wide.model = person
    schema_editor.alter_field(person, narrow, wide)


class Migration(migrations.Migration):
    dependencies = [("tracing", "0005_counting_indexes"){before}]
    operations = [migrations.RunPython(rebuild, hints={{"place": "vault"}})]
"""


def install_release(folder: Path, migrations: int) -> None:
    """As many such migrations, of which a vault in `folder` has all but the last from the runs before."""
    package = folder / "bench_release"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    for number in range(1, migrations + 1):
        before = f', ("web", "{number - 1:04}_step")' if number > 1 else ""
        (package / f"{number:04}_step.py").write_text(_MIGRATION.format(before=before))
    importlib.invalidate_caches()
    sys.path.insert(0, str(folder))
    settings.MIGRATION_MODULES = {"web": package.name}
    migrating.expected_version.cache_clear()
