from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class WebConfig(AppConfig):
    name = "tessera.web"
    label = "web"

    def ready(self) -> None:
        from tessera.records import today  # noqa: PLC0415 - needs the apps to be loaded

        from . import waiting  # noqa: PLC0415

        for source in (
            waiting.chains_disagree,
            waiting.rows_disagree,
            waiting.key_asked_for,
            waiting.colleagues_outside,
            waiting.who_wait_for_two,
            waiting.copies_taken,
            waiting.shut_out_by_the_lockdown,
            waiting.nobody_else,
            waiting.trusted_people_missing,
        ):
            today.register(source)
        register(
            Entry(0, _("Today"), "today", in_room=False),
            Entry(85, _("Proof"), "proof", permission="READ_RECORDS"),
            Entry(95, _("My account"), "my-account", in_room=False),
            Entry(90, _("Network"), "network", in_room=False, permission="MANAGE_NODE"),
        )
