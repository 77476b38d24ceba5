from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tessera.ui.navigation import Entry, register


class TracingConfig(AppConfig):
    name = "tessera.tracing"
    label = "tracing"

    def ready(self) -> None:
        from tessera.records import today  # noqa: PLC0415

        from .keeping import records_ending  # noqa: PLC0415
        from .models import LIST_TITLES  # noqa: PLC0415 - needs the apps to be loaded
        from .retention import register_retention  # noqa: PLC0415
        from .search_index import keep_triggers  # noqa: PLC0415
        from .subjects import register_subject  # noqa: PLC0415

        post_migrate.connect(keep_triggers, sender=self)
        register_retention()
        register_subject()
        today.register(records_ending)
        for place, (kind, title) in enumerate(LIST_TITLES.items(), start=10):
            register(Entry(place, title, "people", permission="READ_RECORDS", kwargs={"kind": kind.value}))
