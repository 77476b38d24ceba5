from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class TracingConfig(AppConfig):
    name = "tessera.tracing"
    label = "tracing"

    def ready(self) -> None:
        from .search_index import keep_triggers  # noqa: PLC0415 - needs the apps to be loaded

        post_migrate.connect(keep_triggers, sender=self)
        register(
            Entry(10, _("People sought"), "people", permission="READ_RECORDS", kwargs={"kind": "sought"}),
            Entry(11, _("People found"), "people", permission="READ_RECORDS", kwargs={"kind": "found"}),
            Entry(12, _("Remains"), "people", permission="READ_RECORDS", kwargs={"kind": "remains"}),
        )
