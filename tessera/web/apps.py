from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class WebConfig(AppConfig):
    name = "tessera.web"
    label = "web"

    def ready(self) -> None:
        from tessera.records import today  # noqa: PLC0415 - needs the apps to be loaded

        from .waiting import chains_disagree, colleagues_outside, copies_taken, nobody_else  # noqa: PLC0415

        today.register(chains_disagree)
        today.register(colleagues_outside)
        today.register(copies_taken)
        today.register(nobody_else)
        register(
            Entry(0, _("Today"), "today", in_room=False),
            Entry(85, _("Proof"), "proof", permission="READ_RECORDS"),
            Entry(95, _("My account"), "my-account", in_room=False),
            Entry(90, _("Network"), "network", in_room=False, permission="MANAGE_NODE"),
        )
