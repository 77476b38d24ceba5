"""Walking through an import as a member does, page by page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tessera.vault.models import Vault


class Walk:
    """One import through the pages; each step follows what the page before offered."""

    def __init__(self, browser: Client, vault: Vault) -> None:
        self.browser, self.vault = browser, vault
        self.uid: UUID | None = None

    def address(self, name: str) -> str:
        kwargs: dict[str, Any] = {"vault": self.vault.id}
        if self.uid:
            kwargs["uid"] = self.uid
        return reverse(name, kwargs=kwargs)

    def upload(self, content: bytes | Path, kind: str, source: str = "a list") -> Any:
        """Uploads; returns the page that follows (the columns, the letters, or the form with what is wrong)."""
        name = content.name if isinstance(content, Path) else "list.csv"
        data = content.read_bytes() if isinstance(content, Path) else content
        file = SimpleUploadedFile(name, data, content_type="text/csv")
        answer = self.browser.post(
            reverse("lists", kwargs={"vault": self.vault.id}),
            {"file": file, "kind": kind, "source": source},
            follow=True,
        )
        found = re.search(
            r"/lists/([0-9a-f-]{36})/", answer.redirect_chain[-1][0] if answer.redirect_chain else ""
        )
        self.uid = UUID(found[1]) if found else None
        return answer

    def choose_letters(self, encoding: str) -> Any:
        return self.browser.post(self.address("letters"), {"encoding": encoding}, follow=True)

    def read(self, **changes: str) -> Any:
        """Accepts the guessed columns, with `changes` by heading, and has the rows read."""
        form = self.browser.get(self.address("columns")).context["form"]
        said = {name: form[name].value() or "" for name in form.fields}
        for column in form.shown:
            if column["title"] in changes and not column["firewalled"]:
                said[column["name"]] = changes[column["title"]]
        said |= {name: value for name, value in changes.items() if name in form.fields}
        return self.browser.post(self.address("columns"), said, follow=True)

    def bring_in(self, *, blanks: bool = False) -> Any:
        return self.browser.post(
            self.address("start-import"), {"blanks": "on"} if blanks else {}, follow=True
        )
