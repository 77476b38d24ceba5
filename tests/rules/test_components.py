"""The component page shows whatever the stylesheet draws, and is as well made as any other page."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings
from django.urls import path

from tessera.config.urls import urlpatterns as site
from tessera.ui.views import components
from tests.rules.answers import complaints_about
from tests.rules.project import PACKAGE

urlpatterns = [path("components/", components), *site]

# What frames a page for members in their room; the component page is open to everybody, and has none of it.
IN_A_ROOM = frozenset("all all-jobs find jobs lock lock-form room rooms under foot".split())


@pytest.fixture
def page(transactional_db: None) -> str:
    from tessera.accounts.models import Network

    Network.objects.create(name="Red Prueba")
    with override_settings(ROOT_URLCONF=__name__):
        answer = Client().get("/components/")
    assert not complaints_about(answer)
    return answer.content.decode()


def test_it_shows_every_class_of_the_stylesheet(page: str) -> None:
    shown = {name for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}
    missing = drawn() - shown - IN_A_ROOM
    assert not missing, f"Show {sorted(missing)} in ui/components.html, or take them out of the stylesheets."


def test_every_class_of_a_template_is_drawn() -> None:
    """A class that no stylesheet knows is a slip of the pen, or left over."""
    used = {
        name: path.name
        for path in PACKAGE.rglob("*.html")
        for names in re.findall(r'class="([^"]*)"', path.read_text())
        for name in re.sub(r"{%.*?%}|{{.*?}}", " ", names).split()
    }
    unknown = {name: where for name, where in used.items() if name not in drawn()}
    assert not unknown


def drawn() -> set[str]:
    sheets = "".join(path.read_text() for path in sorted((PACKAGE / "ui/static/ui").glob("*.css")))
    style = re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{}]+){", style))
    return set(re.findall(r"\.([a-z][\w-]*)", selectors))
