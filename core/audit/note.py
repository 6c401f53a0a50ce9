"""Signed notes and checkpoints: C2SP signed-note (Ed25519, type 0x01) and C2SP tlog-checkpoint.

A checkpoint is the note text `origin`, `size`, `base64 root`, a line each; extension lines are
refused. Every parser writes again what it read and compares, so that one value has one spelling.
"""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import NamedTuple

from core.audit.ed25519 import signature_holds
from core.audit.report import Rejected

NOTE_BYTES_MAX = 65_536
SIGNATURES_MAX = 16
SIZE_MAX = 2**63 - 1
ED25519_TYPE = b"\x01"


class Checkpoint(NamedTuple):
    """A tree head: whose log (origin), how many leaves, and the 32-byte root."""

    origin: str
    size: int
    root: bytes


class Signature(NamedTuple):
    """One signature line: the key's name, its 4-byte id, and the signature."""

    name: str
    key_id: bytes
    signature: bytes


class Note(NamedTuple):
    """A text ending in a newline, and who signed it."""

    text: str
    signatures: tuple[Signature, ...]


class VerifierKey(NamedTuple):
    """A public Ed25519 key with its name; `key_id` follows from both."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, 0x01, public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519_TYPE + self.public).digest()[:4]


def format_vkey(key: VerifierKey) -> str:
    """The verifier key as text: `name+id in hex+base64(0x01 || public key)`."""
    return f"{key.name}+{key.key_id.hex()}+{b64encode(ED25519_TYPE + key.public).decode()}"


def parse_vkey(text: str) -> VerifierKey:
    """The key that `format_vkey` writes as `text`; `Rejected` for anything else."""
    name, _, rest = text.partition("+")
    raw = _decode64(rest.partition("+")[2], "vkey.bad")
    key = VerifierKey(name, raw[1:])
    if len(key.public) != 32 or not _is_name(name) or format_vkey(key) != text:
        raise Rejected("vkey.bad")
    return key


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """The note text of a checkpoint: what is signed."""
    root = b64encode(checkpoint.root).decode()
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint whose note text is `text`; `Rejected` for anything else."""
    lines = text.split("\n")
    if len(lines) != 4 or not lines[0] or not (lines[1].isascii() and lines[1].isdecimal()):
        raise Rejected("checkpoint.bad")
    if len(lines[1]) > 19 or int(lines[1]) > SIZE_MAX:
        raise Rejected("checkpoint.bad")
    checkpoint = Checkpoint(lines[0], int(lines[1]), _decode64(lines[2], "checkpoint.bad"))
    if len(checkpoint.root) != 32 or format_checkpoint(checkpoint) != text:
        raise Rejected("checkpoint.bad")
    return checkpoint


def format_note(note: Note) -> str:
    """The signed note: text, blank line, a line for each signature."""
    return note.text + "\n" + "".join(_signature_line(one) for one in note.signatures)


def parse_note(raw: bytes) -> Note:
    """The note written as `raw` (UTF-8); `Rejected` unless writing it again gives those bytes."""
    try:
        whole = raw[: NOTE_BYTES_MAX + 1].decode()
    except UnicodeDecodeError:
        raise Rejected("note.bad") from None
    text, blank, lines = whole.rpartition("\n\n")
    if len(raw) > NOTE_BYTES_MAX or not blank or any(c < " " and c != "\n" for c in whole):
        raise Rejected("note.bad")
    signatures = tuple(_parse_signature(line) for line in lines.split("\n")[:-1])
    note = Note(text + "\n", signatures)
    if not 1 <= len(signatures) <= SIGNATURES_MAX or format_note(note) != whole:
        raise Rejected("note.bad")
    return note


def signed_note(text: str, key: VerifierKey, signature: bytes) -> str:
    """A note with one signature, made elsewhere over `text` (UTF-8) with the secret of `key`."""
    return format_note(Note(text, (Signature(key.name, key.key_id, signature),)))


def is_signed_by(note: Note, key: VerifierKey) -> bool:
    """True when `key` signed the note: lines of others are ignored, each of its own must hold."""
    ours = [one for one in note.signatures if (one.name, one.key_id) == (key.name, key.key_id)]
    message = note.text.encode()
    return bool(ours) and all(signature_holds(key.public, message, one.signature) for one in ours)


def _signature_line(one: Signature) -> str:
    return f"\u2014 {one.name} {b64encode(one.key_id + one.signature).decode()}\n"


def _parse_signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or not _is_name(parts[1]):
        raise Rejected("note.bad")
    raw = _decode64(parts[2], "note.bad")
    return Signature(parts[1], raw[:4], raw[4:])


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " for c in name)


def _decode64(text: str, code: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise Rejected(code) from None
