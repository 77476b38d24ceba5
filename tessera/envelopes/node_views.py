"""Between nodes: this one's card, and envelopes that another one brings. Nobody signs in here; nodes sign what they bring."""

from __future__ import annotations

import threading
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import public, takes_from_anybody

from . import arriving, node
from .carriage import AT_ONCE, Carriage, NoCarriage, card_bytes, read_headers, read_node
from .keys import node_key

_REFUSED: dict[type[Exception], HTTPStatus] = {
    NoCarriage: HTTPStatus.BAD_REQUEST,
    arriving.NotKnownHere: HTTPStatus.FORBIDDEN,
    arriving.NobodyHere: HTTPStatus.NOT_FOUND,
    arriving.NotAsSaid: HTTPStatus.UNPROCESSABLE_ENTITY,
    arriving.Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    UnreadablePostError: HTTPStatus.BAD_REQUEST,  # the line was cut: nobody hears it; it is an OSError too
    OSError: HTTPStatus.INSUFFICIENT_STORAGE,
}
_AT_A_TIME = threading.BoundedSemaphore(8)  # threads that slow lines of other nodes may hold


@public
@require_http_methods(["GET"])
def card(request: HttpRequest) -> HttpResponse:
    """Not for anybody: it names the organisations that are here."""
    own = node_key().node
    try:
        asking, signature = read_node(request.headers)
        arriving.check_node(asking, card_bytes(own), signature)
    except (NoCarriage, arriving.NotKnownHere):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    return HttpResponse(node.card_file(), content_type="application/json")


@public
@takes_from_anybody(AT_ONCE)
@csrf_exempt
@require_http_methods(["HEAD", "PATCH"])
def bring(request: HttpRequest, letterbox: UUID, envelope: UUID) -> HttpResponse:
    """HEAD says how many bytes are here, PATCH brings the next ones. Nothing is read before the signature holds."""
    try:
        own = node_key().node
        sender, signature, carriage = read_headers(
            request.headers, to=own, vault=letterbox, envelope=envelope
        )
        arriving.check(carriage, node=sender, signature=signature)
        here = arriving.offset(carriage) if request.method == "HEAD" else _take(request, carriage)
    except arriving.OtherOffset as other:
        return _here(other.offset, HTTPStatus.CONFLICT)
    except tuple(_REFUSED) as refused:
        return HttpResponse(status=next(_REFUSED[one] for one in _REFUSED if isinstance(refused, one)))
    return _here(here, HTTPStatus.NO_CONTENT)


def _take(request: HttpRequest, carriage: Carriage) -> int:
    try:
        begin, length = int(request.headers["Upload-Offset"]), int(request.headers["Content-Length"])
    except (LookupError, ValueError) as wrong:
        raise NoCarriage from wrong
    if begin < 0 or not 0 < length <= AT_ONCE:
        raise NoCarriage
    if not _AT_A_TIME.acquire(blocking=False):
        raise arriving.Busy
    try:
        return arriving.take(carriage, request, begin=begin, length=length)
    finally:
        _AT_A_TIME.release()


def _here(offset: int, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(status=status, headers={"Upload-Offset": str(offset)})
