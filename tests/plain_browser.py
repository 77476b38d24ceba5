"""A browser of a hundred lines: cookies, forms and redirects over a real connection, without any script."""

from __future__ import annotations

import http.client
import re
import secrets
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

PATIENCE = 180  # seconds for an answer, on the slowest machine


@dataclass
class Form:
    """A form as the page has it: where it goes, and what is in it before anybody types."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)  # names of the fields that take words


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        name = attributes.get("name", "")
        if tag == "form":
            self.forms.append(Form(attributes.get("action", "")))
        elif not self.forms:
            return
        elif tag == "input" and name:
            self._input(name, attributes)
        elif tag == "textarea":
            self._textarea = name
            self.forms[-1].values[name] = ""
            self.forms[-1].typed.add(name)
        elif tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in self.forms[-1].values or "selected" in attributes):
            self.forms[-1].values[self._select] = attributes.get("value", "")

    def _input(self, name: str, attributes: dict[str, str]) -> None:
        kind, form = attributes.get("type", "text"), self.forms[-1]
        if kind in {"radio", "checkbox"} and "checked" not in attributes:
            return
        if kind not in {"file", "submit", "button"}:
            form.values[name] = attributes.get("value", "")
        if kind in {"text", "search"}:
            form.typed.add(name)

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].values[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""


class PlainBrowser:
    def __init__(self, origin: str, cookies: dict[str, str] | None = None) -> None:
        self.origin, self.cookies = origin, dict(cookies or {})
        self.path, self.status, self.page, self.body = "/", 0, "", b""

    def get(self, path: str) -> str:
        return self._ask("GET", path, b"", {})

    def forms(self) -> list[Form]:
        reader = _Forms()
        reader.feed(self.page)
        return reader.forms

    def form(self, action_ends: str = "", *, having: str = "") -> Form:
        """The form of this page that goes to such an address, or has such a field."""
        return next(f for f in self.forms() if f.action.endswith(action_ends) and having in ["", *f.values])

    def send(self, form: Form, **values: str) -> str:
        fields = form.values | values
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", self.address(form), urlencode(fields).encode(), head)

    def send_file(self, form: Form, name: str, file_name: str, content: bytes, **values: str) -> str:
        body, kind = self.in_parts(form, name, file_name, content, **values)
        return self._ask("POST", self.address(form), body, {"Content-Type": kind})

    def in_parts(
        self, form: Form, name: str, file_name: str, content: bytes, **values: str
    ) -> tuple[bytes, str]:
        """The body of a form with a file, and its content type."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in (form.values | values).items()
        ]
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(parts).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return body, f"multipart/form-data; boundary={boundary}"

    def address(self, form: Form) -> str:
        return urljoin(self.path, form.action) if form.action else self.path

    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies, "Origin": self.origin} if cookies else {"Origin": self.origin}

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=PATIENCE)

    def links(self, pattern: str) -> list[str]:
        return re.findall(pattern, self.page)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> str:
        connection = self.connection()
        try:
            connection.request(method, path, body or None, self.headers() | headers)
            answer = connection.getresponse()
            self.body = answer.read()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        self.status, self.path = answer.status, path
        self.page = self.body.decode(errors="replace")
        if answer.status in {301, 302, 303}:
            return self._ask("GET", urljoin(path, answer.headers["Location"]), b"", {})
        return self.page
