from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class VaultConfig(AppConfig):
    name = "tessera.vault"
    label = "vault"

    def ready(self) -> None:
        register(
            Entry(80, _("Members"), "members", permission="READ_RECORDS"),
            Entry(81, _("Trusted people"), "trustees", permission="READ_RECORDS", under=True),
            Entry(99, _("Lockdown"), "lockdown", permission="READ_RECORDS"),
        )
