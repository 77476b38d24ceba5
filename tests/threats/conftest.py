"""A machine of its own for each test, as in the drill with the powered-off server."""

from __future__ import annotations

from tests.test_powered_off import canaries, machine

__all__ = ["canaries", "machine"]
