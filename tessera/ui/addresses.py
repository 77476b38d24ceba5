"""What stands in addresses besides identifiers."""

from __future__ import annotations

from django.conf import settings


class PublicLanguage:
    """The language of a public page: `/es/…`."""

    regex = "|".join(code for code, _name in settings.PUBLIC_LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        if value not in dict(settings.PUBLIC_LANGUAGES):
            raise ValueError(value)
        return value
