from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class EnvelopesConfig(AppConfig):
    name = "tessera.envelopes"
    label = "envelopes"

    def ready(self) -> None:
        from tessera.records import today  # noqa: PLC0415
        from tessera.records.consent import reaching, recipients  # noqa: PLC0415 - needs the apps to be loaded
        from tessera.records.rights import sent  # noqa: PLC0415
        from tessera.vault import upkeep  # noqa: PLC0415
        from tessera.vault.leaving import closing  # noqa: PLC0415

        from . import following, inbox, keys, outbox, queries, waiting, withdrawing  # noqa: PLC0415
        from .ending import register_endings  # noqa: PLC0415
        from .naming import everybody_written_to  # noqa: PLC0415
        from .of_the_post import register_kinds  # noqa: PLC0415

        register_kinds()
        register_endings()
        closing.register(keys.forget_letterbox)
        steps = (
            keys.keep_up,
            following.follow_all,
            outbox.note_deliveries,
            inbox.take_in_first,
            outbox.hand_over_all,
        )
        for step in steps:
            upkeep.register(step)
        reaching.register(
            when_withdrawn=withdrawing.consent_withdrawn, when_not_upheld=withdrawing.urgent_not_upheld
        )
        recipients.register(everybody_written_to)
        sent.register(queries.what_was_sent)
        today.register(waiting.post_waits)
        register(Entry(60, _("Post"), "inbox", permission="READ_RECORDS"))
