from django.db import migrations

from tessera.tracing.search_index import INDEX


class Migration(migrations.Migration):
    """What is deleted leaves the search index too; reading it in anew takes out what was only marked as gone."""

    dependencies = [("tracing", "0002_search_index")]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop, hints={"place": "vault"})
        for sql in (INDEX.forget_wholly, INDEX.rebuild)
    ]
