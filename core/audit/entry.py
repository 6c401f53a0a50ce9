"""Canonical entry: the bytes that a leaf hashes (length-prefixed; C2SP tlog-tiles size limit).

Layout, big-endian: u16 length + stream (UTF-8) · u64 version · u16 length + topic (UTF-8) · u16
length + state. One value has one spelling: `decode` refuses what `encode` would not have written.
"""

from struct import Struct, error
from typing import NamedTuple

ENTRY_BYTES_MAX = 65_535
VERSION_MAX = 2**63 - 1
_U16, _U64_U16 = Struct(">H"), Struct(">QH")


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
    middle = _U64_U16.pack(version, len(word))
    return b"".join((_U16.pack(len(name)), name, middle, word, _U16.pack(len(state)), state))


def decode(raw: bytes) -> Entry:
    """Return the entry whose canonical bytes are `raw`; raise `BadEntry` for any others.

    Lengths that end exactly at the end, and strict UTF-8, leave one spelling only.
    """
    try:
        name_end = 2 + _U16.unpack_from(raw)[0]
        version, width = _U64_U16.unpack_from(raw, name_end)
        topic_at = name_end + 10
        topic_end = topic_at + width
        end = topic_end + 2 + _U16.unpack_from(raw, topic_end)[0]
        if end != len(raw) or end > ENTRY_BYTES_MAX or version > VERSION_MAX:
            raise BadEntry("bad entry")
        name, topic = raw[2:name_end].decode(), raw[topic_at:topic_end].decode()
    except (error, UnicodeDecodeError):
        raise BadEntry("bad entry") from None
    return Entry(name, version, topic, raw[topic_end + 2 :])
