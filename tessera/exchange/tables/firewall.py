"""The firewall in lists: columns about anybody's immigration, residence or asylum status are never mapped.

Errs towards refusing: a column that is wrongly held back can be copied by a person who has looked at it, one
that was let in has already put its people at risk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tessera.common.plain_text import heading_words

# Patterns over `heading_words`, separated by commas; each must match whole words.
_ANYWHERE = r"""
    immigra\w*, migratory, visas?, asylum\w*, asylees?, refugees?, deport\w*, removab\w+, inadmissib\w+,
    undocumented, paperless, naturali[sz]\w+, overstay\w*, illegal\w*, irregular\w*, green cards?,
    residency, uscis, eoir, sevis, daca, tps, i ?94, i ?589, ead, eurodac, dublin, a (?:number|no|num),
    anumber, aliens?(?: \w+)?, unhcr (?:number|no|id), (?:un)?lawful (?:presence|stay|residen\w+),
    regular (?:status|stay|entry|situation),
    (?:international|subsidiary|temporary|humanitarian) protection, protection status, settled status,
    (?:residen\w+|stay|work|entry|humanitarian) permits?, permit (?:type|number|no|expiry|status),
    resident (?:status|alien|card), leave to remain, right to (?:work|stay|remain),
    removal (?:order|proceeding)s?, expulsion\w*, expulsad[oa]s?,

    inmigra\w+, visados?, asilo, asilad[oa]s?, refugiad[oa]s?, solicitud de refugio, indocumentad[oa]s?,
    sin papeles, regulariza\w+, irregularidad, extranjeria, nie, numero de extranjero, comar, tvrh,
    fm ?[23], razones humanitarias, arraigo, permisos? de (?:residencia|trabajo|estancia),
    tarjeta de (?:residencia|visitante\w*|extranjer\w*), residencia (?:legal|permanente|temporal),
    proteccion (?:internacional|subsidiaria|complementaria|temporal),
    (?:documento|forma|tramite|expediente|numero) migratori[oa]s?,

    (?:titre|carte|permis|droit|autorisation|situation)s? (?:de|au) sejour, cartes? de resident\w*,
    recepisse, sans papiers, asile, demandeu\w+ d asile, refugiee?s?, ofpra, cnda, oqtf, eloignement,
    regularis\w+, numero etranger, agdref, protection (?:internationale|subsidiaire|temporaire),
    dublinee?s?, autorisation provisoire,

    permesso di soggiorno, aufenthalt\w*, duldung, geduldet, asyl\w*, abschiebung\w*,
    autorizacao de residencia, تاشيرة, لجوء, لاجي\w*, ترحيل, تصريح اقامة, الاقامة, اقامة, الوضع القانوني,
    الحالة القانونية,

    (?:legal|migra\w+|residen\w+|citizenship|nationality) (?:status|situation|standing|condition),
    (?:administrative|juridical) (?:status|situation|standing|condition),
    status (?:of|in) (?:the )?(?:residence|stay|country|migra\w+),
    (?:estatus|estado|situacion|condicion|calidad|categoria) (?:legal|juridic[oa]|migra\w+),
    (?:estatus|estado|situacion|condicion|calidad|categoria) (?:administrativ[oa]|de residencia),
    (?:statut|situation|condition) (?:legale?|juridique|administrative|migratoire),
    (?:statut|situation|condition) (?:de resident\w*|au regard du sejour)
"""
_WHOLE_HEADING = r"""
    status, statut, estatus, situation, situacion, regular, legal, papers, papeles, papiers, sejour,
    documented, documentad[oa]s?, migratori[oa]
"""
_VALUES = r"""
    undocumented, asylum(?: seekers?)?, refugees?, visa holder, overstay\w*, irregular, illegal,
    deportable, deported, (?:permanent|temporary|lawful) resident, green card, indocumentad[oa]s?,
    solicitante de asilo, refugiad[oa]s?, deportad[oa]s?, residencia (?:permanente|temporal),
    sans papiers, demandeu\w+ d asile, refugiee?s?, titre de sejour, situation irreguliere, deboutee?s?,
    oqtf
"""
_SHARE_OF_VALUES = 0.3
_LONGEST_VALUE = 40


def is_firewalled(header: str) -> bool:
    """Whether a column with this heading is about immigration, residence or asylum status.

    Case, accents, punctuation, underscores and camelCase make no difference.
    """
    words = heading_words(header.replace("#", " number "))
    return bool(_HEADING.search(words) or _BARE.fullmatch(words))


def holds_status_values(cells: Sequence[str]) -> bool:
    """Whether three in ten of a column's short cells say people's status, whatever its heading.

    Long cells are narratives, in which such words are no column of statuses.
    """
    short = [heading_words(cell) for cell in cells if cell.strip() and len(cell) <= _LONGEST_VALUE]
    return bool(short) and sum(1 for cell in short if _VALUE.search(cell)) / len(short) >= _SHARE_OF_VALUES


def _any_of(patterns: str) -> str:
    return (
        "(?:" + "|".join(filter(None, (" ".join(pattern.split()) for pattern in patterns.split(",")))) + ")"
    )


_HEADING = re.compile(rf"(?<!\S){_any_of(_ANYWHERE)}(?!\S)")
_BARE = re.compile(_any_of(_WHOLE_HEADING))
_VALUE = re.compile(rf"(?<!\S){_any_of(_VALUES)}(?!\S)")
