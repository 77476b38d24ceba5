"""The demonstration network: invented organisations, members and records, for learning and for scoring.

Pure and seeded: the same seed gives the same network on every machine, on any day. Nobody in it exists. Names
are drawn from common ones, so a namesake somewhere is chance; telephone and document numbers cannot exist.
"""

from tessera.cli.demo.network import build_network
from tessera.cli.demo.shapes import (
    ANCHOR_DATE,
    Ages,
    DemoMember,
    DemoNetwork,
    DemoOrganisation,
    DemoRecord,
    Enquirer,
    Heights,
    TruePair,
    WrittenName,
)

__all__ = [
    "ANCHOR_DATE",
    "Ages",
    "DemoMember",
    "DemoNetwork",
    "DemoOrganisation",
    "DemoRecord",
    "Enquirer",
    "Heights",
    "TruePair",
    "WrittenName",
    "build_network",
]
