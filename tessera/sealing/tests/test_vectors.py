"""What was sealed once must always open: `vectors.json` was made with format 1 and is never made anew.

A new format gets a new file beside it, made by `make_vectors` of that day; this one stays. Whoever sees these
tests fail has changed a format, and with it locked every network out of what it wrote before.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tessera.sealing import (
    boxes,
    chains,
    checkpoints,
    comparing,
    confirmations,
    passphrases,
    sharing,
    signing,
    streams,
    stretching,
    tokens,
    transfers,
    wraps,
)
from tessera.sealing.formats import SealBroken

FILE = Path(__file__).with_name("vectors.json")
VECTORS: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text())


def make_vectors() -> dict[str, list[dict[str, Any]]]:
    """How the file was made, once: `FILE.write_text(json.dumps(make_vectors(), indent=1))`.

    Nonces, encapsulations and key pairs are random, so it would come out differently now; what can be
    computed again (stretching, chains, signatures, spellings, hashes) comes out the same, and is tested to.
    """
    key, signer, kem = bytes(range(32)), signing.SigningPair(bytes(range(32, 64)), b""), wraps.new_kem_pair()
    contents = [b"", b"Amadou", "أمادو".encode(), bytes(1000)]
    return {
        "boxes": [
            {
                "key": key.hex(),
                "context": "member 1 bundle at rest",
                "content": content.hex(),
                "sealed": boxes.seal(key, content, context="member 1 bundle at rest").hex(),
            }
            for content in contents
        ],
        "wraps": [
            {
                "private": kem.private.hex(),
                "public": kem.public.hex(),
                "context": "vault 1 epoch 1 member 1",
                "key": key.hex(),
                "wrapped": wraps.wrap(key, kem.public, context="vault 1 epoch 1 member 1").hex(),
            }
        ],
        "shares": [
            {
                "key": key.hex(),
                "context": "vault 1 epoch 1",
                "shares": [share.hex() for share in sharing.split(key, context="vault 1 epoch 1")],
            }
        ],
        "streams": [
            # Nothing, less than a piece, and more than one.
            {
                "key": key.hex(),
                "context": "attachment 1",
                "repeated": "7e",
                "times": times,
                "sealed": sealed_stream(key, b"\x7e" * times, "attachment 1").hex(),
            }
            for times in (0, 5, streams.PIECE_BYTES + 1)
        ],
        "stretched": [
            {
                "typed": typed,
                "salt": bytes(range(16)).hex(),
                "pepper": key.hex(),
                **stretched(typed, bytes(range(16)), key),
            }
            for typed in ("Ábaco  hielo\nLUNA-pez roca viento", "able about above absent absorb abstract")
        ],
        "chains": [{"payloads": payloads, "links": links(payloads)} for payloads in ([], ["", "a", "ñ"])],
        "canonical": [
            {"fields": fields, "bytes": chains.canonical(fields).hex()}
            for fields in ({}, {"verb": "señal", "number": 1, "by": None, "about": 'a"b'})
        ],
        "signatures": [
            {
                "private": signer.private.hex(),
                "public": "29acbae141bccaf0b22e1a94d34d0bc7361e526d0bfe12c89794bc9322966dd7",
                "content": content.hex(),
                "signature": signing.sign(content, signer.private).hex(),
            }
            for content in contents
        ],
        "checkpoints": [
            {
                "private": signer.private.hex(),
                "chain": str(chain),
                "number": number,
                "link": key.hex(),
                "letters": checkpoints.Checkpoint(chain, number, key).spell(),
                "signed": checkpoints.Checkpoint(chain, number, key).signed(signer.private).spell(),
            }
            for chain, number in ((UUID(int=0), 0), (UUID(int=2**127 + 1), 2**40))
        ],
        "compared": [
            {
                "keys": [one.hex() for one in keys],
                "words": {
                    language: comparing.comparison_words(*keys, language=language)
                    for language in ("en", "es", "fr")
                },
            }
            for keys in ((), (key,), (key[:16], key[16:]))
        ],
        "confirmations": [
            {
                "private": signer.private.hex(),
                "vault": str(UUID(int=1)),
                "occasion": str(UUID(int=2)),
                "member": str(UUID(int=3)),
                "kem_public": kem_public.hex(),
                "signing_public": key.hex(),
                "signature": confirmations.Confirmed(UUID(int=1), UUID(int=2), UUID(int=3), kem_public, key)
                .sign(signer.private)
                .hex(),
            }
            for kem_public in (b"", bytes(1216))
        ],
        "transfers": [
            {"words": words, **transferred(words)} for words in ("Ábaco hielo luna pez roca viento",)
        ],
        "spelled": [{"secret": s.hex(), "letters": tokens.spell(s)} for s in (b"", b"\0", key, bytes(16))],
        "hashes": [
            {
                "key": key.hex(),
                "purpose": "login",
                "value": value,
                "hash": tokens.keyed_hash(key, value, purpose="login").hex(),
                "token_hash": tokens.token_hash(value).hex(),
            }
            for value in ("", "marta", "أمادو")
        ],
        "derived": [
            {
                "secret": key.hex(),
                "salt": salt,
                "purpose": "tessera session 1",
                "derived": stretching.derive(
                    key, salt=salt and bytes.fromhex(salt), purpose="tessera session 1"
                ).hex(),
            }
            for salt in (None, "00ff")
        ],
    }


def sealed_stream(key: bytes, content: bytes, context: str) -> bytes:
    target = io.BytesIO()
    writer = streams.SealingWriter(target, key, context=context)
    writer.write(content)
    writer.finish()
    return target.getvalue()


def stretched(typed: str, salt: bytes, pepper: bytes) -> dict[str, str]:
    result = stretching.stretch(passphrases.normalise(typed), salt=salt, pepper=pepper)
    return {"verifier_hash": result.verifier_hash.hex(), "wrap_key": result.wrap_key.hex()}


def transferred(words: str) -> dict[str, str]:
    sealed, key = transfers.seal_new_key(words)
    return {"sealed": sealed.hex(), "content": key.content.hex(), "database": key.database.hex()}


def links(payloads: list[str]) -> list[str]:
    chain, last = [], chains.FIRST_LINK
    for payload in payloads:
        last = chains.link(last, payload.encode())
        chain.append(last.hex())
    return chain


def each(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", VECTORS[name], ids=range(len(VECTORS[name])))


def of(vector: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(vector[name]) for name in names]


@each("boxes")
def test_boxes_of_format_1_open(vector: dict[str, Any]) -> None:
    key, sealed, content = of(vector, "key", "sealed", "content")
    assert boxes.unseal(key, sealed, context=vector["context"]) == content


@each("wraps")
def test_wraps_of_format_1_open(vector: dict[str, Any]) -> None:
    private, wrapped, key = of(vector, "private", "wrapped", "key")
    assert wraps.unwrap(wrapped, private, context=vector["context"]) == key


@each("wraps")
def test_a_public_key_of_then_still_takes_wraps(vector: dict[str, Any]) -> None:
    private, public = of(vector, "private", "public")
    wrapped = wraps.wrap(b"another key", public, context="here")
    assert wraps.unwrap(wrapped, private, context="here") == b"another key"


@each("shares")
def test_any_three_shares_of_format_1_give_the_key(vector: dict[str, Any]) -> None:
    shares = [bytes.fromhex(share) for share in vector["shares"]]
    for three in combinations(shares, 3):
        assert sharing.combine(three, context=vector["context"]).hex() == vector["key"]


@each("streams")
def test_streams_of_format_1_open(vector: dict[str, Any]) -> None:
    key, sealed, repeated = of(vector, "key", "sealed", "repeated")
    content = b"".join(streams.read_sealed(io.BytesIO(sealed), key, context=vector["context"]))
    assert content == repeated * vector["times"]


@each("stretched")
def test_the_same_words_salt_and_pepper_give_the_same_keys(vector: dict[str, Any]) -> None:
    """At its real cost: 64 MiB and three passes are part of the format."""
    salt, pepper = of(vector, "salt", "pepper")
    expected = {name: vector[name] for name in ("verifier_hash", "wrap_key")}
    assert stretched(vector["typed"], salt, pepper) == expected


@each("chains")
def test_links_come_out_as_then(vector: dict[str, Any]) -> None:
    assert links(vector["payloads"]) == vector["links"]


@each("canonical")
def test_lines_are_spelled_as_then(vector: dict[str, Any]) -> None:
    assert chains.canonical(vector["fields"]).hex() == vector["bytes"]


@each("signatures")
def test_signatures_come_out_as_then_and_hold(vector: dict[str, Any]) -> None:
    private, public, content, signature = of(vector, "private", "public", "content", "signature")
    assert signing.sign(content, private) == signature
    signing.check_signature(content, signature, public)


@each("checkpoints")
def test_checkpoints_are_spelled_and_signed_as_then(vector: dict[str, Any]) -> None:
    private, link = of(vector, "private", "link")
    made = checkpoints.Checkpoint(UUID(vector["chain"]), vector["number"], link)
    assert made.spell() == vector["letters"]
    assert made.signed(private).spell() == vector["signed"]
    assert checkpoints.read_checkpoint(vector["letters"]) == made
    assert checkpoints.read_checkpoint(vector["signed"]) == made.signed(private)
    assert made.signed(private).unsigned() == made


@each("compared")
def test_keys_are_compared_by_the_words_of_then(vector: dict[str, Any]) -> None:
    keys = [bytes.fromhex(key) for key in vector["keys"]]
    for language, words in vector["words"].items():
        assert comparing.comparison_words(*keys, language=language) == words


def test_words_change_with_every_key_and_where_one_ends() -> None:
    heard = {
        comparing.comparison_words(*keys, language="es") for keys in [(b"ab", b"c"), (b"a", b"bc"), (b"abc",)]
    }
    assert len(heard) == 3
    assert all(len(words.split()) == 6 for words in heard)


def confirmed(vector: dict[str, Any]) -> confirmations.Confirmed:
    names = (UUID(vector[name]) for name in ("vault", "occasion", "member"))
    return confirmations.Confirmed(*names, *of(vector, "kem_public", "signing_public"))


@each("confirmations")
def test_confirmations_are_signed_as_then(vector: dict[str, Any]) -> None:
    private, signature = of(vector, "private", "signature")
    assert confirmed(vector).sign(private) == signature
    confirmed(vector).check(signature, bytes.fromhex(VECTORS["signatures"][0]["public"]))


@pytest.mark.parametrize("field", ["vault", "occasion", "member", "kem_public", "signing_public"])
def test_a_confirmation_says_nothing_of_anything_else(field: str) -> None:
    """Nor does a byte wander from one key into the next."""
    vector = VECTORS["confirmations"][1]
    made, public = confirmed(vector), bytes.fromhex(VECTORS["signatures"][0]["public"])
    (signature,) = of(vector, "signature")
    other = UUID(int=9) if isinstance(getattr(made, field), UUID) else getattr(made, field)[1:] + b"\1"
    with pytest.raises(SealBroken):
        replace(made, **{field: other}).check(signature, public)
    moved = replace(made, kem_public=made.kem_public[:-1], signing_public=b"\0" + made.signing_public)
    with pytest.raises(SealBroken):
        moved.check(signature, public)


@pytest.mark.parametrize("language", passphrases.LANGUAGES)
def test_words_are_heard_in_any_language(language: str) -> None:
    words = comparing.comparison_words(b"ab", b"c", language=language)
    assert comparing.are_words_of(f" {words.upper()} ", b"ab", b"c")
    assert not comparing.are_words_of(words, b"a", b"bc")
    assert not comparing.are_words_of(words.rsplit(" ", 1)[0], b"ab", b"c")
    assert not comparing.are_words_of("", b"ab", b"c")


@each("transfers")
def test_copies_on_their_way_open_with_the_words_of_then(vector: dict[str, Any]) -> None:
    """At its real cost, as it is part of the format."""
    key = transfers.open_key(bytes.fromhex(vector["sealed"]), vector["words"])
    assert (key.content.hex(), key.database.hex()) == (vector["content"], vector["database"])


@each("spelled")
def test_secrets_on_paper_read_as_then(vector: dict[str, Any]) -> None:
    (secret,) = of(vector, "secret")
    assert tokens.spell(secret) == vector["letters"]
    assert tokens.read_spelled(vector["letters"]) == secret


@each("hashes")
def test_hashes_come_out_as_then(vector: dict[str, Any]) -> None:
    (key,) = of(vector, "key")
    assert tokens.keyed_hash(key, vector["value"], purpose=vector["purpose"]).hex() == vector["hash"]
    assert tokens.token_hash(vector["value"]).hex() == vector["token_hash"]


@each("derived")
def test_derived_keys_come_out_as_then(vector: dict[str, Any]) -> None:
    (secret,) = of(vector, "secret")
    salt = vector["salt"] and bytes.fromhex(vector["salt"])
    assert stretching.derive(secret, salt=salt, purpose=vector["purpose"]).hex() == vector["derived"]


def test_a_vector_of_every_sort_is_kept() -> None:
    assert {name: len(kept) for name, kept in VECTORS.items()} == {
        name: len(made) for name, made in make_vectors().items()
    }


# Published by others: our own vectors would only repeat a mistake we made from the start.


def test_signatures_agree_with_rfc_8032() -> None:
    """RFC 8032, section 7.1, test 3."""
    private = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
    public = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    signature = (
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )
    assert signing.sign(b"\xaf\x82", bytes.fromhex(private)).hex() == signature
    signing.check_signature(b"\xaf\x82", bytes.fromhex(signature), bytes.fromhex(public))


def test_derivation_agrees_with_rfc_5869() -> None:
    """RFC 5869, appendix A.3 has no salt and no purpose; its first 32 bytes."""
    okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert stretching.derive(b"\x0b" * 22, salt=None, purpose="").hex() == okm


def test_keyed_hashes_are_hmac_sha_256_over_purpose_and_value() -> None:
    """As RFC 2104 has it, from Python's own library."""
    expected = hmac.new(b"Jefe", b"login\0marta", hashlib.sha256).digest()
    assert tokens.keyed_hash(b"Jefe", "marta", purpose="login") == expected
