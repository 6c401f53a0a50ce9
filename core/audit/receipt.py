"""A receipt: one event, with the proof that it is in the tree a checkpoint signs (design part 8).

A small JSON document: `format`, `position` (from 1), `entry` (base64), `proof` (hashes in hex,
lowest first), `checkpoint` (the signed note).
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import NamedTuple

from core.audit.entry import BadEntry, decode
from core.audit.merkle import leaf_hash
from core.audit.note import Note, is_signed_by, parse_checkpoint, parse_note, parse_vkey
from core.audit.proofs import inclusion_holds
from core.audit.report import Findings, Rejected, Report

RECEIPT_FORMAT = "daicho-receipt/1"


class _Receipt(NamedTuple):
    position: int
    entry: bytes
    proof: list[bytes]
    note: Note


def make_receipt(
    proof: Sequence[bytes], position: int, entry: bytes, checkpoint: str
) -> dict[str, object]:
    """The receipt of the event at `position`; `proof`: its inclusion in the checkpoint's tree.

    `Rejected` when entry, proof and checkpoint do not belong together.
    """
    document: dict[str, object] = {
        "format": RECEIPT_FORMAT,
        "position": position,
        "entry": b64encode(entry).decode(),
        "proof": [one.hex() for one in proof],
        "checkpoint": checkpoint,
    }
    if not check_receipt(document).ok:
        raise Rejected("receipt.bad")
    return document


def check_receipt(document: dict[str, object], key: str | None = None) -> Report:
    """Is the event in the signed tree (`inclusion`), and did `key` sign it (`signature`)?"""
    inclusion, signature = Findings("inclusion"), Findings("signature")
    try:
        receipt = _parse(document)
        checkpoint = parse_checkpoint(receipt.note.text)
        place = {"position": receipt.position, "size": checkpoint.size}
        leaf, index = leaf_hash(receipt.entry), receipt.position - 1
        if not inclusion_holds(leaf, index, checkpoint.size, receipt.proof, checkpoint.root):
            inclusion.fault("inclusion.wrong", position=receipt.position)
        if key is not None and not is_signed_by(receipt.note, parse_vkey(key)):
            signature.fault("identity.wrong")
    except Rejected as reason:
        inclusion.rejected(reason)
        return Report((inclusion.check("unchecked"), signature.unchecked("unchecked")))
    if key is None:
        signed = signature.unchecked("receipt.unchecked")
    else:
        signed = signature.check("identity.ok")
    return Report((inclusion.check("inclusion.ok", **place), signed))


def _parse(document: dict[str, object]) -> _Receipt:
    """The parts, each of its type and in its one spelling."""
    try:
        position, entry, proof = document["position"], document["entry"], document["proof"]
        note = parse_note(str(document["checkpoint"]).encode())
        raw = b64decode(str(entry), validate=True)
        hashes = _from_hex(proof)
        known = document["format"] == RECEIPT_FORMAT and len(document) == 5
        decode(raw)
    except (KeyError, TypeError, ValueError, BadEntry):
        raise Rejected("receipt.bad") from None
    spelled_once = entry == b64encode(raw).decode() and proof == [one.hex() for one in hashes]
    if type(position) is not int or not known or not spelled_once:
        raise Rejected("receipt.bad")
    return _Receipt(position, raw, hashes, note)


def _from_hex(proof: object) -> list[bytes]:
    if not isinstance(proof, list):
        raise TypeError("not a list")
    return [bytes.fromhex(one) for one in proof]
