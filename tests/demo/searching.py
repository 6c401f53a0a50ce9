"""Finds many values in much data at once: one pass, by the first bytes of each shape."""

import base64
from collections.abc import Iterable, Iterator

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932")
HEAD_BYTES = 5


def shapes(text: str) -> Iterator[bytes]:
    """The text in every encoding that has it, and in base64 at each of the three offsets."""
    for encoding in ENCODINGS:
        raw = text.encode(encoding, "ignore")
        if raw.decode(encoding) == text:
            yield raw
            yield from _in_base64(raw)


def _in_base64(raw: bytes) -> Iterator[bytes]:
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + raw + b"\0" * 2)
        first, last = -(-offset * 4 // 3), (offset + len(raw)) * 4 // 3
        yield whole[first:last]


class Search:
    """The values to look for, by the first `HEAD_BYTES` bytes of each of their shapes."""

    def __init__(self, values: Iterable[str]) -> None:
        self._shapes: dict[bytes, list[tuple[bytes, str]]] = {}
        for value in values:
            for shape in shapes(value):
                assert len(shape) >= HEAD_BYTES, "too short to mean anything"
                self._shapes.setdefault(shape[:HEAD_BYTES], []).append((shape, value))

    def found_in(self, raw: bytes) -> set[str]:
        """The values that can be read in the bytes."""
        heads, found = self._shapes, set()
        for place in range(len(raw) - HEAD_BYTES + 1):
            for shape, value in heads.get(raw[place : place + HEAD_BYTES], ()):
                if raw.startswith(shape, place):
                    found.add(value)
        return found
