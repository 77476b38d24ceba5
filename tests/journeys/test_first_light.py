"""The first day of a network: from an empty server to a request, its candidates, and a locked door."""

import pytest

from tests.journeys.browser import LOOKS
from tests.journeys.steps import (
    Account,
    csv_of,
    fill,
    follow_nav,
    form_path,
    go_on,
    main_button,
    read_paper,
    texts,
    type_words,
    upload_list,
    words_of,
    write_back,
)

# Everybody here is invented.
FOUND = csv_of(
    ["Folio", "Nombre completo", "Sexo", "Edad", "Nacionalidad", "Lugar de origen", "Fecha", "Lugar", "Señas"],
    ["1", "Ñáñez Güity, Yolanda Beatris", "F", "27", "Honduras", "Tela", "2024-03-02", "Tapachula, Chiapas",
     "lunar en la mejilla izquierda"],
    ["2", "José Ángel Ibáñez Peña", "M", "34", "Honduras", "Choluteca", "2023-11-20", "Tenosique, Tabasco", ""],
    ["3", "María del Carmen Núñez", "F", "51", "El Salvador", "Usulután", "2024-01-09", "Arriaga, Chiapas", ""],
    ["4", "Wílmer Zúñiga", "M", "19", "Honduras", "La Ceiba", "2022-07-30", "Saltillo, Coahuila", "tatuaje: ancla"],
)  # fmt: skip
REMAINS = csv_of(
    ["Número de caso", "Sexo", "Edad mínima", "Edad máxima", "Fecha del hallazgo", "Lugar del hallazgo", "Pertenencias"],
    ["24-0178", "F", "20", "30", "2024-04-02", "Caborca, Sonora", "rosario de madera"],
    ["24-0179", "M", "40", "55", "2024-05", "Altar, Sonora", ""],
)  # fmt: skip
REQUEST = {
    "full_name": "Yolanda Beatriz Ñáñez Güity",
    "other_names": "Yoli\nYolanda Güity",
    "sex": "F",
    "birth": "1996",
    "nationality": "Honduras",
    "origin_place": "Tela, Atlántida",
    "event": "2024-02",
    "event_place": "Tapachula, Chiapas",
    "circumstances": "Her mother says:\nshe called from the park, and not again.",
    "marks": "lunar en la mejilla",
    "enquirer_name": "Doña Elena",
    "enquirer_relation": "mother",
}


@pytest.mark.parametrize("look", LOOKS[:4], ids=str)
def test_from_an_empty_server_to_a_locked_door(visit, new_server, look):
    visitor = visit(new_server.url)
    page, _ = visitor.page, words_of(look.language)

    account = found_the_network(visitor, new_server, _)
    import_both_lists(visitor, _)
    request = open_a_request(visitor, _)
    compare(visitor, _)
    take_the_first_list_back(visitor, _)

    visitor.go(request + "candidates/")
    assert page.get_by_text("Ñáñez Güity, Yolanda Beatris").count() == 0
    visitor.check_page()

    go_on(page.get_by_role("button", name=_("Lock now")))
    assert page.get_by_role("heading", name=_("Sign in")).is_visible()
    visitor.check_page()
    visitor.go(request)
    assert REQUEST["full_name"] not in page.content()
    type_words(visitor, account)
    assert page.locator("h1").inner_text() == REQUEST["full_name"]
    visitor.check_page()


def found_the_network(visitor, server, _):
    page = visitor.page
    visitor.go("/")
    page.fill("[name='code']", "AAAA-AAAA")
    go_on(main_button(page))
    assert page.get_by_text(_("This is not the code. Please look at the terminal again.")).is_visible()
    visitor.check_page()
    page.fill("[name='code']", server.first_address.partition("?code=")[2].lower())
    go_on(main_button(page))
    visitor.check_page()
    fill(
        page,
        network="Red Camino Ñ",
        look="plum",
        organisation="Comité de Familias",
        country="HN",
        name="Marta",
        login="marta",
    )
    go_on(main_button(page))
    words, pepper = read_paper(page)
    assert len(words.split()) == 6
    visitor.check_page()

    write_back(page, words, pepper, send=False)
    word = page.locator("main input[name^='word_']").first
    word.fill("otherwise")
    go_on(main_button(page))
    assert (
        page.get_by_text(_("This is not what was shown above. Please look at your paper again.")).count() == 1
    )
    assert read_paper(page) == (words, pepper), "the same words are still there to be written down"
    assert word.input_value() == "otherwise"
    assert page.input_value("[name='pepper_end']") == pepper.split()[-1]
    visitor.check_page()

    write_back(page, words, pepper)
    assert page.locator("html").get_attribute("data-look") == "plum"
    assert page.get_by_role("heading", name=_("You have a list")).is_visible()
    visitor.check_page()
    visitor.go("/set-up/")
    assert page.url == visitor.origin + "/", "set-up happens once"
    return Account("marta", words)


def import_both_lists(visitor, _):
    import_list(visitor, _, FOUND, kind="found", source="Albergue, Tapachula", records=4)
    names = texts(visitor.page.locator("main .people .name").all())
    assert "Wílmer Zúñiga" in names, "letters with signs come in as they are"
    import_list(visitor, _, REMAINS, kind="remains", source="Fosa común", records=2)


def import_list(visitor, _, content, *, kind, source, records):
    page = visitor.page
    follow_nav(visitor, "/lists/")
    visitor.check_page()
    upload_list(visitor, content, kind=kind, source=source)
    assert page.get_by_role("heading", name=_("What do the columns hold?")).is_visible()
    assert "leave_out" not in [
        select.input_value() for select in page.locator("main .column-choice select").all()
    ]
    visitor.check_page()
    go_on(main_button(page))
    assert page.get_by_text(_("Nothing is kept yet.")).is_visible()
    assert page.locator("main .people > li").count() == records
    visitor.check_page()
    go_on(main_button(page))
    assert page.locator("h1").inner_text().startswith(f"{records} ")
    visitor.check_page()
    go_on(page.get_by_role("link", name=_("See them")))
    assert page.locator("main .people > li").count() == records
    visitor.check_page()


def open_a_request(visitor, _):
    page = visitor.page
    go_on(page.locator("a.brand"))
    go_on(page.get_by_role("link", name=_("Open a request")))
    visitor.check_page()
    fill(page, **(REQUEST | {"birth": "some day"}))
    go_on(main_button(page))
    assert page.locator("#id_birth").get_attribute("aria-invalid") == "true"
    kept = {name: page.input_value(f"[name='{name}']").replace("\r", "") for name in REQUEST}
    assert kept == REQUEST | {"birth": "some day"}, "nothing typed is lost"
    visitor.check_page()
    fill(page, birth=REQUEST["birth"])
    go_on(main_button(page))
    assert page.locator("h1").inner_text() == REQUEST["full_name"]
    assert page.get_by_text(_("Saved.")).is_visible()
    visitor.go(form_path(page))  # as it is found later, without the greeting
    visitor.check_page()
    return form_path(page)


def compare(visitor, _):
    page = visitor.page
    go_on(page.get_by_role("link", name=_("Compare now")))
    promise = _(
        "The list only proposes. An identification is made by the forensic or civil authority, never here."
    )
    assert page.get_by_text(promise).is_visible()
    first = page.locator("article.candidate").first
    assert first.locator("h2").inner_text() == "Ñáñez Güity, Yolanda Beatris"
    assert first.locator(".dial b").inner_text() in {_("Strong"), _("Likely")}
    titles, sentences = texts(first.locator("dt").all()), texts(first.locator("dd:not(.bar-cell)").all())
    reasons = list(zip(titles, sentences, strict=True))
    said = dict(reasons)
    assert "Beatriz / Beatris" in said[_("Name")]
    assert "27" in said[_("Age")]
    unknown = [sentence for title, sentence in reasons if title == _("Not known")]
    assert _("Height") in " ".join(unknown), "what nobody knows is said too"
    visitor.check_page()


def take_the_first_list_back(visitor, _):
    page = visitor.page
    follow_nav(visitor, "/lists/")
    visitor.check_page()
    go_on(page.get_by_role("link", name="Albergue, Tapachula"))
    go_on(page.get_by_role("link", name=_("Take the list back")))
    visitor.check_page()
    page.fill("#number", "40")
    go_on(main_button(page))
    assert page.get_by_text(_("This is not the number. Nothing was deleted.")).is_visible()
    visitor.check_page()
    page.fill("#number", "4")
    go_on(main_button(page))
    assert page.get_by_role("heading", name=_("This list was taken back")).is_visible()
    visitor.check_page()
    follow_nav(visitor, "/people/found/")
    assert page.get_by_role("heading", name=_("Nobody is on this list yet")).is_visible()
    visitor.check_page()
