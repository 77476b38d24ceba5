from datetime import date, timedelta

from django.db import migrations, models
from django.utils import timezone

MONTHS = {"sought": 120, "found": 24, "remains": 240}
AT_LEAST = timedelta(days=90)


def say_until_when(apps, schema_editor):
    """Of what is there already: as long as a new room would keep it, and nothing ends in the first three months."""
    people = apps.get_model("tracing", "Person").objects.using(schema_editor.connection.alias)
    soonest = timezone.localdate() + AT_LEAST
    for kind, months in MONTHS.items():
        entered = people.filter(kind=kind, keep_until=None)
        for day in list(entered.dates("created_at", "day")):
            until = date(day.year + months // 12, day.month, min(day.day, 28))
            entered.filter(created_at__date=day).update(keep_until=max(until, soonest))


class Migration(migrations.Migration):

    dependencies = [("tracing", "0003_index_forgets")]

    operations = [
        migrations.AddField("person", "keep_reason", models.CharField(max_length=300, null=True)),
        migrations.AddField("person", "keep_until", models.DateField(db_index=True, null=True)),
        migrations.RunPython(say_until_when, migrations.RunPython.noop, hints={"place": "vault"}),
    ]
