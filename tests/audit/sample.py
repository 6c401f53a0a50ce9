"""Small bundles for the tests: invented events, a key of the tests' own, and ways to tamper."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.audit.bundle import BundleParts, write_bundle
from core.audit.entry import encode
from core.audit.manifest import (
    Manifest,
    MemberDigest,
    folder_digest,
    format_manifest,
    parse_manifest,
)
from core.audit.merkle import leaf_hash
from core.audit.note import Checkpoint, VerifierKey, format_checkpoint, format_vkey, signed_note
from core.audit.report import Report
from core.audit.tiles import Tile, TileTree, pack_entries, tile_path
from core.audit.verify import verify_file

POLICY_FILES = {"policy.toml": b'id = "p"\n', "rules.py": b"ORDER = 1\n"}
EDITION_FILES = {"directory.csv": b"region,count\nA,2\n"}
EDITION_JSON = json.dumps(
    {"files": {name: sha256(raw).hexdigest() for name, raw in EDITION_FILES.items()}}
).encode()
EDITION = {**EDITION_FILES, "edition.json": EDITION_JSON}


class Signer:
    """A log's key: signs checkpoints the way a tenant does."""

    def __init__(self, origin: str, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(sha256(seed).digest())
        self.origin = origin
        self.key = VerifierKey(origin, self._private.public_key().public_bytes_raw())
        self.vkey = format_vkey(self.key)

    def checkpoint(self, entries: Sequence[bytes]) -> str:
        """The signed checkpoint over these entries."""
        tree = TileTree()
        for entry in entries:
            tree.add(leaf_hash(entry))
        return self.sign(Checkpoint(self.origin, tree.size, tree.root()))

    def sign(self, checkpoint: Checkpoint) -> str:
        """Any checkpoint, signed."""
        text = format_checkpoint(checkpoint)
        return signed_note(text, self.key, self._private.sign(text.encode()))


SIGNER = Signer("daicho.example/isa", b"isa")
TWIN = Signer("daicho.example/twin", b"twin")


class Event(NamedTuple):
    """One event of the sample: what its entry is made of."""

    stream: str
    version: int
    topic: str = "window.recorded"
    body: Mapping[str, object] = {}
    policy: Mapping[str, str] | None = None

    def entry(self, tenant: str) -> bytes:
        """The canonical bytes in a tenant's log."""
        envelope: dict[str, object] = {"tenant": tenant}
        if self.policy:
            envelope["policy"] = self.policy
        state = json.dumps({"envelope": envelope, "event": self.body}, separators=(",", ":"))
        return encode(self.stream, self.version, self.topic, state.encode())


RULING = {"id": "p", "version": "1.0", "digest": folder_digest(POLICY_FILES)}
PUBLISHED = {"edition": "e1", "edition_sha256": sha256(EDITION_JSON).hexdigest()}
FEW = (
    Event("window/1", 1),
    Event("call/1", 1),
    Event("window/1", 2),
    Event("window/1", 3),
    Event("call/1", 2, "selection.computed", {}, RULING),
    Event("directory/e1", 1, "directory.published", PUBLISHED),
)


def many(count: int) -> list[Event]:
    """So many events in ten streams, in turn."""
    return [Event(f"window/{n % 10}", n // 10 + 1) for n in range(count)]


def entries_of(events: Sequence[Event], tenant: str = "isa") -> list[bytes]:
    """Their canonical entries."""
    return [event.entry(tenant) for event in events]


def parts_of(entries: Sequence[bytes], signer: Signer = SIGNER, older: int = 0) -> BundleParts:
    """The parts of a bundle over these entries, with an older checkpoint at size `older` if any."""
    return BundleParts(
        tenant=signer.origin.rpartition("/")[2],
        origin=signer.origin,
        entries=entries,
        checkpoint=signer.checkpoint(entries),
        vkey=signer.vkey,
        readme="# Sample\n",
        older=[signer.checkpoint(entries[:older])] if older else [],
        policies={"p": ("1.0", POLICY_FILES)},
        editions={"e1": EDITION},
        views={"roster": "ab" * 32},
    )


def bundle_of(parts: BundleParts) -> bytes:
    """The bundle's bytes."""
    out = io.BytesIO()
    write_bundle(out, parts)
    return out.getvalue()


def members_of(bundle: bytes) -> dict[str, bytes]:
    """Its members, read by Python's own zipfile."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repack(members: Mapping[str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of these members as another packer would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return out.getvalue()


def relist(members: Mapping[str, bytes], **changed: object) -> dict[str, bytes]:
    """The members with a manifest that lists them as they are now: a forger who is thorough."""
    manifest = parse_manifest(members["manifest.json"])
    rest = {name: raw for name, raw in members.items() if name != "manifest.json"}
    listed = {name: MemberDigest(sha256(raw).hexdigest(), len(raw)) for name, raw in rest.items()}
    fields = {**manifest._asdict(), "members": listed, **changed}
    return {**rest, "manifest.json": format_manifest(Manifest(**fields))}


def with_log(members: Mapping[str, bytes], entries: Sequence[bytes]) -> dict[str, bytes]:
    """The members with another log: entries, tiles, size and root in the manifest all follow."""
    tree, tiles = TileTree(), list[Tile]()
    for entry in entries:
        tiles += tree.add(leaf_hash(entry))
    tiles += tree.partial()
    kept = {name: raw for name, raw in members.items() if not name.startswith("tile/")}
    packed = {
        tile_path("entries", at // 256, min(256, len(entries) - at)): pack_entries(
            list(entries[at : at + 256])
        )
        for at in range(0, len(entries), 256)
    }
    hashes = {tile.path: tile.hashes for tile in tiles}
    return relist({**kept, **packed, **hashes}, size=tree.size, root=tree.root().hex())


def look(bundle: bytes, checkpoint: str | None = None, key: str | None = None) -> Report:
    """Verify a bundle held in memory."""
    kept = None if checkpoint is None else checkpoint.encode()
    return verify_file(io.BytesIO(bundle), kept, key)


def results(report: Report) -> dict[str, str]:
    """Name to result."""
    return {check.name: check.result for check in report.checks}


def failed(report: Report) -> set[str]:
    """The names of the checks that failed."""
    return {check.name for check in report.checks if check.result == "fail"}


def detail(report: Report, name: str) -> str:
    """What a check said."""
    return next(check.detail for check in report.checks if check.name == name)
