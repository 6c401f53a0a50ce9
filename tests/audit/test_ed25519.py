"""Ed25519 checking against keys made by `cryptography`, and the strictness of RFC 8032."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.audit.ed25519 import ORDER, PRIME, _decode_point, signature_holds

PRIVATE = Ed25519PrivateKey.from_private_bytes(sha256(b"test").digest())
PUBLIC = PRIVATE.public_key().public_bytes_raw()
MESSAGE = b"a checkpoint"
SIGNATURE = PRIVATE.sign(MESSAGE)


def test_signatures_made_elsewhere_hold_for_their_message_and_key_only() -> None:
    for number in range(20):
        private = Ed25519PrivateKey.from_private_bytes(sha256(bytes([number])).digest())
        message = bytes(range(number))
        public, signature = private.public_key().public_bytes_raw(), private.sign(message)
        assert signature_holds(public, message, signature)
        assert not signature_holds(public, message + b"x", signature)
        assert not signature_holds(PUBLIC, message, signature)


def test_every_byte_of_a_signature_matters() -> None:
    for at in range(64):
        changed = SIGNATURE[:at] + bytes([SIGNATURE[at] ^ 1]) + SIGNATURE[at + 1 :]
        assert not signature_holds(PUBLIC, MESSAGE, changed)


def test_a_scalar_not_below_the_order_is_another_spelling_and_refused() -> None:
    scalar = int.from_bytes(SIGNATURE[32:], "little") + ORDER
    assert not signature_holds(PUBLIC, MESSAGE, SIGNATURE[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "public",
    [
        (1).to_bytes(32, "little"),
        (PRIME - 1).to_bytes(32, "little"),
        (PRIME + 1).to_bytes(32, "little"),
        bytes(32),
        (1 | 1 << 255).to_bytes(32, "little"),
        (2).to_bytes(32, "little"),
    ],
    ids=["identity", "order 2", "not canonical", "order 4", "minus zero", "not on the curve"],
)
def test_degenerate_public_keys_are_refused(public: bytes) -> None:
    forged = (1).to_bytes(32, "little") + bytes(32)
    assert not signature_holds(public, MESSAGE, forged)


@pytest.mark.parametrize(("public", "signature"), [(b"", SIGNATURE), (PUBLIC, SIGNATURE[:63])])
def test_wrong_lengths_are_refused(public: bytes, signature: bytes) -> None:
    assert not signature_holds(public, MESSAGE, signature)


def test_no_point_has_a_second_encoding() -> None:
    """RFC 8032 5.1.3: y not below the prime, and a sign on x = 0, are refused when decoding."""
    canonical = [_decode_point(number.to_bytes(32, "little")) for number in range(19)]
    assert sum(point is not None for point in canonical) > 5
    for number in range(19):
        for sign in (0, 1 << 255):
            assert _decode_point((PRIME + number | sign).to_bytes(32, "little")) is None
    for y in (1, PRIME - 1):
        assert _decode_point(y.to_bytes(32, "little")) is not None
        assert _decode_point((y | 1 << 255).to_bytes(32, "little")) is None
