"""Canonical entry: the bytes that a leaf hashes (length-prefixed; C2SP tlog-tiles size limit).

Layout, big-endian: u16 length + stream (UTF-8) · u64 version · u16 length + topic (UTF-8) · u16
length + state. One value has one spelling: `decode` refuses what `encode` would not have written.
"""

from typing import NamedTuple

ENTRY_BYTES_MAX = 65_535
VERSION_MAX = 2**63 - 1


class BadEntry(ValueError):
    """The bytes are not a canonical entry."""


class Entry(NamedTuple):
    """One event as stored: its stream, version in the stream, topic and state bytes."""

    stream: str
    version: int
    topic: str
    state: bytes


def encode(stream: str, version: int, topic: str, state: bytes) -> bytes:
    """Return the canonical bytes; raise `BadEntry` when they would pass `ENTRY_BYTES_MAX`."""
    name, word = stream.encode(), topic.encode()
    size = 14 + len(name) + len(word) + len(state)
    if size > ENTRY_BYTES_MAX or not 0 <= version <= VERSION_MAX:
        raise BadEntry("entry too large")
    return b"".join(
        (_u16(name), name, version.to_bytes(8, "big"), _u16(word), word, _u16(state), state)
    )


def decode(raw: bytes) -> Entry:
    """Return the entry whose canonical bytes are `raw`; raise `BadEntry` for any others."""
    try:
        stream, rest = _take(raw)
        version, rest = int.from_bytes(rest[:8], "big"), rest[8:]
        topic, rest = _take(rest)
        state, rest = _take(rest)
        entry = Entry(stream.decode(), version, topic.decode(), state)
    except (IndexError, UnicodeDecodeError):
        raise BadEntry("bad entry") from None
    if rest or encode(*entry) != raw:
        raise BadEntry("bad entry")
    return entry


def _u16(part: bytes) -> bytes:
    return len(part).to_bytes(2, "big")


def _take(raw: bytes) -> tuple[bytes, bytes]:
    size = raw[0] << 8 | raw[1]
    return raw[2 : 2 + size], raw[2 + size :]
