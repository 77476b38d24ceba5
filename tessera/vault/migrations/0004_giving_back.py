import django.utils.timezone
import tessera.common.places
from django.db import migrations, models


def keep_signing_keys(apps, schema_editor):
    """From the commons, of those only whose other key there is the one kept here."""
    known = apps.get_model("accounts", "Member").objects.using("default").filter(removed_at=None)
    keys = {pk: (bytes(kem), bytes(signing)) for pk, kem, signing in known.values_list("pk", "kem_public", "signing_public")}
    colleagues = apps.get_model("vault", "Colleague").objects.using(schema_editor.connection.alias)
    for colleague in colleagues.exclude(kem_public=None).filter(pk__in=list(keys)):
        kem_public, signing_public = keys[colleague.pk]
        if bytes(colleague.kem_public) == kem_public:
            colleague.signing_public = signing_public
            colleague.save(update_fields=["signing_public"])


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0003_a_new_key_is_due'),
    ]

    operations = [
        migrations.AddField(
            model_name='colleague',
            name='signing_public',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.RunPython(keep_signing_keys, migrations.RunPython.noop, hints={"place": "vault"}),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vault', models.UUIDField(db_index=True)),
                ('occasion', models.UUIDField()),
                ('member', models.UUIDField()),
                ('by', models.UUIDField()),
                ('signature', models.BinaryField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('vault', 'occasion', 'member', 'by'), name='one_confirmation_a_person')],
            },
            bases=(tessera.common.places.InKeys, models.Model),
        ),
        migrations.CreateModel(
            name='LiftedGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vault', models.UUIDField()),
                ('member', models.UUIDField()),
                ('occasion', models.UUIDField()),
                ('lifted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('asked_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['member'], name='vault_lifte_member_e886d6_idx')],
                'constraints': [models.UniqueConstraint(fields=('vault', 'member'), name='one_lifted_grant_a_member')],
            },
            bases=(tessera.common.places.InKeys, models.Model),
        ),
    ]
