from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="permission",
            field=models.CharField(default="READ_RECORDS", max_length=20),
        ),
    ]
