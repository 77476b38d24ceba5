"""Short and fond forms that share no letters with the name they stand for."""

from __future__ import annotations

_FORMS = """
    jose chepe pepe | guadalupe lupe lupita | francisco pancho paco chico kiko | guillermo memo | fernando nando |
    jesus chuy chucho | ignacio nacho | eduardo lalo | enrique quique kike | rosario chayo | consuelo chelo |
    concepcion concha conchita | dolores lola | mercedes meche | refugio cuca | roberto beto | alberto beto | gilberto beto |
    humberto beto | antonio tono | manuel meme manolo | vicente chente | isabel chabela chavela | maria mari marucha |
    santiago chago | salvador chava | sebastian chano | feliciano chano | gregorio goyo | luis lucho | jorge coque |
    mohammad mamadou mamadu muhammadu | mohamed mamadou | muhammad mamadou | mohammed mamadou | fatima fatou |
    fatoumata fatou | ibrahim ibrahima | abdoulaye abdou | yusuf youssouf | moses moussa | musa moussa
"""


def _forms() -> dict[str, frozenset[str]]:
    forms: dict[str, frozenset[str]] = {}
    for row in _FORMS.split("|"):
        full, *short = row.split()
        for one in short:
            forms[one] = forms.get(one, frozenset()) | {full}
            forms[full] = forms.get(full, frozenset()) | {one}
    return forms


_OTHER_FORMS = _forms()


def other_forms(word: str) -> frozenset[str]:
    """The folded words that the same person may be called by."""
    return _OTHER_FORMS.get(word, frozenset())
