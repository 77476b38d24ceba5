"""What can I ask for here? For everybody, without signing in, and without a trace of who asked."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation.trans_real import parse_accept_lang_header

from tessera.accounts.access import for_everybody, public
from tessera.accounts.requests import TesseraRequest
from tessera.directory.models import COMMONS
from tessera.ui.qr import qr_code

from . import editions
from .forms import FurtherForm, SituationForm
from .queries import services_for
from .telling import place_name, tell_answer


@for_everybody
def help_here(request: TesseraRequest) -> HttpResponse:
    """Four questions, with their answers in the address, as codes; then what can be asked for.

    What the answers depend on comes by POST, so that no address, no paper and no telephone's history holds it. Whatever
    else stands in an address is left out: somebody else may have put it there.
    """
    number, rules = editions.current()
    language = request.page_language
    asked = "need" in request.GET
    form = SituationForm(request.GET if asked else None, rules=rules, language=language)
    chosen = {name: request.GET[name] for name in form.fields if name in request.GET}
    shown = {
        "form": form,
        "part": "help",
        "edition": number,
        "page_languages": [(code, name, _path(code, chosen)) for code, name in settings.PUBLIC_LANGUAGES],
    }
    if not (asked and form.is_valid()):
        return render(request, "access/help.html", shown)
    facts = form.facts(request.POST, rules)
    answers = rules.answer(facts)
    here = _path(language, chosen)
    address = request.build_absolute_uri(here)
    shown |= {
        "facts": facts,
        "place": place_name(facts.place, rules, language),
        "need": dict(form.fields["need"].choices)[facts.need],  # type: ignore[attr-defined]
        "answers": [tell_answer(one, rules, language, facts) for one in answers],
        "further": FurtherForm(facts, answers, rules, language),
        "told": bool(facts.nationality or facts.answers),
        "services": services_for(COMMONS, facts, answers),
        "here": here,
        "address": address,
        "code": qr_code(address),
    }
    return render(request, "access/answer.html", shown)


@public
def help_anywhere(request: TesseraRequest) -> HttpResponse:
    """An address without a language, to be said aloud or printed: `/help/`. It leads to the one that was chosen here, or
    to the first that the browser asks for; to Kreyòl too, in which members' pages are not.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    wanted = (code.partition("-")[0] for code in [chosen, *(code for code, _weight in asked)])
    known = dict(settings.PUBLIC_LANGUAGES)
    return redirect("help", language=next((code for code in wanted if code in known), settings.LANGUAGE_CODE))


def _path(language: str, chosen: Mapping[str, str]) -> str:
    """The page in this language, with what was chosen of the four questions, and with nothing else."""
    return reverse("help", kwargs={"language": language}) + ("?" + urlencode(chosen) if chosen else "")
