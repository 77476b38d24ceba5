"""A large file from the room of one server to the room of another, over a line that is cut."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import urllib3
from django.utils import timezone

from benchmarks.vault_data.house import House, enter
from tessera.envelopes import actions, cards, carrying, inbox, node, outbox
from tessera.envelopes.addresses import read_address
from tessera.envelopes.covering import Disclosure
from tessera.envelopes.models import Correspondent, Incoming, OtherNode, Outgoing, Parcel
from tessera.envelopes.tests.elsewhere import Line
from tessera.records import subjects
from tessera.sealing import boxes
from tessera.sealing.streams import SealingWriter
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.vault.files import attachment_file, attachments_folder, upload_context
from tessera.vault.models import Attachment

ROOT = Path(__file__).resolve().parents[2]
_PIECE = 1024 * 1024
_WHOLE = 10**12


def prepare(place: Path, other: str) -> None:
    """A server with one organisation whose letterbox is open; its card is written beside it."""
    house = enter("vault")
    with house.open():
        actions.open_letterbox(by=house.member)
    (place / f"card-for-{other}").write_text(node.card_file())


def compare(place: Path, other: str) -> None:
    house, own = enter("vault"), Path(os.environ["TESSERA_DATA"]).parent.name
    raw = (place / f"card-for-{own}").read_bytes()
    card = cards.read(raw)
    (box,) = card.letterboxes
    with house.open():
        actions.keep_card(raw=raw, by=house.member)
        actions.compare(among=[card], vault=box.vault, heard=cards.words_of(card, box, "en"), by=house.member)
    if not OtherNode.objects.filter(pk=card.node, is_known=True).exists():
        raise SystemExit(f"{other} is not known")


def carry(place: Path, megabytes: int, cuts: int) -> None:
    """Seals it and brings it over, and prints how long that took beside a copy and beside bringing it in clear."""
    house = enter("vault")
    plain = place / "plain"
    content = _noise(plain, megabytes)
    copied = _timed(lambda: shutil.copyfile(plain, place / "copy"))
    in_clear = _in_clear(plain, place / "brought")
    with house.open():
        row = _disclosure(house, plain)
        sealed = _timed(lambda: [None for _bytes in outbox.hand_over(row)])
    size = Parcel.objects.get().size
    with served(place / "two") as (server, port):
        line = Line(port, at=_said_port())
        carried, tries = _carried(line, size, cuts)
        memory = _peak_of_children(server.pid)
    print(f"{content:,} bytes, sealed {size:,}\n")
    print(f"{'':28} {'seconds':>8} {'of plain':>9}")
    print(f"{'copying the file':28} {copied:8.1f} {1:9.2f}")
    print(f"{'sealing it into an envelope':28} {sealed:8.1f} {sealed / copied:9.2f}")
    print(f"{'bringing it in clear':28} {in_clear:8.1f} {1:9.2f}")
    print(f"{f'carrying it, {cuts} cuts':28} {carried:8.1f} {carried / in_clear:9.2f}")
    print(f"\ntries until it was there: {tries}")
    print(f"peak memory of who sends: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"peak memory of the server that receives: {memory:.0f} MB")


def open_all() -> None:
    house = enter("vault")
    with house.open():
        took = _timed(lambda: [None for _left in inbox.take_in_rest()])
        (came,) = Incoming.objects.all()
        (file,) = Attachment.objects.filter(about=came.pk)
    print(f"opening it there: {took:.1f} s for {file.size:,} bytes")
    print(f"peak memory of who opens: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _noise(path: Path, megabytes: int) -> int:
    with path.open("wb") as file:
        for _megabyte in range(megabytes):
            file.write(os.urandom(_PIECE))
    return path.stat().st_size


def _disclosure(house: House, plain: Path) -> Outgoing:
    """Without a consent, which is no part of what is measured: a life is in danger."""
    person = open_record(draft=PersonDraft(names=[("Invented", "full")]), by=house.member)
    file = Attachment(about=person.uid, name="film.mp4", media_type="video/mp4", size=plain.stat().st_size)
    file.key, file.added_by = boxes.new_key(), house.member.id
    attachments_folder(house.vault.id).mkdir(mode=0o700, exist_ok=True)
    with attachment_file(house.vault.id, file.pk).open("wb") as target, plain.open("rb") as source:
        writer = SealingWriter(target, bytes(file.key), context=upload_context(file.pk))
        while piece := source.read(_PIECE):
            writer.write(piece)
        writer.finish()
    file.save(force_insert=True)
    kind = subjects.subject("tracing.person")
    if kind is None:
        raise SystemExit("no kind of record")
    what = Disclosure(
        kind, kind.find(person.uid), person.uid, ["identity"], "help", urgent="A measurement", files=[file]
    )
    return actions.disclose(what=what, to=Correspondent.objects.latest("compared_at"), by=house.member)


def _carried(line: Line, size: int, cuts: int) -> tuple[float, int]:
    chance, tries, began = random.Random(11), 0, time.perf_counter()  # noqa: S311 - where it is cut
    while Parcel.objects.filter(arrived_at=None).exists():
        tries += 1
        # So far that all cuts find room: at most what is brought twice between two of them on average.
        line.cut_after(chance.randrange(1, 2 * size // (cuts + 1)) if tries <= cuts else None)
        Parcel.objects.update(next_at=timezone.now() - timedelta(seconds=1))
        carrier = carrying.Carrier()
        carrier.begin()
        carrier.wait()
        if tries > 2 * cuts + 10:
            raise SystemExit(f"it does not arrive: {Parcel.objects.get().hindrance}")
    return time.perf_counter() - began, tries


def _said_port() -> int:
    """At which the other server's card says that it is reached: there the line that is cut begins."""
    return read_address(cards.read(OtherNode.objects.get().card.encode()).address).port


@contextmanager
def served(place: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    said = {"TESSERA_DATA": str(place / "data"), "TESSERA_PEPPER_FILE": str(place / "pepper")}
    command = [sys.executable, "bin/_serve.py", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | said, stdout=subprocess.PIPE)
    try:
        if process.stdout is None or b"ready" not in process.stdout.readline():
            raise SystemExit("the other server did not start")
        yield process, port
    finally:
        process.terminate()
        process.wait()


def _peak_of_children(pid: int) -> float:
    """The largest of a process and its children, in MB."""
    families = [pid, *(int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    peaks = []
    for one in families:
        status = Path(f"/proc/{one}/status").read_text()
        peaks.append(
            next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM")) / 1024
        )
    return max(peaks)


def _in_clear(plain: Path, target: Path) -> float:
    """In one request, to the smallest server there is."""

    class Taker(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            left, digest = int(self.headers["Content-Length"]), hashlib.sha256()
            with target.open("wb") as file:
                while left:
                    piece = self.rfile.read(min(_PIECE, left))
                    file.write(piece)
                    digest.update(piece)
                    left -= len(piece)
                file.flush()
                os.fsync(file.fileno())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Taker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with plain.open("rb") as file, urllib3.PoolManager() as pool:
                size = {"Content-Length": str(plain.stat().st_size)}
                address = f"http://127.0.0.1:{server.server_port}/"
                return _timed(lambda: pool.request("PUT", address, body=file, headers=size))
        finally:
            server.shutdown()


def _timed(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began
