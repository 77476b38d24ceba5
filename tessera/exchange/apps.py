from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class ExchangeConfig(AppConfig):
    name = "tessera.exchange"
    label = "exchange"

    def ready(self) -> None:
        from tessera.records import today  # noqa: PLC0415 - needs the apps to be loaded
        from tessera.vault.endings import register_tidying  # noqa: PLC0415

        from .leftovers import forget_leftovers_of_imports  # noqa: PLC0415
        from .waiting import unfinished_imports  # noqa: PLC0415

        today.register(unfinished_imports)
        register_tidying(forget_leftovers_of_imports)
        register(Entry(20, _("Lists"), "lists", permission="IMPORT_LISTS"))
