"""Bodies that control migration, by what they call themselves: nobody's particulars are ever sent to one.

It errs towards refusing: an office that is wrongly held back can be asked by another name, whoever was handed over cannot be
brought back. What it cannot know is a body's other roles under a name that says nothing; a person is asked about them.
"""

from __future__ import annotations

import re

from tessera.common.folded import folded, folded_words

# Patterns over folded words, separated by commas; each must match whole words.
_NAMES = r"""
    (?:im)?migration (?:and \w+ )?(?:police|enforcement|control|services?|department|directorate),
    (?:im)?migration (?:and \w+ )?(?:authority|office|officers?|bureau|court),
    (?:department|directorate|office|bureau|ministry|service|authority|police) (?:of|for) (?:im)?migration,
    immigration and customs enforcement, us ?ice, u s i c e, ice ero, hsi, cbp, customs and border protection,
    border (?:patrol|police|guards?|force|agency|security|control), citizenship and immigration services, uscis, eoir,
    homeland security, dhs, home office, uk visas and immigration, ukvi, frontex, coast ?guard, canada border services, cbsa,
    (?:deportation|removal|return|detention|expulsion) (?:\w+ )?(?:cent(?:re|er)|office|service|unit|police|department),

    (?:instituto|departamento|servicio|direccion|oficina|secretaria|agencia)(?: \w+)?(?: \w+)? (?:de|en) migracion(?:es)?,
    (?:unidad|policia|estacion|delegacion|superintendencia)(?: \w+)?(?: \w+)? (?:de|en) migracion(?:es)?,
    (?:instituto|departamento|servicio|direccion|oficina|agencia)(?: \w+)?(?: \w+)? de (?:extranjeria|extranjeros|fronteras?),
    (?:unidad|policia|brigada|comisaria)(?: \w+)?(?: \w+)? de (?:extranjeria|extranjeros|fronteras?),
    (?:policia|estacion|autoridad|control) migratori[ao], patrulla fronteriza, la migra, inm, grupos? beta,
    migracion(?:es)? (?:colombia|panama|honduras|guatemala|ecuador|peru|mexico|chile|argentina),
    guardia nacional, guardia civil, policia nacional, policia federal, cies?, centro de internamiento,

    police aux frontieres, paf, direction(?: \w+)* (?:de l immigration|des etrangers|des frontieres),
    office francais de l immigration, ofii, prefecture, centre de retention, gendarmerie, garde (?:nationale|cotiere),
    surete nationale, dgsn,

    questura, polizia di (?:stato|frontiera), guardia costiera, bundespolizei, auslanderbehorde, abschiebe\w*,
    bundesamt fur migration, bamf, servico de estrangeiros, sef,

    dcim, (?:ال)?هجرة (?:ال)?غير (?:ال)?(?:شرعية|نظامية|قانونية), شرطة (?:ال)?(?:حدود|اجانب|هجرة),
    حرس (?:ال)?(?:حدود|سواحل), خفر (?:ال)?سواحل, (?:ال)?امن (?:ال)?(?:وطني|عام), مصلحة (?:ال)?جوازات, (?:ال)?درك
"""
_WHOLE_NAMES = frozenset({"ice", "i c e", "ero", "us ice", "i n m", "migra"})
_PATTERN = re.compile(
    r"(?<!\S)(?:"
    + "|".join(" ".join(one.split()) for one in folded(_NAMES).split(",") if one.strip())
    + r")(?!\S)"
)


def names_enforcement(name: str) -> bool:
    """Whether a body of this name controls migration, detains or deports, as far as a name tells."""
    words = folded_words(name)
    return words in _WHOLE_NAMES or _PATTERN.search(words) is not None
