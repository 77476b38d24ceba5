"""Countries of the demonstration: their names in the two languages of its texts, and their dialling codes."""

from __future__ import annotations

from tessera.cli.demo.words.tables import rows

_TABLE = rows("""
    HN | Honduras | Honduras | +504
    GT | Guatemala | Guatemala | +502
    SV | El Salvador | Salvador | +503
    NI | Nicaragua | Nicaragua | +505
    MX | México | Mexique | +52
    US | Estados Unidos | États-Unis | +1
    SN | Senegal | Sénégal | +221
    GM | Gambia | Gambie | +220
    ML | Malí | Mali | +223
    GN | Guinea | Guinée | +224
    MA | Marruecos | Maroc | +212
    DZ | Argelia | Algérie | +213
    MR | Mauritania | Mauritanie | +222
    ES | España | Espagne | +34
""")

COUNTRY_NAMES = {code: {"es": spanish, "fr": french} for code, spanish, french, _ in _TABLE}
DIALLING = {code: prefix for code, _, _, prefix in _TABLE}
