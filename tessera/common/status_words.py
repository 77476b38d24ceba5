"""Words about anybody's immigration, residence or asylum status, in the languages we meet.

One list for both who must never ask or keep it: headings of lists that come in, and questions of the rules. It errs
towards refusing. What it cannot do is understand: a question that says it by none of these words passes, and those who
read it before it counts are who notices.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tessera.common.folded import folded, folded_words
from tessera.common.plain_text import heading_words

# Patterns over folded words, separated by commas; each must match whole words.
_ANYWHERE = r"""
    immigra\w*, migratory, visas?, asylum\w*, asylees?, refugees?, deport\w*, removab\w+, inadmissib\w+,
    undocumented, paperless, naturali[sz]\w+, overstay\w*, illegal\w*, irregular\w*, green cards?,
    residency, uscis, eoir, sevis, daca, tps, i ?94, i ?589, ead, eurodac, dublin,
    anumber, aliens?(?: \w+)?, unhcr (?:number|no|id), (?:un)?lawful (?:presence|stay|residen\w+),
    regular (?:status|stay|entry|situation),
    (?:international|subsidiary|temporary|humanitarian) protection, protection status, settled status,
    (?:residen\w+|stay|work|entry|humanitarian) permits?, permit (?:type|number|no|expiry|status),
    resident (?:status|alien|card), leave to remain, right to (?:work|stay|remain),
    removal (?:order|proceeding)s?, expulsion\w*, expulsad[oa]s?, entry stamps?,

    inmigra\w+, visados?, asilo, asilad[oa]s?, refugiad[oa]s?, solicitud de refugio, indocumentad[oa]s?,
    sin papeles, regulariza\w+, irregularidad, extranjería, nie, número de extranjero, comar, tvrh,
    fm ?[23], razones humanitarias, arraigo, permisos? de (?:residencia|trabajo|estancia),
    tarjeta de (?:residencia|visitante\w*|extranjer\w*), residencia (?:legal|permanente|temporal),
    protección (?:internacional|subsidiaria|complementaria|temporal),
    (?:documento|forma|trámite|expediente|número) migratori[oa]s?,

    (?:titre|carte|permis|droit|autorisation|situation)s? (?:de|au) séjour, cartes? de résident\w*,
    récépissé, sans papiers, asile, demandeu\w+ d asile, réfugiée?s?, ofpra, cnda, oqtf, éloignement,
    régularis\w+, numéro étranger, agdref, protection (?:internationale|subsidiaire|temporaire),
    dublinée?s?, autorisation provisoire, déboutée?s?,

    permesso di soggiorno, aufenthalt\w*, duldung, geduldet, asyl\w*, abschiebung\w*,
    autorização de residência,

    (?:و|ف)?(?:ال|لل|ب|ل|ك)*تأشير\w*, (?:و|ف)?(?:ال|لل|ب|ل|ك)*لجوء, (?:و|ف)?(?:ال|لل|ب|ل|ك)*لاجئ\w*,
    (?:و|ف)?(?:ال|لل|ب|ل|ك)*ترحيل\w*, (?:و|ف)?(?:ال|لل|ب|ل|ك)*إقامة, الوضع القانوني, الحالة القانونية,

    (?:legal|migra\w+|residen\w+|citizenship|nationality) (?:status|situation|standing|condition),
    (?:administrative|juridical) (?:status|situation|standing|condition),
    status (?:of|in) (?:the )?(?:residence|stay|country|migra\w+),
    (?:estatus|estado|situación|condición|calidad|categoría) (?:legal|jurídic[oa]|migra\w+),
    (?:estatus|estado|situación|condición|calidad|categoría) (?:administrativ[oa]|de residencia),
    (?:statut|situation|condition) (?:légale?|juridique|administrative|migratoire),
    (?:statut|situation|condition) (?:de résident\w*|au regard du séjour)
"""
# In a heading only: in a sentence they mean other things too.
_IN_A_HEADING = "a (?:number|no|num)"
_WHOLE_HEADING = r"""
    status, statut, estatus, situation, situación, regular, legal, papers, papeles, papiers, séjour,
    documented, documentad[oa]s?, migratori[oa]
"""
# In a question only: a heading of which they are a part may be about something else.
_IN_A_QUESTION = r"""
    status(?:es)?, permits?, papers, documented, (?:un)?lawful(?:ly)?, legally, citizens?, citizenship,
    (?<!ayuda )(?<!asesoría )(?<!representante )legal(?! (?:help|aid|advice|counsel\w*|guardian\w*)(?!\S)),
    (?:permanent|temporary|legal) residen\w+, residen(?:ce|cy|t) (?:document|paper|title|card)s?,

    estatus, permisos?, papeles, documentad[oa]s?, i?legalmente, ilegal(?:es)?, irregular(?:es|mente), en regla,
    migratori[oa]s?, ciudadan[oa]s?, ciudadanía, residentes? (?:legal|permanente|temporal)(?:es)?,
    (?:tarjeta|documento|título|carn[eé]t?|cédula)s? de (?:residencia|residente|extranjería),

    statuts?, papiers, illégal\w*, illégaux, légalement, irréguli(?:er|ère)(?:s|ment)?, clandestin\w*, en règle(?! generale),
    citoyen\w*, citoyenneté, séjour (?:régulier|légal),
    (?:carte|titre|permis|document|autorisation|récépissé)s? de (?:séjour|résidence|résident|travail),

    \w*تأشير\w*, \w*تصريح\w*, \w*تصاريح\w*, \w*أوراق\w*, \w*(?:بطاق|رخص|وثيق|وثائق)\w* \w*إقامة\w*,
    (?:غير|بشكل|بصورة|\w*وضع\w*|أنت|أنتم|انتما) \w*(?:قانوني|نظامي|شرعي)\w*,

    viza, papye, pèmi, estati, legalman, iregilye, irregilye, rezidans, refijye, azil, imigrasyon,
    depòtasyon, (?:kat|dokiman) sejou
"""
_VALUES = r"""
    undocumented, asylum(?: seekers?)?, refugees?, visa holder, overstay\w*, irregular, illegal,
    deportable, deported, (?:permanent|temporary|lawful) resident, green card, indocumentad[oa]s?,
    solicitante de asilo, refugiad[oa]s?, deportad[oa]s?, residencia (?:permanente|temporal),
    sans papiers, demandeu\w+ d asile, réfugiée?s?, titre de séjour, situation irrégulière, déboutée?s?,
    oqtf
"""


def heads_status(heading: str) -> bool:
    """Whether a column with this heading is about status. Case, accents, punctuation, and camelCase make no difference."""
    words = _in_words(heading.replace("#", " number "))
    return bool(_HEADING.search(words) or _BARE.fullmatch(words))


def says_status(cells: Sequence[str]) -> int:
    """How many of these cells say somebody's status."""
    return sum(1 for cell in cells if _VALUE.search(_in_words(cell)))


def asks_status(question: str) -> bool:
    """Whether a question, or the reason for one, has a word about status in it."""
    return bool(_ASKED.search(folded_words(question)))


def _in_words(text: str) -> str:
    return heading_words(folded(text))


def _any_of(*patterns: str) -> str:
    """One pattern of all, in the letters of what it is held against."""
    listed = (pattern for said in patterns for pattern in folded(said).split(","))
    return "(?:" + "|".join(filter(None, (" ".join(pattern.split()) for pattern in listed))) + ")"


_HEADING = re.compile(rf"(?<!\S){_any_of(_ANYWHERE, _IN_A_HEADING)}(?!\S)")
_BARE = re.compile(_any_of(_WHOLE_HEADING))
_VALUE = re.compile(rf"(?<!\S){_any_of(_VALUES)}(?!\S)")
_ASKED = re.compile(rf"(?<!\S){_any_of(_ANYWHERE, _IN_A_QUESTION)}(?!\S)")
