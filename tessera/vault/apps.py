from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class VaultConfig(AppConfig):
    name = "tessera.vault"
    label = "vault"

    def ready(self) -> None:
        from .attachments import register_attachments  # noqa: PLC0415 - needs the apps to be loaded

        register_attachments()
        register(
            Entry(80, _("Members"), "members", permission="READ_RECORDS"),
            Entry(81, _("Trusted people"), "trustees", permission="READ_RECORDS", under=True),
            Entry(88, _("Rooms"), "rooms", in_room=False),
            Entry(99, _("Lockdown"), "lockdown", permission="READ_RECORDS"),
        )
