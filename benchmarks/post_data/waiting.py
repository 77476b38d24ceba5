"""A room with thousands of envelopes in its letterbox, and how long its inbox takes."""

from __future__ import annotations

import resource
import statistics
import time
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.vault_data.house import House, enter
from tessera.envelopes import actions, disclosing, inbox, keys, letters, places
from tessera.envelopes.models import Correspondent
from tessera.sealing import envelopes, signing, wraps
from tessera.vault import upkeep

_LOOKS = 60


def measure(number: int) -> None:
    house = enter("vault")
    with house.open():
        actions.open_letterbox(by=house.member)
        box = keys.newest()
        sender, signer = uuid4(), signing.new_signing_pair()
        Correspondent.objects.create(
            vault=sender,
            organisation=uuid4(),
            name="Elsewhere",
            node=uuid4(),
            epoch=1,
            kem_public=wraps.new_kem_pair().public,
            signing_public=signer.public,
            compared_by=house.member.id,
        )
    browser = house.browser()
    address = reverse("inbox", kwargs={"vault": house.vault.id})
    nothing = _looks(browser, address, house)
    began = time.perf_counter()
    for one in range(number):
        cover = envelopes.Cover(uuid4(), house.vault.id, box.epoch, int(time.time()) + 10**7)
        _put(cover, _letter(sender, one), to=bytes(box.kem_public), signer=signer.private)
    print(f"{number:,} envelopes sealed and put into the letterbox in {time.perf_counter() - began:.0f} s\n")
    began = time.perf_counter()
    many = _looks(browser, address, house)
    while _left(house):
        browser.get(address)
    took = time.perf_counter() - began
    print(f"{'unlock and inbox, ms':28} {'median':>8} {'p95':>8} {'longest':>8}")
    for name, taken in (("nothing waits", nothing), (f"{number:,} wait", many)):
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(f"{name:28} {statistics.median(taken):8.0f} {p95:8.0f} {max(taken):8.0f}")
    print(f"\nall of them opened after {took:.0f} s, {number / took:.0f} a second")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")


def _looks(browser: Client, address: str, house: House) -> list[float]:
    """As after an unlock each time: whatever came is looked at before the page is shown."""
    taken = []
    for _look in range(_LOOKS):
        upkeep.stir(house.vault.id)
        began = time.perf_counter()
        answer = browser.get(address)
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    return taken


def _left(house: House) -> int:
    with house.open():
        return inbox.how_many_wait()


def _letter(sender: UUID, number: int) -> letters.Letter:
    body = {
        "subject": "tracing.person",
        "fields": [["identity.name-full", [f"Invented {number}"]], ["event.place", ["Tapachula"]]],
        "note": "",
    }
    return letters.Letter(disclosing.KIND, sender, timezone.now(), body, consent={"until": "2030-01-01"})


def _put(cover: envelopes.Cover, letter: letters.Letter, *, to: bytes, signer: bytes) -> None:
    content = envelopes.Content(letters.write(letter))
    with places.whole_file(places.waiting_file(cover.to, cover.id)) as file:
        for _bytes in envelopes.seal(file, cover, content, to=to, signer=signer):
            pass
