from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class AccessConfig(AppConfig):
    name = "tessera.access"
    label = "access"

    def ready(self) -> None:
        from tessera.records import today  # noqa: PLC0415 - needs the apps to be loaded

        from .today import proposals_to_read  # noqa: PLC0415

        today.register(proposals_to_read)
        register(
            Entry(
                15,
                _("What can be asked for here?"),
                "member-help",
                permission="READ_RECORDS",
                in_network=True,
            )
        )
