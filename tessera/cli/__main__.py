"""`bin/tessera COMMAND`: what administrators do at a terminal."""

from __future__ import annotations

import os

import django
import typer

from tessera.common.memory import keep_memory_to_itself

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.config.settings")
keep_memory_to_itself()  # words and the pepper are typed here too
django.setup()

from tessera.cli import (  # noqa: E402 - Django comes first
    backing_up,
    bringing,
    carrying,
    demonstration,
    languages,
    preparing,
    verifying,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
app.command("prepare")(preparing.prepare)
app.command("demo")(demonstration.lay_out)
app.command("demo-score")(demonstration.score)
app.command("backup")(backing_up.backup)
app.command("check-backup")(backing_up.check)
app.command("restore")(backing_up.restore)
app.command("bring-room")(bringing.bring)
app.command("carry")(carrying.carry)
app.command("languages")(languages.update)
app.command("verify")(verifying.verify)

if __name__ == "__main__":
    app(prog_name="tessera")
