"""Digest of everything a view ever showed up to a position: equal on every store, after a rebuild
and after an erasure.

It runs along with the fold, so it costs nothing to ask. It begins as the SHA-256 of the view's
name. A fact that changes rows makes it the SHA-256 of the digest before, followed by one line for
each change, by kind and key: the JSON array [position, kind, key, hash] and LF, where `hash` is the
SHA-256 (hex) of the row's canonical JSON, null where a row was ended. Sealed cells are in it as
stored.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain, pairwise
from operator import itemgetter

import msgspec

from projections.versions import Stored

Change = tuple[str, str, bytes | None]
"""Kind of table, key, canonical JSON of the new row."""


def begun(name: str) -> bytes:
    """The digest of the view so called before the first fact."""
    return hashlib.sha256(name.encode()).digest()


def extended(before: bytes, position: int, changes: Iterable[Change]) -> bytes:
    """The digest once the fact at `position` made these changes, sorted by kind and key."""
    return _extended(before, position, [(kind, key, _hash(row)) for kind, key, row in changes])


def made_again(name: str, histories: Mapping[str, Iterable[Stored]]) -> bytes:
    """The digest from the rows themselves: kind -> every version, by key and position."""
    changes: dict[int, list[_Line]] = defaultdict(list)
    for kind, history in histories.items():
        for position, line in _lines(kind, history):
            changes[position].append(line)
    total = begun(name)
    for position in sorted(changes):
        total = _extended(total, position, sorted(changes[position], key=itemgetter(0, 1)))
    return total


def _lines(kind: str, history: Iterable[Stored]) -> Iterable[tuple[int, "_Line"]]:
    for version, after in pairwise(chain(history, (None,))):
        assert version, "only the last is none"
        yield version.from_position, (kind, version.key, _hash(version.row))
        ends = version.to_position
        went_on = after and (after.key, after.from_position) == (version.key, ends)
        if ends is not None and not went_on:
            yield ends, (kind, version.key, _hash(None))


def _extended(before: bytes, position: int, lines: Iterable["_Line"]) -> bytes:
    said = [
        b'[%d,"%b",%b,%b]\n' % (position, kind.encode(), _json(key), hashed)
        for kind, key, hashed in lines
    ]
    return hashlib.sha256(before + b"".join(said)).digest()


def _hash(row: bytes | None) -> bytes:
    return b"null" if row is None else b'"%b"' % hashlib.sha256(row).hexdigest().encode()


_Line = tuple[str, str, bytes]
_json = msgspec.json.encode
