"""The writer of a bundle: everything an auditor needs, in one zip (design part 8).

Members: `manifest.json`, `checkpoint`, `checkpoints/<size>`, `tile/…` (C2SP tlog-tiles),
`policies/<id>/…`, `editions/<id>/…`, `views.json`, `README.md`, `verify.py`. Equal parts give equal
bytes.
"""

import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import BinaryIO, NamedTuple

from core.audit.archive import (
    CENTRAL,
    LOCAL,
    MEMBER_BYTES_MAX,
    MEMBERS_MAX,
    TOTAL_BYTES_MAX,
    ArchiveWriter,
    is_member_name,
)
from core.audit.manifest import (
    MANIFEST_NAME,
    Manifest,
    MemberDigest,
    PolicyDigest,
    canonical_json,
    folder_digest,
    format_manifest,
)
from core.audit.merkle import leaf_hash
from core.audit.note import Checkpoint, parse_checkpoint, parse_note
from core.audit.report import Rejected
from core.audit.standalone import standalone_source
from core.audit.tiles import TILE_WIDTH, TileTree, pack_entries, tile_path

COPY_BYTES = 1 << 20


class BundleParts(NamedTuple):
    """What goes into a bundle. `checkpoint` and `older` are signed notes made by the caller.

    `entries` are the canonical entries in order of position, read once; `policies` maps an id to
    its version and its files by relative path; `editions` an id to its files by name; `views` a
    name to its digest (hex).
    """

    tenant: str
    origin: str
    entries: Iterable[bytes]
    checkpoint: str
    vkey: str
    readme: str
    older: Sequence[str] = ()
    policies: Mapping[str, tuple[str, Mapping[str, bytes]]] = {}
    editions: Mapping[str, Mapping[str, bytes]] = {}
    views: Mapping[str, str] = {}


class _Spooled(NamedTuple):
    """A member that waits in the spool file until its place in the archive comes."""

    start: int
    size: int
    crc: int
    sha256: str


class _Spool:
    """Members on disk, so that a long log is never held in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = 0
        self.members: dict[str, _Spooled] = {}

    def put(self, name: str, content: bytes) -> None:
        """Keep one member; `Rejected` when the archive could not hold it."""
        if not is_member_name(name) or name in self.members:
            raise Rejected("bundle.name", member=name)
        if len(content) > MEMBER_BYTES_MAX or len(self.members) >= MEMBERS_MAX:
            raise Rejected("bundle.large")
        self._file.write(content)
        digest = sha256(content).hexdigest()
        self.members[name] = _Spooled(self._end, len(content), zlib.crc32(content), digest)
        self._end += len(content)

    def read(self, member: _Spooled) -> Iterator[bytes]:
        """The member's bytes in pieces."""
        self._file.seek(member.start)
        left = member.size
        while left:
            piece = self._file.read(min(left, COPY_BYTES))
            yield piece
            left -= len(piece)


def write_bundle(out: BinaryIO, parts: BundleParts) -> Manifest:
    """Write the bundle to `out` and return its manifest.

    `Rejected`, with nothing written, when the entries do not have the checkpoint's size and root,
    or when a limit of the archive is passed. Memory does not grow with the log; its bytes pass
    through a temporary file.
    """
    checkpoint = parse_checkpoint(parse_note(parts.checkpoint.encode()).text)
    with tempfile.TemporaryFile() as file:
        spool = _Spool(file)
        _spool_log(spool, parts.entries, checkpoint)
        _spool_papers(spool, parts)
        manifest = _manifest_of(spool, parts, checkpoint)
        spool.put(MANIFEST_NAME, format_manifest(manifest))
        _check_total(spool)
        _write_archive(out, spool)
    return manifest


def _spool_log(spool: _Spool, entries: Iterable[bytes], checkpoint: Checkpoint) -> None:
    tree, waiting, written = TileTree(), [], 0
    for entry in entries:
        waiting.append(entry)
        for tile in tree.add(leaf_hash(entry)):
            spool.put(tile.path, tile.hashes)
        if len(waiting) == TILE_WIDTH:
            spool.put(tile_path("entries", written, TILE_WIDTH), pack_entries(waiting))
            waiting, written = [], written + 1
    if waiting:
        spool.put(tile_path("entries", written, len(waiting)), pack_entries(waiting))
    for tile in tree.partial():
        spool.put(tile.path, tile.hashes)
    if (tree.size, tree.root()) != (checkpoint.size, checkpoint.root):
        raise Rejected("bundle.root")


def _spool_papers(spool: _Spool, parts: BundleParts) -> None:
    """Everything besides the log."""
    spool.put("checkpoint", parts.checkpoint.encode())
    spool.put("views.json", canonical_json(parts.views))
    spool.put("README.md", parts.readme.encode())
    spool.put("verify.py", standalone_source().encode())
    for note in parts.older:
        size = parse_checkpoint(parse_note(note.encode()).text).size
        spool.put(f"checkpoints/{size}", note.encode())
    for policy, (_, sources) in parts.policies.items():
        for path, content in sources.items():
            spool.put(f"policies/{policy}/{path}", content)
    for edition, files in parts.editions.items():
        for path, content in files.items():
            spool.put(f"editions/{edition}/{path}", content)


def _manifest_of(spool: _Spool, parts: BundleParts, checkpoint: Checkpoint) -> Manifest:
    return Manifest(
        tenant=parts.tenant,
        origin=parts.origin,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        vkey=parts.vkey,
        members={n: MemberDigest(one.sha256, one.size) for n, one in spool.members.items()},
        policies={
            policy: PolicyDigest(version, folder_digest(sources))
            for policy, (version, sources) in parts.policies.items()
        },
    )


def _check_total(spool: _Spool) -> None:
    headers = LOCAL.size + CENTRAL.size
    sizes = [one.size + headers + 2 * len(n.encode()) for n, one in spool.members.items()]
    if sum(sizes) > TOTAL_BYTES_MAX - CENTRAL.size:
        raise Rejected("bundle.large")


def _write_archive(out: BinaryIO, spool: _Spool) -> None:
    archive = ArchiveWriter(out)
    for name in sorted(spool.members):
        member = spool.members[name]
        archive.add(name, spool.read(member), member.size, member.crc)
    archive.close()
