from django.db import migrations

from tessera.tracing.search_index import CREATE, TABLE


class Migration(migrations.Migration):
    """The trigram index. Its triggers are made after every migration, not here (see search_index)."""

    dependencies = [("tracing", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE, f"DROP TABLE {TABLE}", hints={"place": "vault"}),
    ]
