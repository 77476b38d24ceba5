"""Slowing down guesses at one login. Per login and not per address: over Tor all visitors share one."""

from __future__ import annotations

import math
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import ngettext

from .models import SignInThrottle

FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(days=1)


class TooManyTries(Exception):
    """This login has to wait. `seconds` says how long; the passphrase was not even looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many tries; wait {seconds} seconds.")
        self.seconds = seconds

    @property
    def said(self) -> str:
        if self.seconds < 90:
            return ngettext(
                "Too many tries. Please wait %(n)s second, then try again.",
                "Too many tries. Please wait %(n)s seconds, then try again.",
                self.seconds,
            ) % {"n": self.seconds}
        minutes = round(self.seconds / 60)
        return ngettext(
            "Too many tries. Please wait %(n)s minute, then try again.",
            "Too many tries. Please wait %(n)s minutes, then try again.",
            minutes,
        ) % {"n": minutes}


def take_a_try(login: bytes) -> None:
    """Counts one try of this login before the passphrase is looked at, so that tries at once count too.

    Five tries are free; then the login waits 2 s, 4 s, 8 s … at most 15 minutes after each. Raises
    TooManyTries while it has to wait. A login nobody has waits like any other.
    """
    with transaction.atomic(using="keys"):
        now = timezone.now()  # once it is this try's turn, or those before it would seem to lie ahead
        SignInThrottle.objects.filter(wait_until__lt=now - _FORGOTTEN_AFTER).delete()
        throttle, _new = SignInThrottle.objects.get_or_create(pk=login, defaults={"wait_until": now})
        # A clock set forward and back again must not shut anybody out for years.
        throttle.wait_until = min(throttle.wait_until, now + LONGEST_WAIT)
        left = throttle.wait_until - now
        if left <= timedelta():
            throttle.failures += 1
            throttle.wait_until = now + _wait_after(throttle.failures)
        throttle.save()
    if left > timedelta():
        raise TooManyTries(math.ceil(left.total_seconds()))


def give_back(login: bytes) -> None:
    """Called when the passphrase was not looked at after all."""
    tries = SignInThrottle.objects.filter(pk=login, failures__gt=0)
    tries.update(failures=F("failures") - 1, wait_until=timezone.now())


def forget(login: bytes) -> int:
    """Called when the passphrase was right; returns how many wrong ones came before."""
    with transaction.atomic(using="keys"):
        throttle = SignInThrottle.objects.filter(pk=login).first()
        SignInThrottle.objects.filter(pk=login).delete()
    return throttle.failures - 1 if throttle else 0


def _wait_after(failures: int) -> timedelta:
    over = failures - FREE_TRIES
    if over <= 0:
        return timedelta()
    return min(timedelta(seconds=2 ** min(over, 30)), LONGEST_WAIT)
