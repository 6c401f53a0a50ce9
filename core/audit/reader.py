"""Reading a bundle: its members against the manifest, and its entries in order (design part 8)."""

from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from core.audit.archive import Archive
from core.audit.manifest import (
    MANIFEST_NAME,
    Manifest,
    MemberDigest,
    is_known_member,
    parse_manifest,
)
from core.audit.report import Check, Findings, Rejected
from core.audit.tiles import entry_bundles, unpack_entries


class Members:
    """Hands out members and compares each with the manifest.

    What differs is noted and still handed out, so that later checks can say what was changed.
    """

    def __init__(self, archive: Archive, manifest: Manifest) -> None:
        self.findings = Findings("members")
        self._archive = archive
        self._listed = manifest.members
        self._taken = {MANIFEST_NAME}

    def take(self, name: str) -> bytes | None:
        """The member's bytes; None, with the reason noted, when it is missing or damaged."""
        self._taken.add(name)
        try:
            raw = self._archive.read(name)
        except Rejected as reason:
            if name not in self._listed or name in self._archive.members:
                self.findings.rejected(reason)
            return None
        listed = self._listed.get(name)
        if listed is not None and listed != MemberDigest(sha256(raw).hexdigest(), len(raw)):
            self.findings.fault("members.digest", member=name)
        return raw

    def untaken(self, prefix: str) -> list[str]:
        """Names of the members under `prefix` that nobody took yet, in order."""
        names = self._archive.members.keys() - self._taken
        return sorted(name for name in names if name.startswith(prefix))

    def take_folder(self, prefix: str) -> dict[str, bytes]:
        """All readable members under `prefix`, by their path below it."""
        taken = {name: self.take(name) for name in self.untaken(prefix)}
        return {name[len(prefix) :]: raw for name, raw in taken.items() if raw is not None}

    def finish(self) -> Check:
        """Take what nobody took, compare the two lists of names, and give the check."""
        for name in self.untaken(""):
            self.take(name)
        held = self._archive.members.keys() - {MANIFEST_NAME}
        for name in sorted(self._listed.keys() - held):
            self.findings.fault("members.missing", member=name)
        for name in sorted(held - self._listed.keys()):
            self.findings.fault("members.stray", member=name)
        for name in sorted(held):
            if not is_known_member(name):
                self.findings.fault("members.unknown", member=name)
        return self.findings.check("members.ok", members=len(self._listed))


class Bundle:
    """A bundle that is trusted to be whole: whatever is not as the manifest says raises `Rejected`.

    For readers after a verification, such as a replay; it judges neither tree nor signature.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._archive = Archive(file)
        self.manifest = parse_manifest(self._archive.read(MANIFEST_NAME))

    def names(self, prefix: str = "") -> list[str]:
        """Names of the members under `prefix`, in order."""
        return sorted(name for name in self.manifest.members if name.startswith(prefix))

    def read(self, name: str) -> bytes:
        """The bytes of a member."""
        raw = self._archive.read(name)
        listed = self.manifest.members.get(name)
        if listed != MemberDigest(sha256(raw).hexdigest(), len(raw)):
            raise Rejected("members.digest", member=name)
        return raw

    def folder(self, prefix: str) -> dict[str, bytes]:
        """The members under `prefix` (ending in a slash), by their path below it."""
        return {name[len(prefix) :]: self.read(name) for name in self.names(prefix)}

    def entries(self) -> Iterator[bytes]:
        """The canonical entries, from position 1 on."""
        for name, _, width in entry_bundles(self.manifest.size):
            entries = unpack_entries(self.read(name))
            if len(entries) != width:
                raise Rejected("entries.lengths")
            yield from entries
