from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.ui.navigation import Entry, register


class RecordsConfig(AppConfig):
    name = "tessera.records"
    label = "records"

    def ready(self) -> None:
        from . import today  # noqa: PLC0415 - needs the apps to be loaded
        from .consent.ending import register_consent_endings  # noqa: PLC0415
        from .consent.waiting import consent_waits  # noqa: PLC0415
        from .paper.sent import register_papers  # noqa: PLC0415
        from .paper.waiting import papers_wait  # noqa: PLC0415
        from .rights.ending import register_rights_endings  # noqa: PLC0415
        from .rights.waiting import rights_wait  # noqa: PLC0415
        from .waiting import deletion_waits  # noqa: PLC0415

        register_consent_endings()
        register_rights_endings()
        register_papers()
        today.register(deletion_waits)
        today.register(consent_waits)
        today.register(rights_wait)
        today.register(papers_wait)
        register(Entry(82, _("Time limits"), "retention", permission="SET_RETENTION"))
