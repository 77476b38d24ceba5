from typing import Any

from django.db import migrations, models


def only_for_importers(apps: Any, schema_editor: Any) -> None:
    """Files of lists that were uploaded before attachments had a permission."""
    using = schema_editor.connection.alias
    runs = apps.get_model("exchange", "ImportRun").objects.using(using)
    files = apps.get_model("vault", "Attachment").objects.using(using)
    for attachment in runs.values_list("attachment", flat=True):
        files.filter(pk=attachment).update(permission="IMPORT_LISTS")


def forget_columns(apps: Any, schema_editor: Any) -> None:
    """They were found by their headings alone; from now on a list of another kind has its own."""
    apps.get_model("exchange", "RememberedColumns").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_problems_total"),
        ("vault", "0002_attachment_permission"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="content_hash",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(model_name="importrun", name="conventions", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="importrun", name="cells_filled", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="importrun", name="cells_wrong", field=models.JSONField(default=dict)),
        migrations.RunPython(only_for_importers, migrations.RunPython.noop, hints={"place": "vault"}),
        migrations.RunPython(forget_columns, migrations.RunPython.noop, hints={"place": "vault"}),
        migrations.RemoveField(model_name="rememberedcolumns", name="kind"),
        migrations.RemoveField(model_name="rememberedcolumns", name="source"),
    ]
