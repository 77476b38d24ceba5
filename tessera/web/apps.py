from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class WebConfig(AppConfig):
    name = "tessera.web"
    label = "web"

    def ready(self) -> None:
        register(
            Entry(0, _("Today"), "today", in_room=False),
            Entry(90, _("Network"), "network", in_room=False, permission="MANAGE_NODE"),
        )
