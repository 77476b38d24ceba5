"""Prints, in hex, the private key of who signs in and the keys of their rooms: what a memory image is searched for.

TESSERA_DATA=… TESSERA_PEPPER_FILE=… python -m tests.threats.keys_of LOGIN   (the words on standard input)
"""

from __future__ import annotations

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tessera.config.settings"
django.setup()

from tessera.accounts import sessions  # noqa: E402 - Django comes first
from tessera.accounts.actions import sign_in  # noqa: E402
from tessera.vault.opening import unwrap_key  # noqa: E402
from tessera.vault.queries import vaults_of  # noqa: E402

member, secret = sign_in(login=sys.argv[1], passphrase=sys.stdin.read())
session = sessions.resume(secret)
print("private", session.bundle.kem.private.hex())
for vault in vaults_of(member):
    print("room", unwrap_key(vault, session.bundle, member.id).hex())
