from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0003_files_of_open_imports'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='deleted_before',
            field=models.JSONField(default=list),
        ),
    ]
