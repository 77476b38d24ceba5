import tessera.common.places
from django.db import migrations, models


def keep_public_keys(apps, schema_editor):
    """Of who is in the vault already, as the commons have them now; from here on only those inside count."""
    known = apps.get_model("accounts", "Member").objects.using("default").filter(removed_at=None)
    keys = dict(known.values_list("pk", "kem_public"))
    colleagues = apps.get_model("vault", "Colleague").objects.using(schema_editor.connection.alias)
    for colleague in colleagues.filter(pk__in=list(keys)):
        colleague.kem_public = keys[colleague.pk]
        colleague.save(update_fields=["kem_public"])


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0002_attachment_permission'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewKeyDue',
            fields=[
                ('vault', models.UUIDField(primary_key=True, serialize=False)),
                ('after', models.PositiveIntegerField()),
            ],
            bases=(tessera.common.places.InKeys, models.Model),
        ),
        migrations.AddField(
            model_name='colleague',
            name='kem_public',
            field=models.BinaryField(null=True),
        ),
        migrations.RunPython(keep_public_keys, migrations.RunPython.noop, hints={"place": "vault"}),
    ]
