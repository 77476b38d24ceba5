"""Pages for what went wrong: what happened, what was kept, what to do."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _, override

from tessera.accounts.access import public
from tessera.accounts.pepper import PepperMissing, PepperOfAnother
from tessera.accounts.rules import NotAllowed
from tessera.accounts.sessions import SessionEnded
from tessera.audit.lines import AuditLineNotWritten
from tessera.directory.actions import ChangedMeanwhile
from tessera.directory.newcomers.rules import CannotBeMember, NotVouchedFor
from tessera.directory.rules import NotTheirs
from tessera.sealing.stretching import TooManyAtOnce
from tessera.vault.current import VaultLocked
from tessera.vault.files import VaultUnreadable
from tessera.vault.gate import NewKeyUnderWay
from tessera.vault.migrating import VaultFromNewerSoftware
from tessera.vault.outsiders import IsTrustee, NotLetIn, Travels
from tessera.vault.rotation import AccountEnded, RoomLockedDown
from tessera.vault.sqlcipher.base import WriteAheadLogInUse
from tessera.vault.sqlcipher.keys.base import KeysUnreadable
from tessera.vault.sqlcipher.troubles import is_failing_disk
from tessera.vault.trust.shares import TrusteesMissing

log = logging.getLogger("tessera.web")

ROOM_STAYS_CLOSED = (VaultUnreadable, VaultFromNewerSoftware, WriteAheadLogInUse, NewKeyUnderWay)


def page_for(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page that explains an exception of ours; None for any other."""
    if isinstance(error, TooManyAtOnce):
        return busy(request)
    if isinstance(
        error, SessionEnded
    ):  # while the request was under way: another one changed words or second factor
        return redirect(reverse("sign-in") + "?locked=1")
    if _commons_are_out_of_reach(error):
        return _out_of_reach(request, error)
    known = _explained().get(type(error))
    if known is None and is_failing_disk(error):
        known = _disk_fails()
    if known is None:
        return None
    status, title, said = known
    if status >= 500:
        _log(error)
    if getattr(request, "locked_anyway", False):
        locked = _("Locked. Nobody can read anything here without a member's words.")
        said = f"{locked} {said}"
    return explain(request, status, title, said)


def why_closed(error: Exception) -> tuple[str, str]:
    """What to say of a room that raised one of ROOM_STAYS_CLOSED where others are shown: title and sentence."""
    _log(error)
    _status, title, said = _explained()[type(error)]
    return title, said


def _commons_are_out_of_reach(error: BaseException | None) -> bool:
    """Whether PostgreSQL was stopped or cut off, or is starting, by itself or as the cause of another error."""
    commons = connections["default"]
    driver = commons.Database  # type: ignore[attr-defined]
    gone = (driver.OperationalError, driver.InterfaceError)
    while error and not isinstance(error, gone):
        error = error.__cause__
    return error is not None and commons.vendor == "postgresql"


def _out_of_reach(request: HttpRequest, error: Exception) -> HttpResponse:
    """Without a member the frame asks no database. Their session goes on, and so does every page once it is back."""
    _log(error)
    request.member = request.session_key = None  # type: ignore[attr-defined]
    said = _(
        "The server cannot reach its database. Nothing that was saved before is lost. What you sent just now may not"
        " have been saved: wait a minute, go back, and send it once more. You do not have to sign in again. If it"
        " goes on like this, tell whoever looks after the server."
    )
    return explain(request, 503, _("Nothing can be opened right now"), said)


def _log(error: Exception) -> None:
    log.error("%s", type(error).__name__, exc_info=error)


def _explained() -> dict[type[Exception], tuple[int, str, str]]:
    return {
        NotAllowed: (
            403,
            _("Your role does not include this"),
            _(
                "Nothing was shown or changed. If you need it for your work, ask a coordinator or administrator."
            ),
        ),
        NotTheirs: (
            403,
            _("Another organisation keeps this entry, or a service of it"),
            _(
                "Nothing was changed. Open it and suggest what you would write: whoever keeps it sees that, and decides."
            ),
        ),
        ChangedMeanwhile: (
            409,
            _("Somebody changed or deleted it a moment ago"),
            _(
                "Nothing was changed. Go back, look at it as it is now, and do it again if it is still needed."
            ),
        ),
        CannotBeMember: (
            409,
            _("It cannot become a member"),
            _("It is one already, or a funder or an agency of the United Nations. Nothing was changed."),
        ),
        NotVouchedFor: (
            409,
            _("Two organisations have to vouch for it"),
            _("One of them took its word back a moment ago. Nothing was changed."),
        ),
        IsTrustee: (
            409,
            _("They are a trusted person of this room"),
            _("No access was given: whoever keeps a part of this room's key must not hold the key too."),
        ),
        NotLetIn: (
            403,
            _("A colleague has to let you in first"),
            _(
                "Your account was made, but nobody of your organisation has let you into its room yet. Nothing was shown or"
                " changed. Call somebody there who knows your voice."
            ),
        ),
        AccountEnded: (
            409,
            _("Their account was closed"),
            _("A colleague closed it a moment ago. They got no access, and nothing else was changed."),
        ),
        Travels: (
            409,
            _("They are travelling"),
            _(
                "Every room is closed to them until two colleagues give one back, so none was opened to them now."
                " Nothing was changed. Wait until they are back."
            ),
        ),
        AuditLineNotWritten: (
            503,
            _("Nothing can be shown right now"),
            _(
                "Every page leaves a line in the room's log, and the line could not be written, so nothing was shown"
                " and nothing was changed. Often the disk is full. Tell whoever looks after the server."
            ),
        ),
        VaultUnreadable: (
            503,
            _("This room's file does not open"),
            _(
                "The file was changed or damaged, or the key does not belong to it. Nothing was shown or written."
                " Do not try to repair it: tell whoever looks after the server, who can put back a backup."
            ),
        ),
        VaultFromNewerSoftware: (
            503,
            _("This room was opened by a newer version"),
            _(
                "Nothing was changed. The software on this server has to be updated before the room opens here."
            ),
        ),
        VaultLocked: (
            503,
            _("No room is open"),
            _(
                "The page asked for something in a room that was not open. Nothing was shown. Please go back and try again."
            ),
        ),
        WriteAheadLogInUse: (
            503,
            _("This room is in use right now"),
            _(
                "It has to be brought up to date, and somebody was reading in it. Nothing was changed."
                " Please wait a moment and try again."
            ),
        ),
        NewKeyUnderWay: (
            503,
            _("This room is being locked anew"),
            _(
                "Somebody left, so the room gets a new key, and that is not finished yet: it is large, somebody still"
                " has it open, or the disk is full. Nothing was lost. Please wait a moment and try again; if it goes on"
                " like this, tell whoever looks after the server."
            ),
        ),
        KeysUnreadable: (
            503,
            _("The server's file of keys does not open"),
            _(
                "It was changed or damaged, so no room opens. The records lie in files of their own, and nothing was shown"
                " or saved: if you were writing, go back and copy it. Tell whoever looks after the server, who can put back a backup."
            ),
        ),
        PepperOfAnother: (
            503,
            _("The server has another pepper"),
            _(
                "The secret that lies there is not the one this server was set up with, so nobody can sign in and no room"
                " opens. Nothing is lost. Whoever looks after the server has the right one on paper."
            ),
        ),
        RoomLockedDown: (
            403,
            _("This room was locked down"),
            _(
                "A colleague locked it down a moment ago. Nobody got a key, and nothing else was changed."
                " Sign in to see what you can do."
            ),
        ),
        TrusteesMissing: (
            403,
            _("This room cannot be locked down"),
            _(
                "It has no five trusted people in at least two countries, and without them nobody could ever open it"
                " again. Nothing was changed. Lock your own session, or end the sessions of others."
            ),
        ),
        PepperMissing: (
            503,
            _("The server's pepper is missing"),
            _(
                "Without this secret nobody can sign in. Nothing is lost. Whoever looks after the server has it on"
                " paper since set-up and finds in the terminal where to put it."
            ),
        ),
    }


def _disk_fails() -> tuple[int, str, str]:
    return (
        503,
        _("The disk is full or fails"),
        _(
            "What you sent was not saved. What was there before is as it was. Go back, copy what you wrote, and tell"
            " whoever looks after the server: there has to be room on the disk again. Then go on where you were."
        ),
    )


def busy(request: HttpRequest) -> HttpResponse:
    """No fault to log: a flood of these is what the limits are there for."""
    said = _("Many people are signing in at this moment. Nothing was changed. Please try again in a moment.")
    return explain(request, 503, _("The server is busy"), said)


@contextmanager
def in_the_language_of(request: HttpRequest) -> Iterator[None]:
    """Where an address begins with a public language, also what goes wrong there is said in it (`explain`)."""
    first = request.path.split("/")[1]
    language = first if first in dict(settings.PUBLIC_LANGUAGES) else ""
    request.page_language = language  # type: ignore[attr-defined]
    with override(language) if language else nullcontext():
        yield


def explain(request: HttpRequest, status: int, title: str, said: str) -> HttpResponse:
    language = getattr(request, "page_language", "")
    frame = "web/public_error.html" if language else "web/error.html"
    if language:  # as on every public page: nobody is known, and no form takes a cookie
        request.member = request.session_key = None  # type: ignore[attr-defined]
    try:
        response = render(request, frame, {"title": title, "said": said}, status=status)
    except Exception:
        # The frame around the page asks the databases: where they fail, words alone have to do.
        log.exception("no page could be drawn")
        bare = render_to_string("web/error_without_frame.html", {"title": title, "said": said})
        response = HttpResponse(bare, status=status)
    if language:
        response.headers["Content-Language"] = language
    add_never_cache_headers(response)  # exceptions pass by the view's own rule, and the frame names the room
    return response


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return explain(
        request,
        404,
        _("There is no such page for you"),
        _("The address may be mistyped, the record deleted, or it lies in a room that you hold no key to."),
    )


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return explain(
        request,
        403,
        _("This was refused"),
        _("Nothing was shown or changed. Go back to the page you came from and try from there."),
    )


@public
def wrong_method(request: HttpRequest) -> HttpResponse:
    """An address that only a button leads to, typed or reloaded: nothing is done by looking."""
    return explain(
        request,
        405,
        _("There is no page at this address"),
        _("It belongs to a button on another page. Nothing was changed. Go on from the first page."),
    )


@public
def failed(request: HttpRequest) -> HttpResponse:
    """Also for what went wrong before any page was asked: who somebody is stands in the database too."""
    error = sys.exception()
    if isinstance(error, Exception) and (page := page_for(request, error)):
        return page
    return explain(
        request,
        500,
        _("Something went wrong here"),
        _(
            "What you sent may not have been saved. Go back, copy what you wrote, and try once more. No details of it were logged."
        ),
    )


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return explain(
        request,
        400,
        _("The server did not understand this"),
        _("Nothing was changed. Go back and try again; a file may be too large (50 MB at most)."),
    )


@public
def form_expired(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    return explain(
        request,
        403,
        _("This form is too old or came from elsewhere"),
        _("Nothing was saved. Go back, copy what you wrote, load the page again and send it once more."),
    )
