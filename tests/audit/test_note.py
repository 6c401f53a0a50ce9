"""Notes, checkpoints, verifier keys: one spelling each (C2SP signed-note, tlog-checkpoint)."""

from base64 import b64encode
from hashlib import sha256

import pytest

from core.audit.merkle import EMPTY_ROOT
from core.audit.note import (
    Checkpoint,
    Note,
    Signature,
    VerifierKey,
    format_checkpoint,
    format_note,
    format_vkey,
    is_signed_by,
    parse_checkpoint,
    parse_note,
    parse_vkey,
)
from core.audit.report import Rejected
from tests.audit.sample import SIGNER, TWIN, entries_of, many

SIGNED = SIGNER.checkpoint(entries_of(many(3)))
# The published example of Go's note package, the origin of the C2SP format.
EXAMPLE_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
EXAMPLE_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
    "qdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_another_implementation_is_verified() -> None:
    key = parse_vkey(EXAMPLE_VKEY)
    assert format_vkey(key) == EXAMPLE_VKEY
    assert is_signed_by(parse_note(EXAMPLE_NOTE.encode()), key)


def test_a_checkpoint_is_three_lines_and_comes_back_the_same() -> None:
    checkpoint = Checkpoint("daicho.example/isa", 0, EMPTY_ROOT)
    text = format_checkpoint(checkpoint)
    assert text == f"daicho.example/isa\n0\n{b64encode(EMPTY_ROOT).decode()}\n"
    assert parse_checkpoint(text) == checkpoint


ROOT_TEXT = b64encode(sha256(b"").digest()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"o\n1\n{ROOT_TEXT}",
        f"\n1\n{ROOT_TEXT}\n",
        f"o\n01\n{ROOT_TEXT}\n",
        f"o\n-1\n{ROOT_TEXT}\n",
        f"o\n+1\n{ROOT_TEXT}\n",
        f"o\n１\n{ROOT_TEXT}\n",
        f"o\n{'9' * 30}\n{ROOT_TEXT}\n",
        f"o\n1\n{ROOT_TEXT}\nextension\n",
        f"o\n1\n{ROOT_TEXT[:-1]}\n",
        f"o\n1\n{ROOT_TEXT[:-2]}V=\n",
        f"o\n1\n {ROOT_TEXT}\n",
        "o\n1\nAAAA\n",
    ],
)
def test_any_other_spelling_of_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        parse_checkpoint(text)


def test_a_note_comes_back_the_same_and_knows_its_signers() -> None:
    note = parse_note(SIGNED.encode())
    assert format_note(note) == SIGNED
    assert is_signed_by(note, SIGNER.key)
    assert not is_signed_by(note, TWIN.key)


def test_lines_of_unknown_keys_are_ignored_and_a_wrong_line_of_a_known_one_is_not() -> None:
    note = parse_note(SIGNED.encode())
    other = Signature("witness.example", b"abcd", bytes(64))
    assert is_signed_by(Note(note.text, (other, *note.signatures)), SIGNER.key)
    false = Signature(SIGNER.key.name, SIGNER.key.key_id, bytes(64))
    assert not is_signed_by(Note(note.text, (*note.signatures, false)), SIGNER.key)
    assert not is_signed_by(Note(note.text, (other,)), SIGNER.key)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        SIGNED.encode()[:-1],
        SIGNED.encode() + b"\n",
        SIGNED.replace("\n", "\r\n").encode(),
        SIGNED.replace("\u2014", "-").encode(),
        SIGNED.replace("\u2014 ", "\u2014  ").encode(),
        SIGNED.encode() + b"\xff",
        SIGNED.encode() * 1000,
        b"text\n\n",
        "text\n\n\u2014 na+me AAAAAAAA\n".encode(),
    ],
)
def test_any_other_spelling_of_a_note_is_refused(raw: bytes) -> None:
    with pytest.raises(Rejected):
        parse_note(raw)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        SIGNER.vkey + "\n",
        SIGNER.vkey[:-1],
        SIGNER.vkey.replace("isa+", "is+"),
        SIGNER.vkey.upper(),
        format_vkey(VerifierKey("na me", bytes(32))),
        format_vkey(VerifierKey("", bytes(32))),
        format_vkey(VerifierKey("name", bytes(31))),
    ],
)
def test_any_other_spelling_of_a_key_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        parse_vkey(text)
