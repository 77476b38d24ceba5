"""What set-up offers: likely countries before all others, and colours that can be seen."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.translation import override

from tessera.ui.countries import country_choices
from tessera.web.forms import NetworkForm, OrganisationForm


def test_countries_along_the_routes_come_before_all_of_them() -> None:
    with override("es"):
        page = str(OrganisationForm()["country"])
        names = [name for _code, name in country_choices()]
    near, everywhere = re.findall(r"<optgroup.*?</optgroup>", page, re.DOTALL)
    assert ">Honduras<" in near
    assert ">Noruega<" not in near
    assert all(f">{name}<" in everywhere for name in names)


def test_every_colour_is_shown_as_the_stylesheet_draws_it() -> None:
    page = str(NetworkForm()["look"])
    style = (settings.BASE_DIR / "tessera/ui/static/ui/tessera.css").read_text()
    for look, _name in settings.LOOKS:
        assert f'<span class="swatch" data-look="{look}">' in page
        assert style.count(f'[data-look="{look}"] {{ --night:') == 2  # light and dark
