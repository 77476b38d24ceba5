"""The first people of a list, as they would be once imported."""

from __future__ import annotations

from itertools import islice

from django.utils.translation import gettext_lazy as _

from tessera.exchange.models import ImportRun

from .reading import Reading
from .work import readings_of, table_of

SHOWN = 8

COVERAGE = {
    "name": _("Name"),
    "sex": _("Sex"),
    "birth": _("Date of birth"),
    "age": _("Age"),
    "origin": _("From"),
    "event": _("Date of what happened"),
    "event_place": _("Place of what happened"),
    "marks": _("Marks"),
    "belongings": _("Belongings"),
    "numbers": _("Numbers"),
}


def first_readings(run: ImportRun) -> list[Reading]:
    return list(islice(readings_of(run, table_of(run)), SHOWN))
