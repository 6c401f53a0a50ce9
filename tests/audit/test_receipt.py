"""Receipts: one event proved to be under a signed checkpoint (design part 8)."""

import json

import pytest

from core.audit.merkle import leaf_hash
from core.audit.proofs import inclusion_proof
from core.audit.receipt import check_receipt, make_receipt
from core.audit.report import Rejected
from tests.audit.sample import SIGNER, TWIN, entries_of, failed, many, results

ENTRIES = entries_of(many(11))
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
CHECKPOINT = SIGNER.checkpoint(ENTRIES)


def _receipt(position: int = 4) -> dict[str, object]:
    return make_receipt(_proof(position), position, ENTRIES[position - 1], CHECKPOINT)


def _proof(position: int, size: int = 11) -> list[bytes]:
    return inclusion_proof(LEAVES[:size], position - 1)


def test_every_event_has_a_receipt_that_survives_json() -> None:
    for position in range(1, 12):
        document = json.loads(json.dumps(_receipt(position)))
        report = check_receipt(document, SIGNER.vkey)
        assert report.ok
        assert results(report) == {"inclusion": "pass", "signature": "pass"}


def test_without_a_key_the_signature_is_not_called_verified() -> None:
    assert results(check_receipt(_receipt())) == {"inclusion": "pass", "signature": "not_checked"}


def test_another_key_fails_the_signature() -> None:
    assert failed(check_receipt(_receipt(), TWIN.vkey)) == {"signature"}


def test_a_receipt_under_an_older_checkpoint_uses_the_tree_of_its_size() -> None:
    document = make_receipt(_proof(2, 5), 2, ENTRIES[1], SIGNER.checkpoint(ENTRIES[:5]))
    assert check_receipt(document, SIGNER.vkey).ok


@pytest.mark.parametrize(
    "changed",
    [
        {"position": 5},
        {"position": 0},
        {"position": True},
        {"position": "4"},
        {"entry": "AAAA"},
        {"entry": None},
        {"proof": []},
        {"proof": None},
        {"proof": "00"},
        {"proof": ["zz"]},
        {"checkpoint": "x"},
        {"format": "other"},
        {"more": 1},
    ],
)
def test_a_changed_receipt_fails(changed: dict[str, object]) -> None:
    assert failed(check_receipt({**_receipt(), **changed}))


def test_a_receipt_without_a_part_fails() -> None:
    for name in _receipt():
        less = {field: value for field, value in _receipt().items() if field != name}
        assert failed(check_receipt(less)), name


def test_no_receipt_is_made_for_what_the_checkpoint_does_not_cover() -> None:
    for position, entry in ((12, ENTRIES[10]), (0, ENTRIES[0]), (4, ENTRIES[4])):
        with pytest.raises(Rejected):
            make_receipt(_proof(4), position, entry, CHECKPOINT)
    with pytest.raises(Rejected):
        make_receipt(_proof(4, 5), 4, ENTRIES[3], CHECKPOINT)
