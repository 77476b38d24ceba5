import tessera.common.places
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0005_trustees'),
    ]

    operations = [
        migrations.CreateModel(
            name='Upkeep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tombstone_key', models.BinaryField(max_length=32)),
                ('clock_seen_at', models.DateTimeField(null=True)),
                ('leftovers', models.BooleanField(default=False)),
                ('restore_looked_through', models.DateTimeField(null=True)),
            ],
            bases=(tessera.common.places.InVault, models.Model),
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('mark', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('told', models.BooleanField(default=False)),
                ('reference_mark', models.BinaryField(db_index=True, max_length=32, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('told', False)), fields=['told'], name='not_told_yet')],
            },
            bases=(tessera.common.places.InVault, models.Model),
        ),
    ]
