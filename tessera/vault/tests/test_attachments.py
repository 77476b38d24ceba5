"""Files are sealed from their first byte, stay only where somebody keeps them, and come out as downloads."""

from __future__ import annotations

import gc
import io
import logging
import os
import stat
import tempfile
from email.message import Message
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tessera.audit.models import VaultLine
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault import uploads
from tessera.vault.actions import delete_attachment
from tessera.vault.files import attachment_file, attachments_folder, incoming_folder
from tessera.vault.models import Attachment
from tessera.vault.opening import open_vault
from tessera.vault.sqlcipher.base import DatabaseWrapper
from tessera.vault.uploads import SealedUpload, SealingUploadHandler, forget_incoming

CANARY = b"the photograph of Amadou at the river "
LARGE = CANARY * 90_000  # 3.4 MB: Django's own handlers would have put it on the disk


@pytest.fixture
def record(house) -> Person:
    with house.open(house.marta):
        return open_record(draft=PersonDraft(), by=house.marta.member)


def address(house, record) -> str:
    return f"/room/{house.vault.id}/person/{record.uid}/attach/"


def attach(house, record, content: bytes = CANARY, name: str = "photo.jpg", somebody=None) -> Attachment:
    browser = house.browser(somebody or house.marta)
    answer = browser.post(address(house, record), {"file": SimpleUploadedFile(name, content, "image/jpeg")})
    assert answer.status_code == 302
    with house.open(house.marta):
        return Attachment.objects.last()


def download(house, attachment, somebody=None, vault=None):
    browser = house.browser(somebody or house.marta)
    return browser.get(f"/room/{(vault or house.vault).id}/files/{attachment.id}/")


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def waiting() -> list[Path]:
    gc.collect()
    return list(incoming_folder().glob("*"))


def test_a_file_comes_out_as_it_went_in(house, record):
    attachment = attach(house, record, LARGE)
    answer = download(house, attachment)
    assert answer.status_code == 200
    assert body(answer) == LARGE
    assert int(answer["Content-Length"]) == len(LARGE) == attachment.size
    assert attachment.media_type == "image/jpeg"
    assert str(attachment) == str(attachment.id)


def test_it_is_sealed_from_its_first_byte_and_nowhere_else(house, record, monkeypatch, tmp_path):
    """Looks at the disk while the upload is on its way."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen = []

    def look(self, raw_data, start):
        receive(self, raw_data, start)
        self._target.flush()
        (file,) = incoming_folder().iterdir()
        seen.append(file.stat().st_size)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert list(tmp_path.rglob("*")) == []
        for other in configured.DATA.rglob("*"):
            assert not other.is_file() or CANARY not in other.read_bytes()

    receive = SealingUploadHandler.receive_data_chunk
    monkeypatch.setattr(SealingUploadHandler, "receive_data_chunk", look)
    attach(house, record, LARGE[:400_000])
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert seen[-1] > 300_000


def test_what_is_kept_is_sealed_and_named_by_nothing(house, record):
    attachment = attach(house, record, LARGE, "Amadou Diallo.jpg")
    file = attachment_file(house.vault.id, attachment.id)
    assert file.name == str(attachment.id)
    assert CANARY not in file.read_bytes()
    assert file.read_bytes().startswith(b"TS\3\1")
    assert waiting() == []


def test_each_file_has_a_key_of_its_own(house, record):
    one, other = attach(house, record), attach(house, record)
    assert bytes(one.key) != bytes(other.key)
    files = [attachment_file(house.vault.id, attachment.id) for attachment in (one, other)]
    first, second = (file.read_bytes() for file in files)
    files[0].write_bytes(second)
    files[1].write_bytes(first)
    assert download(house, one).status_code == 503


def test_a_view_that_keeps_no_file_leaves_none(house, record):
    browser = house.browser(house.marta)
    for path in (
        f"/room/{house.vault.id}/search/",
        f"/room/{house.vault.id}/person/{uuid4()}/attach/",
        f"/room/{house.vault.id}/people/sought/new/",
        "/language/",
    ):
        browser.post(path, {"file": SimpleUploadedFile("photo.jpg", CANARY), "words": "x"})
        assert waiting() == [], path
    with house.open(house.marta):
        assert not Attachment.objects.exists()


def test_it_is_on_the_disk_before_a_row_points_at_it(house, record, monkeypatch):
    done, fsync, commit = [], os.fsync, DatabaseWrapper._commit

    def noted_fsync(file):
        done.append(Path(f"/proc/self/fd/{file}").readlink())
        fsync(file)

    def noted_commit(connection):
        done.append("commit")
        return commit(connection)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(DatabaseWrapper, "_commit", noted_commit)
    attachment = attach(house, record)
    folder = attachments_folder(house.vault.id)
    assert done[:4] == [incoming_folder() / str(attachment.id), folder, folder.parent, "commit"]


def test_a_download_breaks_off_when_its_member_locks(house, record):
    attachment = attach(house, record, LARGE)
    browser = house.browser(house.marta)
    pieces = browser.get(f"/room/{house.vault.id}/files/{attachment.id}/").streaming_content
    read = next(pieces)
    browser.post("/lock/")
    assert len(read + b"".join(pieces)) <= 2 * 64 * 1024


def test_an_empty_file_is_not_kept(house, record):
    browser = house.browser(house.marta)
    answer = browser.post(address(house, record), {"file": SimpleUploadedFile("photo.jpg", b"")}, follow=True)
    assert "No file arrived" in answer.content.decode()
    assert waiting() == []
    with house.open(house.marta):
        assert not Attachment.objects.exists()


def test_a_file_whose_line_cannot_be_written_is_not_kept(house, record, monkeypatch):
    from django.db import DatabaseError

    def full(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(VaultLine, "save_base", full)
    answer = house.browser(house.marta).post(
        address(house, record), {"file": SimpleUploadedFile("p", CANARY)}
    )
    assert answer.status_code == 503
    assert waiting() == []
    assert list(attachments_folder(house.vault.id).glob("*")) == []
    with house.open(house.marta):
        assert not Attachment.objects.exists()


# Uploads that break off, or come from somebody else


def sent(house, path: str, content: bytes, somebody=None, length: int | None = None) -> tuple[int, str]:
    """Status and text of the answer to a body that may end before the length it announced."""
    browser = house.browser(somebody)
    browser.raise_request_exception = False
    announced = {"wsgi.input": io.BytesIO(content), "CONTENT_LENGTH": str(length or len(content))}
    logging.disable(logging.CRITICAL)  # what is logged would keep the request alive beyond its end
    try:
        answer = browser.generic("POST", path, content, content_type=MULTIPART_CONTENT, **announced)
        return answer.status_code, answer.content.decode()
    finally:
        logging.disable(logging.NOTSET)


def form(content: bytes) -> bytes:
    return encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("photo.jpg", content)})


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.9999])
def test_an_upload_that_broke_off_is_neither_kept_nor_left_lying(house, record, part):
    whole = form(LARGE)
    sent(house, address(house, record), whole[: int(len(whole) * part)], house.marta, len(whole))
    assert waiting() == []
    with house.open(house.marta):
        assert not Attachment.objects.exists()


def test_an_upload_that_cannot_be_understood_leaves_nothing_lying(house, record):
    whole = form(CANARY).replace(b"Content-Type:", b"Content-Transfer-Encoding: base64\r\nContent-Type:")
    status, _text = sent(house, address(house, record), whole, house.marta)
    assert status == 400
    assert waiting() == []


def test_a_connection_that_is_lost_leaves_nothing_lying(house, record, monkeypatch):
    def lost(self, raw_data, start):
        raise OSError("connection reset")

    monkeypatch.setattr(SealingUploadHandler, "receive_data_chunk", lost)
    sent(house, address(house, record), form(LARGE), house.marta)
    assert waiting() == []


@pytest.mark.parametrize("path", ["/sign-in/", "/language/", "/set-up/", "/join/some-token/", "{attach}"])
def test_from_nobody_no_file_is_taken(house, record, monkeypatch, path):
    def touched(*_args: object) -> None:
        pytest.fail("the disk was touched")

    monkeypatch.setattr(uploads.os, "open", touched)
    status, _text = sent(house, path.format(attach=address(house, record)), form(LARGE))
    assert status < 500
    assert waiting() == []


def test_a_sign_in_form_may_be_sent_in_parts_all_the_same(house):
    answer = house.browser().post("/sign-in/", {"login": "marta", "passphrase": house.marta.passphrase})
    assert answer.status_code == 302


def test_more_than_the_most_is_refused_before_it_is_read(house, record, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 2_000_000)
    status, text = sent(house, address(house, record), form(LARGE), house.marta)
    assert status == 400
    assert "50 MB at most" in text
    assert waiting() == []


def test_what_a_crash_left_goes_at_the_next_start(house, record):
    incoming_folder().mkdir(parents=True, exist_ok=True)
    (incoming_folder() / str(uuid4())).write_bytes(b"noise")
    attachment = attach(house, record)
    (incoming_folder() / str(uuid4())).write_bytes(b"noise")
    forget_incoming()
    assert waiting() == []
    assert body(download(house, attachment)) == CANARY


def test_an_upload_reads_back_in_the_request_that_brought_it_and_goes_with_it(house):
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("p.jpg", LARGE, "image/jpeg")})
    request.member = house.marta.member
    upload = request.FILES["file"]
    assert isinstance(upload, SealedUpload)
    assert (upload.name, upload.size, upload.content_type) == ("p.jpg", len(LARGE), "image/jpeg")
    assert upload.content() == b"".join(upload.chunks()) == LARGE
    assert len(waiting()) == 1
    request.close()
    assert waiting() == []


# Names, and how the file is handed out


NAMES = [
    "photo.jpg",
    "../../../etc/passwd",
    "..\\..\\windows\\evil.exe",
    "/etc/shadow",
    "C:\\temp\\x.txt",
    '"; filename="evil.html',
    "a;b,c'd.txt",
    "new\r\nSet-Cookie: x=1\r\n.txt",
    "\u202egpj.exe",
    "retrato de Ñandú 写真 صورة.pdf",
    "&#46;&#46;&#47;x.txt",
    "%2e%2e%2fx.txt",
    "x" * 300 + ".jpg",
    "page.html",
    "picture.svg",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_whatever_a_file_is_called_it_lies_in_its_folder_and_comes_as_a_download(house, record, name):
    before = {path for path in configured.DATA.rglob("*") if path.is_dir()}
    whole = (
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name.replace(chr(34), "%22")}"\r\n'
        f"Content-Type: text/html\r\n\r\n"
    ).encode() + b"<script>alert(1)</script>\r\n--x--\r\n"
    answer = house.browser(house.marta).generic(
        "POST", address(house, record), whole, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 302
    after = {path for path in configured.DATA.rglob("*") if path.is_dir()}
    assert after - before <= {attachments_folder(house.vault.id), incoming_folder()}
    with house.open(house.marta):
        for kept in Attachment.objects.all():
            assert attachment_file(house.vault.id, kept.id).is_file()
            assert len(kept.name) <= 255
            assert not {"/", "\\", "\r", "\n", "\u202e"} & set(kept.name)
            answer = download(house, kept)
            handed_out = Message()
            handed_out["Content-Disposition"] = answer["Content-Disposition"]
            assert handed_out.get_content_disposition() == "attachment"
            assert handed_out.get_filename() == kept.name
            assert answer["Content-Type"] == "application/octet-stream"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in answer["Content-Security-Policy"]
            assert "no-store" in answer["Cache-Control"]
            assert "Set-Cookie" not in answer
            body(answer)


# Who gets it


def test_reading_leaves_a_line_about_its_record(house, record):
    attachment = attach(house, record)
    download(house, attachment)
    with house.open(house.marta):
        told = [(line.verb, line.about) for line in VaultLine.objects.order_by("-number")[:2]]
    assert told == [("attachment.shown", attachment.id), ("attachment.read", record.uid)]


def test_from_another_vault_there_is_no_such_file(house, record):
    attachment = attach(house, record)
    stranger, theirs = house.stranger()
    assert download(house, attachment, stranger, theirs).status_code == 404
    assert download(house, attachment, stranger, house.vault).status_code == 404
    assert download(house, attachment, house.joined()).status_code == 404
    assert house.browser().get(f"/room/{house.vault.id}/files/{attachment.id}/").status_code == 302


def test_the_file_of_another_vault_put_beside_ones_own_does_not_open(house, record):
    """The row is copied too, by somebody who holds a key of both: then it does, and is no secret to them."""
    attachment = attach(house, record)
    stranger, theirs = house.stranger()
    with open_vault(theirs, stranger.session):
        own = Attachment.objects.create(
            id=attachment.id,
            about=record.uid,
            name="x",
            media_type="x",
            size=1,
            key=bytes(32),
            added_by=uuid4(),
        )
    attachments_folder(theirs.id).mkdir(exist_ok=True)
    attachment_file(theirs.id, own.id).write_bytes(attachment_file(house.vault.id, own.id).read_bytes())
    assert download(house, own, stranger, theirs).status_code == 503


@pytest.mark.parametrize("at", [0, 4, 30, 70_000, -1])
def test_a_changed_byte_is_said_before_anything_is_handed_out(house, record, at):
    attachment = attach(house, record, LARGE)
    file = attachment_file(house.vault.id, attachment.id)
    changed = bytearray(file.read_bytes())
    changed[at] ^= 1
    file.write_bytes(changed)
    answer = download(house, attachment)
    assert answer.status_code == 503
    assert CANARY not in answer.content


def test_a_file_cut_short_or_gone_is_said(house, record):
    attachment = attach(house, record, LARGE)
    file = attachment_file(house.vault.id, attachment.id)
    file.write_bytes(file.read_bytes()[:-100])
    assert download(house, attachment).status_code == 503
    file.unlink()
    assert download(house, attachment).status_code == 503


def test_deleting_takes_row_key_and_file(house, record):
    attachment = attach(house, record)
    with house.open(house.marta):
        delete_attachment(attachment=attachment, by=house.marta.member)
        assert not Attachment.objects.exists()
        line = VaultLine.objects.last()
        assert (line.verb, line.about) == ("attachment.deleted", record.uid)
    assert list(attachments_folder(house.vault.id).iterdir()) == []


def test_the_files_of_a_deleted_record_go_with_it(house, record):
    attach(house, record)
    attach(house, record)
    house.browser(house.marta).post(
        f"/room/{house.vault.id}/person/{record.uid}/delete/", {"reference": record.reference}
    )
    with house.open(house.marta):
        assert not Person.objects.exists()
        assert not Attachment.objects.exists()
    assert list(attachments_folder(house.vault.id).iterdir()) == []
