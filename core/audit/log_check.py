"""The log of a bundle, read once from the first event to the last (design parts 4 and 8).

Each entry is canonical and of this tenant, each stream counts 1, 2, 3, …, each hash tile follows
from the entries. What fails is named by position, stream or tile.
"""

from collections.abc import Callable

from core.audit.entry import BadEntry, Entry, decode
from core.audit.manifest import Manifest, parse_object
from core.audit.merkle import leaf_hash
from core.audit.report import Check, Findings, Rejected
from core.audit.tiles import (
    HASH_SIZE,
    TILE_WIDTH,
    Tile,
    TileTree,
    entry_bundles,
    tile_at,
    unpack_entries,
)

GAP_NAMED_MAX = 10_000
POSITIONS_NAMED_MAX = 5


class StreamCheck:
    """Versions of each stream follow each other from 1 without a gap."""

    def __init__(self) -> None:
        self.findings = Findings("streams")
        self._last: dict[str, int] = {}
        self._skipped: dict[tuple[str, int], int] = {}

    def see(self, position: int, stream: str, version: int) -> None:
        """Take the next event; a version that comes too late is out of order, not missing."""
        due = self._last.get(stream, 0) + 1
        if version == due:
            self._last[stream] = version
        elif version > due:
            self._skip(position, stream, due, version)
        elif self._skipped.pop((stream, version), None):
            self._fault("streams.order", position, stream, version=version, due=due)
        else:
            self._fault("streams.repeated", position, stream, version=version)

    def finish(self) -> Check:
        """Name what was skipped and never came."""
        for (stream, version), position in self._skipped.items():
            self._fault("streams.missing", position, stream, first=version, last=version)
        return self.findings.check("streams.ok", streams=len(self._last))

    def _skip(self, position: int, stream: str, due: int, version: int) -> None:
        self._last[stream] = version
        if len(self._skipped) + version - due > GAP_NAMED_MAX:
            self._fault("streams.missing", position, stream, first=due, last=version - 1)
            return
        self._fault("streams.order", position, stream, version=version, due=due)
        self._skipped.update({(stream, absent): position for absent in range(due, version)})

    def _fault(self, code: str, position: int, stream: str, **values: int) -> None:
        self.findings.fault(code, position=position, stream=stream, **values)


class LogCheck:
    """Reads the log once, and keeps what later checks need.

    `roots`: the root at each wanted size that was reached; `rulings`: each policy that ruled, with
    its first position; `published`: the digests of published editions.
    """

    def __init__(
        self, take: Callable[[str], bytes | None], manifest: Manifest, wanted: set[int]
    ) -> None:
        self.entries, self.tree = Findings("entries"), Findings("tree")
        self.tenants, self.streams = Findings("tenant"), StreamCheck()
        self.roots: dict[int, bytes] = {}
        self.rulings: dict[tuple[str, str, str], int] = {}
        self.published: set[str] = set()
        self.complete = True
        self._take, self._manifest = take, manifest
        self._wanted = wanted | {manifest.size}
        self._growing = TileTree()
        self._note_root()

    def read(self) -> None:
        """Read every entry bundle and compare every hash tile."""
        for member, first, width in entry_bundles(self._manifest.size):
            raw = self._take(member)
            if raw is None:
                self.entries.fault("entries.unread", member=member, first=first + 1)
                self.complete = False
                return
            self._read_bundle(member, raw, first + 1, width)
        for tile in self._growing.partial():
            self._compare(tile)

    def _read_bundle(self, member: str, raw: bytes, first: int, width: int) -> None:
        try:
            entries = unpack_entries(raw)
        except Rejected:
            entries = []
        if len(entries) != width:
            found = len(entries)
            self.entries.fault(
                "entries.count", member=member, first=first, width=width, found=found
            )
        for entry in entries:
            for tile in self._growing.add(leaf_hash(entry)):
                self._compare(tile)
            self._note_root()
            self._see(member, entry)

    def _note_root(self) -> None:
        if self._growing.size in self._wanted:
            self.roots[self._growing.size] = self._growing.root()

    def _see(self, member: str, raw: bytes) -> None:
        position = self._growing.size
        try:
            entry = decode(raw)
        except BadEntry:
            self.entries.fault("entries.entry", position=position, member=member)
            return
        self.streams.see(position, entry.stream, entry.version)
        try:
            self._read_state(position, entry)
        except Rejected:
            self.entries.fault("entries.state", position=position, member=member)

    def _read_state(self, position: int, entry: Entry) -> None:
        state = parse_object(entry.state, "json.bad")
        envelope, event = state.get("envelope"), state.get("event")
        if not isinstance(envelope, dict) or not isinstance(event, dict):
            raise Rejected("json.bad")
        if envelope.get("tenant") != self._manifest.tenant:
            self.tenants.fault("tenant.other", position=position, stream=entry.stream)
        self._note_ruling(position, envelope.get("policy"))
        digest = event.get("edition_sha256")
        if entry.topic.startswith("directory.") and isinstance(digest, str):
            self.published.add(digest)

    def _note_ruling(self, position: int, policy: object) -> None:
        """The policy an envelope names, if any: id, version and digest, all text."""
        if policy is None:
            return
        if not isinstance(policy, dict):
            raise Rejected("json.bad")
        named = [policy.get(field) for field in ("id", "version", "digest")]
        texts = [value for value in named if isinstance(value, str)]
        if len(texts) < 3:
            raise Rejected("json.bad")
        self.rulings.setdefault((texts[0], texts[1], texts[2]), position)

    def _compare(self, tile: Tile) -> None:
        """A tile of leaves that differs names the positions; one above names itself."""
        member = tile_at(tile.level, tile.number, self._manifest.size)
        held = self._take(member)
        if held is None:
            self.tree.fault("tree.tile_absent", member=member)
        elif held != tile.hashes and tile.level == 0:
            positions = _differences(held, tile.hashes, tile.number * TILE_WIDTH + 1)
            self.tree.fault("tree.leaf", positions=positions, member=member)
        elif held != tile.hashes:
            self.tree.fault("tree.tile", member=member)


def finish_tree(log: LogCheck, manifest: Manifest, stray_tiles: list[str]) -> Check:
    """The check of the tree, after the log was read and its tiles were taken."""
    for member in stray_tiles:
        log.tree.fault("tree.tile_stray", member=member)
    root = log.roots.get(manifest.size) if log.complete else None
    if root is None:
        log.tree.fault("tree.incomplete")
    elif root.hex() != manifest.root:
        log.tree.fault("tree.manifest_root")
    return log.tree.check("tree.ok", size=manifest.size, root=manifest.root)


def _differences(held: bytes, due: bytes, first: int) -> str:
    """The positions whose hash is not the same in both, the first few by number."""
    starts = range(0, max(len(held), len(due)), HASH_SIZE)
    wrong = [
        first + start // HASH_SIZE
        for start in starts
        if held[start : start + HASH_SIZE] != due[start : start + HASH_SIZE]
    ]
    more = f" … ({len(wrong)})" if len(wrong) > POSITIONS_NAMED_MAX else ""
    return ", ".join(str(position) for position in wrong[:POSITIONS_NAMED_MAX]) + more
