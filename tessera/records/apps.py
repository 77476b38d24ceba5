from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class RecordsConfig(AppConfig):
    name = "tessera.records"
    label = "records"

    def ready(self) -> None:
        from . import today  # noqa: PLC0415 - needs the apps to be loaded
        from .waiting import deletion_waits  # noqa: PLC0415

        today.register(deletion_waits)
        register(Entry(82, _("Time limits"), "retention", permission="SET_RETENTION"))
