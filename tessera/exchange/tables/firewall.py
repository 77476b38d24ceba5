"""The firewall in lists: columns about anybody's immigration, residence or asylum status are never mapped.

Errs towards refusing: a column that is wrongly held back can be copied by a person who has looked at it, one
that was let in has already put its people at risk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tessera.common.plain_text import plain

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^\w]+|_")

_ANYWHERE = (
    # English
    r"immigra\w*|migratory|visas?|asylum\w*|asylee\w*|deport\w*|removable|inadmissib\w*|undocumented|documented"
    r"|paperless|naturali[sz]\w*|uscis|eoir|sevis|daca|tps|i 94|i94|i 589|ead|green card|dublin|eurodac"
    r"|(?:in|un)?lawful (?:presence|stay|residen\w*)|(?:ir)?regular (?:status|stay|entry|migrant\w*|situation)|overstay\w*"
    r"|(?:illegal|irregular)\w*|refugee\w*|protection status|(?:international|subsidiary|temporary) protection"
    r"|(?:residen\w+|stay|work|entry|humanitarian|travel) permits?|permit (?:type|number|no|expiry|status)"
    r"|resident (?:status|alien|card)|residency|leave to remain|settled status|right to (?:work|stay|remain)"
    r"|a (?:number|no|num)|alien\w*(?: \w+)*|anumber|removal (?:order|proceeding\w*)|expulsion\w*|unhcr (?:number|no|id)"
    # Spanish
    r"|inmigra\w*|migratori[oa]s?|visados?|visas?|asilo|asilad[oa]s?|refugiad[oa]s?|refugio|expulsad[oa]s?|expulsion\w*"
    r"|deportad[oa]s?|deportable|indocumentad[oa]s?|documentad[oa]s?|sin papeles|papeles|regularizacion|regularizad[oa]s?"
    r"|irregularidad|permisos? de (?:residencia|trabajo|estancia)|tarjeta de (?:residencia|visitante\w*|extranjer\w*)"
    r"|residencia (?:legal|permanente|temporal)|proteccion (?:internacional|subsidiaria|complementaria|temporal)"
    r"|extranjeria|nie|numero de extranjero|comar|tvrh|fm ?[23]|razones humanitarias|arraigo"
    # French
    r"|titres? de sejour|sejour|cartes? de (?:sejour|resident)|recepisse|sans papiers|papiers|asile|refugiee?s?|ofpra|cnda"
    r"|oqtf|eloignement|regularisation|regularisee?s?|autorisations? (?:de|provisoires? de) \w+|numero etranger|agdref"
    r"|protection (?:internationale|subsidiaire|temporaire)|dublinee?s?"
    # Italian, German, Portuguese, Arabic, for lists that cross borders
    r"|permesso di soggiorno|soggiorno|aufenthalt\w*|duldung|geduldet|asyl\w*|abschiebung\w*|autorizacao de residencia"
    r"|تأشيرة|تاشيرة|لجوء|لاجئ\w*|ترحيل|تصريح اقامة|الاقامة|اقامة"
)
_QUALIFIED = (
    r"(?:legal|migrant|migration|residen\w+|immigrant|citizenship|nationality|admin\w*|juridi\w+|civil registration)"
    r" (?:status|situation|standing|condition)|status (?:of|in) (?:residence|stay|country|the country)"
    r"|(?:estatus|estado|situacion|condicion|calidad|categoria) (?:legal|juridic[oa]|migra\w+|administrativ[oa]|de residencia)"
    r"|(?:statut|situation|condition) (?:legale?|juridique|administrative|migratoire|de resident\w*|au regard du sejour)"
    r"|الوضع القانوني|الحالة القانونية"
)
_BARE = frozenset(
    "status statut estatus situacion situation regular irregular legal illegal ilegal papers".split()
)
_MATTER = re.compile(rf"(?:^| )(?:{_ANYWHERE}|{_QUALIFIED})(?= |$)")

_NOT_ABOUT_STATUS = re.compile(
    r"\b(?:route|ruta|itineraire|migration route|identity documented|documented by|documentado por)\b"
)
_VALUES = re.compile(
    r"(?:^| )(?:undocumented|asylum seekers?|asylum|refugee|visa holder|overstay\w*|irregular|illegal|deportable|deported"
    r"|indocumentad[oa]|solicitante de asilo|refugiad[oa]|irregular|deportad[oa]|residencia (?:permanente|temporal)"
    r"|permanent resident|temporary resident|green card|sans papiers|demandeu\w+ d asile|refugiee?|titre de sejour"
    r"|situation irreguliere|deboutee?|oqtf)(?= |$)"
)
_SHARE_OF_VALUES = 0.3


def is_firewalled(header: str) -> bool:
    """Whether a column with this heading is about immigration, residence or asylum status.

    Case, accents, punctuation, underscores and camelCase make no difference.
    """
    words = _words(header)
    return words in _BARE or bool(_MATTER.search(words) and not _NOT_ABOUT_STATUS.search(words))


def holds_status_values(cells: Sequence[str]) -> bool:
    """Whether the short cells of a column say people's status, whatever the heading: at least three in ten
    do.

    Long cells are narratives, in which such words are no column of statuses.
    """
    filled = [_words(cell) for cell in cells if cell.strip() and len(cell) <= 40]
    return (
        bool(filled) and sum(1 for cell in filled if _VALUES.search(cell)) / len(filled) >= _SHARE_OF_VALUES
    )


def _words(text: str) -> str:
    return " ".join(_NOT_WORD.sub(" ", plain(_CAMEL.sub(" ", text))).split())
