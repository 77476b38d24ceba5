"""One measurement: python -m benchmarks.vault_data NAME STORE SIZES; prints its figures and its peak of memory."""

from __future__ import annotations

import json
import resource
import sys

import django

django.setup()

from benchmarks.vault_data.measures import MEASURES  # noqa: E402 - Django comes first

_name, _store, _sizes = sys.argv[1:]
_figures = MEASURES[_name](_store, **json.loads(_sizes))
_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
_figures["peak memory, MB"] = _peak / (1024**2 if sys.platform == "darwin" else 1024)
print(json.dumps(_figures))
