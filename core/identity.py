"""The entropy port: the one module that draws random bytes and makes ids from them."""

import hmac
import secrets
from collections.abc import Callable

Entropy = Callable[[str], bytes]
"""Returns 32 fresh bytes for a stated purpose; a seeded one returns the same bytes for the same
purpose."""


def system_entropy(purpose: str) -> bytes:
    """32 bytes from the operating system, whatever the purpose."""
    del purpose
    return secrets.token_bytes(32)


def seeded_entropy(seed: bytes) -> Entropy:
    """Bytes that follow from `seed` and the purpose: for the demo and tests, never for real
    people."""

    def draw(purpose: str) -> bytes:
        return hmac.digest(seed, purpose.encode(), "sha256")

    return draw


def short_id(prefix: str, raw: bytes) -> str:
    """An id such as `p-1f3c…` (80 bits) from fresh bytes."""
    return f"{prefix}-{raw[:10].hex()}"
