from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class DirectoryConfig(AppConfig):
    name = "tessera.directory"
    label = "directory"

    def ready(self) -> None:
        from tessera.records import today  # noqa: PLC0415 - needs the apps to be loaded

        from .fulltext import keep_triggers  # noqa: PLC0415
        from .today import directory_matters  # noqa: PLC0415

        post_migrate.connect(keep_triggers, sender=self)
        today.register(directory_matters)
        register(Entry(16, _("Who helps"), "directory", permission="READ_RECORDS", in_network=True))
