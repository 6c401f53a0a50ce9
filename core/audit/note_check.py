"""The checkpoints: who signed, whose key it is, and whether the log only grew (design part 8)."""

from typing import NamedTuple

from core.audit.manifest import Manifest
from core.audit.note import (
    Checkpoint,
    Note,
    VerifierKey,
    is_signed_by,
    parse_checkpoint,
    parse_note,
    parse_vkey,
)
from core.audit.report import Check, Findings, Rejected


class Signed(NamedTuple):
    """A note and the checkpoint that is its text."""

    note: Note
    checkpoint: Checkpoint


class NoteCheck:
    """The checkpoint in the bundle, older ones in it, and an older one that the caller kept.

    Read first, because it says at which sizes the log's root is wanted; judged after the log was
    read.
    """

    def __init__(
        self,
        manifest: Manifest,
        latest: bytes | None,
        older: dict[str, bytes],
        kept: bytes | None,
        key: str | None,
    ) -> None:
        self._manifest = manifest
        self._checkpoint = Findings("checkpoint")
        self._signature, self._identity = Findings("signature"), Findings("identity")
        self._history, self._completeness = Findings("history"), Findings("completeness")
        self._latest = _read(latest, self._checkpoint)
        self._bundle_key = _read_key(manifest.vkey, manifest.origin, self._signature)
        self._given_key = _read_key(key, manifest.origin, self._identity)
        self._key_given = key is not None
        self._older = {name: _read(raw, self._history) for name, raw in older.items()}
        self._kept_given = kept is not None
        self._kept = _read(kept, self._completeness) if kept is not None else None

    def wanted(self) -> set[int]:
        """The sizes at which the root over the entries is needed."""
        signed = (self._latest, self._kept, *self._older.values())
        return {one.checkpoint.size for one in signed if one is not None}

    def judge(self, roots: dict[int, bytes]) -> list[Check]:
        """All checks, given the roots over the entries at the wanted sizes."""
        return [
            self._judge_checkpoint(roots),
            self._judge_signature(),
            self._judge_identity(),
            self._judge_history(roots),
            self._judge_completeness(roots),
        ]

    def _judge_checkpoint(self, roots: dict[int, bytes]) -> Check:
        found, manifest = self._checkpoint, self._manifest
        if self._latest is not None:
            origin, size, root = self._latest.checkpoint
            if origin != manifest.origin:
                found.fault("checkpoint.origin")
            if size != manifest.size:
                found.fault("tree.checkpoint_size", signed=size, size=manifest.size)
            elif roots.get(size) != root:
                found.fault("tree.checkpoint_root", size=size)
        return found.check("checkpoint.ok", origin=manifest.origin, size=manifest.size)

    def _judge_signature(self) -> Check:
        if not _holds(self._latest, self._bundle_key) and not self._signature.count:
            self._signature.fault("signature.wrong")
        return self._signature.check("signature.ok")

    def _judge_identity(self) -> Check:
        if not self._key_given:
            return self._identity.unchecked("identity.unchecked")
        if not _holds(self._latest, self._given_key) and not self._identity.count:
            self._identity.fault("identity.wrong")
        return self._identity.check("identity.ok")

    def _judge_history(self, roots: dict[int, bytes]) -> Check:
        for name, signed in self._older.items():
            if signed is None or not self._is_ours(signed) or not self._is_named(name, signed):
                self._history.fault("history.bad", member=name)
            elif roots.get(signed.checkpoint.size) != signed.checkpoint.root:
                size = signed.checkpoint.size
                self._history.fault("history.fork", member=name, size=size)
        if not self._older:
            return self._history.unchecked("history.unchecked")
        return self._history.check("history.ok", count=len(self._older))

    def _is_ours(self, signed: Signed) -> bool:
        return signed.checkpoint.origin == self._manifest.origin and _holds(
            signed, self._bundle_key
        )

    def _is_named(self, name: str, signed: Signed) -> bool:
        size = signed.checkpoint.size
        return name == f"checkpoints/{size}" and size <= self._manifest.size

    def _judge_completeness(self, roots: dict[int, bytes]) -> Check:
        """What was kept must be signed by the caller's key, or the bundle's if none was given."""
        found = self._completeness
        if not self._kept_given:
            return found.unchecked("completeness.unchecked")
        if self._kept is None:
            return found.check("completeness.ok")
        key = self._given_key if self._key_given else self._bundle_key
        kept = self._kept.checkpoint
        if kept.origin != self._manifest.origin:
            found.fault("completeness.origin")
        elif not _holds(self._kept, key):
            found.fault("completeness.signature")
        elif kept.size > self._manifest.size:
            size = self._manifest.size
            found.fault("completeness.shortened", older=kept.size, size=size, first=size + 1)
        elif kept.size not in roots:
            return found.unchecked("completeness.unread")
        elif roots[kept.size] != kept.root:
            found.fault("completeness.fork", size=kept.size)
        return found.check("completeness.ok", size=kept.size)


def _read(raw: bytes | None, findings: Findings) -> Signed | None:
    if raw is None:
        findings.fault("checkpoint.bad")
        return None
    try:
        note = parse_note(raw)
        return Signed(note, parse_checkpoint(note.text))
    except Rejected as reason:
        findings.rejected(reason)
        return None


def _read_key(text: str | None, origin: str, findings: Findings) -> VerifierKey | None:
    """The key, named by the log's origin: a key of another log proves nothing about this one."""
    if text is None:
        return None
    try:
        key = parse_vkey(text)
    except Rejected as reason:
        findings.rejected(reason)
        return None
    if key.name != origin:
        findings.fault("vkey.name")
    return key


def _holds(signed: Signed | None, key: VerifierKey | None) -> bool:
    return signed is not None and key is not None and is_signed_by(signed.note, key)
