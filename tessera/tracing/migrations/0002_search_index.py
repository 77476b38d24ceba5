from django.db import migrations

from tessera.tracing.search_index import INDEX


class Migration(migrations.Migration):
    """The trigram index. Its triggers are made after every migration, not here (see search_index)."""

    dependencies = [("tracing", "0001_initial")]

    operations = [
        migrations.RunSQL(INDEX.create, INDEX.drop, hints={"place": "vault"}),
    ]
