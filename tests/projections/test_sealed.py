"""Sealed stays sealed: no name in the file, rows and digests that outlive the keys."""

import base64
from pathlib import Path

import pytest

from core.privacy import ERASED, Erased, place, unseal
from core.programme.person import PersonRegistered
from projections import runner
from projections.catalogue import VIEWS
from projections.nomination_inbox import nomination
from projections.sealed import SealedCell, cell
from projections.store import Views
from tests.programme.register import Register
from tests.projections.conftest import Folded
from tests.projections.making import facts_of
from tests.projections.year import FIFTH, TITLES, year

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932")


def opened(register: Register, held: SealedCell | None) -> str | Erased:
    """The text of a cell, through the keys of its tenant."""
    assert held
    aad = place(register.tenant, held.stream, held.version, held.field)
    return unseal(register.keys.get(held.person), held.sealed, aad)


def spellings(text: str) -> list[bytes]:
    """The text as a search would meet it, base64 at each of its three offsets too."""
    found = [text.encode(encoding) for encoding in ENCODINGS]
    for shift in range(3):
        raw = base64.b64encode(b"\0" * shift + text.encode())
        found.append(raw[4 if shift else 0 : -4])
    return found


def test_a_cell_opens_with_the_key_to_what_was_sent(folded: Folded) -> None:
    held = nomination(folded.views, folded.tenant, FIFTH)
    assert held
    name = TITLES[folded.tenant] + "花子"
    assert opened(folded.register, held.who.full_name) == name
    assert opened(folded.register, held.nomination.remarks) == f"{name}の備考"
    assert opened(folded.register, held.who.mail) == "n5@example.jp"


def test_no_byte_of_the_file_shows_a_name_an_address_or_a_remark(tmp_path: Path) -> None:
    register = year(tmp_path, tmp_path.name, "isa")
    views = Views(str(tmp_path / "views.db"))
    runner.catch_up("isa", register.log, views)
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("views.db*")))
    views.close()
    kept += (tmp_path / "views.db").read_bytes()
    assert "W1国際課".encode() in kept
    texts = ("本庁花子", "本庁一郎", "ハナコ", "見本 1", "n5@example.jp", "の書類が足りない")
    hits = [text for text in texts for raw in spellings(text) if raw in kept]
    assert hits == []


def test_the_search_would_find_a_name_in_the_clear() -> None:
    kept = b"x" + base64.b64encode("ab見本 花子と".encode()) + "山田".encode("cp932")
    assert any(raw in kept for raw in spellings("見本 花子"))
    assert any(raw in kept for raw in spellings("山田"))


def test_with_the_keys_destroyed_rows_digests_and_rebuilds_are_the_same(tmp_path: Path) -> None:
    register = year(tmp_path, tmp_path.name, "isa")
    views = Views(str(tmp_path / "views.db"))
    runner.catch_up("isa", register.log, views)
    before = {name: runner.digest("isa", views, VIEWS[name]) for name in VIEWS}
    for event in register.events("person.registered"):
        register.keys.destroy(event.person)
    assert {name: runner.digest("isa", views, VIEWS[name]) for name in VIEWS} == before
    rebuilt = [runner.rebuild("isa", register.log, views, view) for view in VIEWS.values()]
    assert {each.view: each.after for each in rebuilt} == before
    held = nomination(views, "isa", FIFTH)
    assert held
    assert opened(register, held.who.full_name) is ERASED
    views.close()


def test_only_sealed_fields_become_cells(folded: Folded) -> None:
    registered = folded.register.facts("person.registered")[0]
    nothing = PersonRegistered(person="p", full_name=None, kana=None, roman=None, mail=None)
    assert cell(facts_of("isa", [("person/p", nothing)])[0], "kana") is None
    with pytest.raises(AssertionError, match="not sealed"):
        cell(registered, "person")
