"""Persistence module `core.log.bundle`: a bundle's entries as a log that can only be read.

Whether these are the published bytes is for `core.audit.verify` to say, not for this reader. It
holds one entry bundle of 256 entries at a time, whatever the size of the log.
"""

import threading
from array import array
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import cached_property
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import Struct

from core.audit import entry
from core.audit.archive import Archive
from core.audit.manifest import MANIFEST_NAME, parse_manifest
from core.audit.merkle import Edge, root_of
from core.audit.report import Rejected
from core.audit.tiles import HASH_SIZE, TILE_WIDTH, tile_at, tile_path, unpack_entries
from core.errors import Invalid
from core.event import BAD_STATE
from core.log import recorder
from core.log.port import POSITION_MAX, Append, Head, NotStored, Row, Store

BITS_A_LEVEL = TILE_WIDTH.bit_length() - 1


class _Envelope(Struct):
    command_id: str


class _State(Struct):
    envelope: _Envelope


_decoder = msgspec.json.Decoder(_State)


class BundleStore(Store):
    """The log of a bundle's one tenant, read from the zip as it is asked for.

    Raises `Invalid` for bad bytes: here for a manifest or tiles that do not fit together, and from
    any method for entries that cannot be read.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._last: tuple[int, list[Row]] = (-1, [])
        self._file = path.open("rb")
        try:
            self._archive = Archive(self._file)
            manifest = parse_manifest(self._archive.read(MANIFEST_NAME))
            self.tenant, self._size = manifest.tenant, manifest.size
            self._head = Head(self._size, _edge(self._archive, self._size))
            if self._head.root().hex() != manifest.root:
                raise Rejected("tree.manifest_root")
        except Rejected:
            self._file.close()
            raise Invalid("bundle holds no sound log") from None

    def submit(self, append: Append) -> Future[range]:
        """Refused: what was published stays as it is."""
        raise NotStored(f"a bundle can only be read; {len(append.events)} events were not stored")

    def page(
        self,
        tenant: str,
        after: int,
        limit: int,
        upto: int = POSITION_MAX,
        topics: Sequence[str] = (),
    ) -> list[Row]:
        """See `Store.page`."""
        end = min(upto, self._size) if self._own(tenant) else 0
        rows = (row for row in self._rows(max(after, 0), end) if not topics or row.topic in topics)
        return list(islice(rows, limit))

    def stream(
        self,
        tenant: str,
        stream: str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[Row]:
        """See `Store.stream`; the first call reads the whole log once, for where its streams
        are."""
        places = self._places.get(stream, ()) if self._own(tenant) else ()
        low = -1 if gt is None else gt
        high = POSITION_MAX if lte is None else lte
        rows = [row for place in places for row in self._rows(place - 1, place)]
        held = sorted(
            (row for row in rows if low < row.version <= high),
            key=lambda row: row.version,
            reverse=desc,
        )
        return held[:limit]

    def find_command(self, tenant: str, command_id: str) -> tuple[int, int] | None:
        """See `Store.find_command`, by the envelopes: a command without events is not in them."""
        rows = self._rows(0, self._size) if self._own(tenant) else ()
        found = [row.position for row in rows if _command_of(row) == command_id]
        return (found[0], found[-1]) if found else None

    def head(self, tenant: str) -> Head:
        """See `Store.head`."""
        return self._head if self._own(tenant) else Head()

    def heads(self) -> dict[str, int]:
        """See `Store.heads`."""
        return {self.tenant: self._size} if self._size else {}

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _own(self, tenant: str) -> bool:
        self.check_process()
        return tenant == self.tenant

    def _rows(self, after: int, upto: int) -> Iterator[Row]:
        """The rows at positions after < position <= upto."""
        while after < upto:
            number = after // TILE_WIDTH
            first = number * TILE_WIDTH
            yield from self._bundle(number)[after - first : upto - first]
            after = first + TILE_WIDTH

    def _bundle(self, number: int) -> list[Row]:
        with self._lock:
            if self._last[0] != number:
                self._last = number, self._read(number)
            return self._last[1]

    def _read(self, number: int) -> list[Row]:
        first = number * TILE_WIDTH
        width = min(TILE_WIDTH, self._size - first)
        try:
            entries = unpack_entries(self._archive.read(tile_path("entries", number, width)))
            rows = [Row(first + n, *entry.decode(raw)) for n, raw in enumerate(entries, 1)]
        except (Rejected, entry.BadEntry):
            rows = []
        if len(rows) != width:
            raise Invalid(f"bundle holds no sound log after position {first}")
        return rows

    @cached_property
    def _places(self) -> "dict[str, array[int]]":
        """Stream -> positions, ascending: eight bytes an event."""
        places: dict[str, array[int]] = {}
        for row in self._rows(0, self._size):
            places.setdefault(row.stream, array("q")).append(row.position)
        return places


class Factory(recorder.LogFactory):
    """Setting BUNDLE_PATH is the path of the zip."""

    @cached_property
    def _store(self) -> BundleStore:
        path = self.env.get("BUNDLE_PATH")
        assert path, "setting BUNDLE_PATH is missing"
        return BundleStore(Path(path))

    def store(self) -> BundleStore:
        """The bundle, opened for this application alone."""
        return self._store

    def close(self) -> None:
        """Close the bundle; the application does that when it ends."""
        if "_store" in vars(self):
            self._store.close()


def tenant_of(path: Path) -> str:
    """The tenant whose log the bundle holds, by its manifest; `Invalid` if it has no sound one."""
    try:
        with path.open("rb") as file:
            return parse_manifest(Archive(file).read(MANIFEST_NAME)).tenant
    except Rejected:
        raise Invalid("bundle has no sound manifest") from None


def _command_of(row: Row) -> str:
    try:
        return _decoder.decode(row.state).envelope.command_id
    except BAD_STATE:
        raise Invalid(f"bad payload of {row.topic}") from None


def _edge(archive: Archive, size: int) -> bytes:
    """The right edge of the tree, from the hash tiles: a subtree for each set bit of `size`."""
    edge, first = b"", 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            level, rest = divmod(bit, BITS_A_LEVEL)
            edge += root_of(_hashes(archive, size, level, first >> level * BITS_A_LEVEL, 1 << rest))
            first += 1 << bit
    return Edge(size, edge).pack()


def _hashes(archive: Archive, size: int, level: int, first: int, count: int) -> list[bytes]:
    number, at = divmod(first, TILE_WIDTH)
    tile = archive.read(tile_at(level, number, size))
    hashes = [tile[n * HASH_SIZE :][:HASH_SIZE] for n in range(at, at + count)]
    if len(tile) < (at + count) * HASH_SIZE:
        raise Rejected("tree.tile", member=tile_at(level, number, size))
    return hashes
