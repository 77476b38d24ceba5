"""Imports a long list in a process of its own and says what that took:

    python -m tessera.exchange.tests.importing_in_little_memory ROWS

prints {"records": ..., "peak": ...}: how many records there are afterwards, and the most memory, in bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import tests.environment  # a data folder of its own, before anything reads settings


def rows(number: int) -> Iterator[str]:
    yield "Name,Sex,Place,What happened"
    story = "Called from the road and said that the others went ahead."
    for n in range(number):
        yield f"Amina Example{n % 5000} Warsame{n % 700},{'FM'[n % 2]},Town {n % 300},{story}"


def main(number: int) -> None:
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()

    from tessera.accounts.pepper import make_pepper
    from tessera.exchange.tests.malformed import peak_memory
    from tessera.exchange.tests.walking import Walk
    from tessera.sealing import stretching
    from tessera.tracing.models import Person
    from tessera.vault import jobs
    from tests.house import House

    stretching._MEMORY_KIB, stretching._PASSES = 64, 1
    from django.conf import settings

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    make_pepper(settings.PEPPER_FILE)
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    house = House()
    walk = Walk(house.browser(house.marta), house.vault)
    walk.upload("\n".join(rows(number)).encode(), "sought")
    walk.read()
    jobs.wait(walk.uid, 300)
    walk.bring_in()
    jobs.wait(walk.uid, 300)
    with house.open(house.marta):
        records = Person.objects.count()
    print(json.dumps({"records": records, "peak": peak_memory()}))  # noqa: T201 - what it is run for
    tests.environment.pytest_unconfigure()


if __name__ == "__main__":
    main(int(sys.argv[1]))
