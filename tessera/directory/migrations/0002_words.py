from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tessera.directory.fulltext import CREATE_GIN, DROP_GIN, ENTRIES, POSTERS


def index_posters(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(CREATE_GIN if schema_editor.connection.vendor == "postgresql" else POSTERS.create)


def drop_index(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(DROP_GIN if schema_editor.connection.vendor == "postgresql" else POSTERS.drop)


class Migration(migrations.Migration):
    """The full-text indexes. FTS5's triggers are made after every migration, not here (see records.text_index)."""

    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.RunSQL(ENTRIES.create, ENTRIES.drop, hints={"place": "vault"}),
        migrations.RunSQL(ENTRIES.forget_wholly, migrations.RunSQL.noop, hints={"place": "vault"}),
        migrations.RunPython(index_posters, drop_index, hints={"place": "commons"}),
    ]
