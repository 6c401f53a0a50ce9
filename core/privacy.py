"""Sealed fields: what a personal value looks like before, in and after the log.

AES-256-GCM under one key a person and tenant; associated data bind the ciphertext to its tenant,
stream, version and field, so that it cannot be moved. The nonce is a synthetic one (a keyed hash of
plaintext and place), so that no two different plaintexts ever share one, and a repeat gives the
same bytes.
"""

import hmac
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from core.errors import Invalid

NONCE_BYTES = 12


class Sealed(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A personal value in the log: the person whose key opens it, and nonce || ciphertext ||
    tag."""

    person: str
    box: bytes


class Clear(Sealed, frozen=True):
    """A personal value on its way into the log; it never leaves the process (the codec refuses
    it)."""

    def __repr__(self) -> str:
        return f"Clear({self.person})"


class Erased:
    """What a reader gets where the key is gone."""

    def __repr__(self) -> str:
        return "ERASED"

    def __str__(self) -> str:
        return "（消去済み）"


ERASED = Erased()


class PersonKeys(Protocol):
    """The key port, for one tenant. Person ids are key ids; a destroyed one is never made again."""

    def new(self, person: str) -> bytes:
        """The person's 32-byte key, made and stored durably if there was none; `Refused` if
        destroyed."""

    def get(self, person: str) -> bytes | None:
        """The key, or None when it was destroyed or never made."""

    def destroy(self, person: str) -> None:
        """Make the key unrecoverable: new epoch, everybody else's key re-wrapped, old epoch key
        gone."""

    def rewrap(self) -> int:
        """New epoch key, all keys wrapped again; how many."""


def clear(person: str, text: str) -> Clear:
    """Mark `text` as personal to `person`: the engine seals it before it is stored."""
    return Clear(person, text.encode())


def place(tenant: str, stream: str, version: int, field: str) -> bytes:
    """The associated data of a sealed field."""
    return "\x1f".join((tenant, stream, str(version), field)).encode()


def seal(key: bytes, value: Clear, aad: bytes) -> Sealed:
    """Encrypt a clear value for its place in the log."""
    nonce = hmac.digest(key, b"nonce\x1f" + aad + b"\x1f" + value.box, "sha256")[:NONCE_BYTES]
    return Sealed(value.person, nonce + AESGCM(key).encrypt(nonce, value.box, aad))


def unseal(key: bytes | None, value: Sealed, aad: bytes) -> str | Erased:
    """The text, or `ERASED` without a key; `Invalid` if the ciphertext was altered or moved."""
    if key is None:
        return ERASED
    nonce, box = value.box[:NONCE_BYTES], value.box[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, box, aad).decode()
    except (InvalidTag, ValueError):
        raise Invalid("sealed field does not open here") from None
