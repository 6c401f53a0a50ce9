"""Persistence module `core.log.bundle`: a bundle's entries as a log that can only be read.

Whether these are the published bytes is for `core.audit.verify` to say, not for this reader.
"""

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

from eventsourcing.persistence import IntegrityError

from core.audit import entry
from core.audit.archive import Archive
from core.audit.manifest import MANIFEST_NAME, parse_manifest
from core.audit.report import Rejected
from core.audit.tiles import entry_bundles, unpack_entries
from core.errors import Invalid
from core.log import recorder
from core.log.memory import MemoryStore
from core.log.port import Append, NotStored, new_append


class BundleStore(MemoryStore):
    """The log of a bundle's one tenant, read into memory. Raises `Invalid` for bad bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        try:
            with path.open("rb") as file:
                archive = Archive(file)
                manifest = parse_manifest(archive.read(MANIFEST_NAME))
                for entries in _pages(archive, manifest.size):
                    events = [entry.decode(raw) for raw in entries]
                    super().submit(new_append(manifest.tenant, events)).result()
        except (Rejected, entry.BadEntry, IntegrityError):
            raise Invalid("bundle holds no sound log") from None

    def submit(self, append: Append) -> Future[range]:
        """Refused: what was published stays as it is."""
        raise NotStored(f"a bundle can only be read; {len(append.events)} events were not stored")


class Factory(recorder.LogFactory):
    """Setting BUNDLE_PATH is the path of the zip."""

    def store(self) -> BundleStore:
        """The bundle, read anew."""
        path = self.env.get("BUNDLE_PATH")
        assert path, "setting BUNDLE_PATH is missing"
        return BundleStore(Path(path))


def tenant_of(path: Path) -> str:
    """The tenant whose log the bundle holds, by its manifest; `Invalid` if it has no sound one."""
    try:
        with path.open("rb") as file:
            return parse_manifest(Archive(file).read(MANIFEST_NAME)).tenant
    except Rejected:
        raise Invalid("bundle has no sound manifest") from None


def _pages(archive: Archive, size: int) -> Iterator[list[bytes]]:
    for path, _, width in entry_bundles(size):
        entries = unpack_entries(archive.read(path))
        if len(entries) != width:
            raise Rejected("entries.lengths")
        yield entries
