"""How one person's name comes to be written: respelled, shortened, swapped, without accents, by nickname."""

from __future__ import annotations

import unicodedata

from tessera.cli.demo.dice import Dice
from tessera.cli.demo.people import Person
from tessera.cli.demo.shapes import WrittenName
from tessera.cli.demo.telling import Noise
from tessera.cli.demo.words.tables import Name


def write_full_name(dice: Dice, person: Person, noise: Noise) -> WrittenName:
    given = _given_names(dice, person, noise)
    surnames = _surnames(dice, person, noise)
    # Senegalese and Moroccan papers put the surname first, and it stays there when copied.
    reverse = person.culture != "americas" and dice.chance(noise.swap)
    text = " ".join((*surnames, *given) if reverse else (*given, *surnames))
    return WrittenName(_finish(dice, text, noise), "full")


def write_arabic_name(person: Person) -> WrittenName | None:
    """The name in its own letters, where it has any."""
    parts = [name.arabic for name in (*person.given, *person.surnames)]
    return WrittenName(" ".join(parts), "full", "Arab") if all(parts) else None


def write_father(dice: Dice, person: Person, noise: Noise) -> WrittenName:
    surname = person.surnames[0]
    text = f"{_spell(dice, person.father, person, noise)} {_spell(dice, surname, person, noise)}"
    return WrittenName(text, "father")


def write_on_paper(dice: Dice, person: Person, noise: Noise) -> WrittenName:
    """What can still be read on a card: capitals, surnames first, an initial or the torn end of a word."""
    surnames = [_spell(dice, name, person, noise) for name in person.surnames]
    given = _spell(dice, person.given[0], person, noise)
    form = dice.weighted({"whole": 4, "initial": 3, "torn": 3})
    if form == "initial":
        text = f"{given[0]}. {surnames[0]}"
    elif form == "torn":
        text = f"{surnames[0]} {given[: max(2, len(given) // 2)]}…"
    else:
        text = " ".join((*surnames, given))
    return WrittenName(without_accents(text).upper(), "document")


def usual_spelling(name: Name, nationality: str) -> str:
    return name.english[0] if nationality == "GM" and name.english else name.spellings[0]


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _given_names(dice: Dice, person: Person, noise: Noise) -> list[str]:
    written = [_spell(dice, name, person, noise) for name in person.given]
    if len(written) < 2 or not dice.chance(noise.shorten):
        return written
    return dice.pick(([written[0]], [written[0], f"{written[1][0]}."], [written[1]]))


def _surnames(dice: Dice, person: Person, noise: Noise) -> list[str]:
    written = [_spell(dice, name, person, noise) for name in person.surnames]
    if len(written) < 2:
        return written
    if dice.chance(noise.swap):
        return written[::-1]
    if dice.chance(noise.shorten):
        # Offices that know one surname only keep the first, and now and then the last.
        first, last = written
        return list(dice.weighted({(first,): 7, (first, f"{last[0]}."): 2, (last,): 1}))
    return written


def _spell(dice: Dice, name: Name, person: Person, noise: Noise) -> str:
    usual = usual_spelling(name, person.nationality)
    if not dice.chance(noise.respell):
        return usual
    return dice.pick([form for form in (*name.spellings, *name.english) if form != usual] or [usual])


def _finish(dice: Dice, text: str, noise: Noise) -> str:
    if dice.chance(noise.unaccented):
        text = without_accents(text)
    return _slip(dice, text) if dice.chance(noise.slip) else text


def _slip(dice: Dice, text: str) -> str:
    """Two letters of one word the other way round, or one typed twice; never the first letter."""
    inside = [i for i in range(1, len(text) - 2) if text[i - 1 : i + 2].isalpha()]
    if not inside:
        return text
    at = dice.pick(inside)
    if dice.chance(0.5):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at] + text[at:]
