import tessera.common.places
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Period',
            fields=[
                ('kind', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('months', models.PositiveSmallIntegerField()),
            ],
            bases=(tessera.common.places.InVault, models.Model),
        ),
    ]
