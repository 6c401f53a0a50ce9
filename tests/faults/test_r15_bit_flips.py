"""R15: single-bit flips in a log file and a signed checkpoint are found, located, never signed."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.audit.note import (
    Checkpoint,
    VerifierKey,
    format_checkpoint,
    is_signed_by,
    parse_checkpoint,
    parse_note,
    signed_note,
)
from core.audit.report import Rejected
from tests.faults.campaign import SEED, Dice, report, seeds, times
from tests.faults.flipped import LONG, SHORT, Flipping, Sample, Tally

FLIPS = 6_000
FLIPS_OF_TEETH = 300
PARTS = 4

pytestmark = pytest.mark.slow


def part(folder: Path, count: int, seed: int) -> Tally:
    """So many flips in a log of its own."""
    mine = folder / str(seed)
    (mine / "flipped").mkdir(parents=True)
    sample = Sample(mine, LONG if seed % PARTS == 0 else SHORT)
    return Flipping(sample, mine / "flipped").flip(Dice(seed), count)


def test_every_flip_that_changes_what_is_read_is_found_and_located(folder: Path) -> None:
    count = times(FLIPS) // PARTS
    total = Tally()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for tally in pool.map(partial(part, folder, count), seeds(PARTS)):
            total.add(tally)
    report("R15", flips=count * PARTS, **total.counts)
    assert not total.examples, total.examples[:5]
    changed = total.counts["changed"]
    assert changed == total.counts["found"] == total.counts["located"] > count * PARTS // 2


def test_no_flipped_bit_of_a_signed_checkpoint_is_taken() -> None:
    # given a checkpoint signed with a key whose public half is known
    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key = VerifierKey("daicho/isa", public)
    text = format_checkpoint(Checkpoint("daicho/isa", 280, bytes(range(32))))
    note = signed_note(text, key, secret.sign(text.encode())).encode()
    assert is_signed(note, key)
    # then with any one bit flipped it is another's, or no checkpoint
    taken = [bit for bit in range(len(note) * 8) if is_signed(_flipped(note, bit), key)]
    assert not taken


def is_signed(raw: bytes, key: VerifierKey) -> bool:
    """Whether these bytes are a checkpoint that the key signed."""
    try:
        note = parse_note(raw)
        parse_checkpoint(note.text)
    except Rejected:
        return False
    return is_signed_by(note, key)


def _flipped(raw: bytes, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_scrub_without_the_tree_misses_flips(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.log.scrub._Scrub._check_tree", lambda *_: None)
    tally = part(folder, FLIPS_OF_TEETH, SEED)
    assert tally.counts["found"] < tally.counts["changed"]
