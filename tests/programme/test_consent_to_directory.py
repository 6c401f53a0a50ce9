"""Clauses 30-34: both consents, both proofs, an edition by two people, withdrawal."""

import msgspec
import pytest

from core.engine.receipt import Receipt
from core.programme.directory.edition import Edition, edition_files
from core.programme.questions import DirectoryPlace, DirectoryRow
from tests.programme.register import APPROVER, Register, topics, window


def coordinators(register: Register, count: int = 2) -> None:
    register.do("register-window", **window("W1"))
    register.do("register-window", **window("W2"))
    for number in range(1, count + 1):
        person = f"R6-{number}"
        register.do("register-person", person=person, full_name=f"見本 {number}")
        made = {"person": person, "window": "W1", "number": f"2024-{number:04d}"}
        register.do("register-coordinator", **made, on="2025-03-01")


def consented(register: Register, person: str) -> None:
    register.do("request-consent", person=person, window="W1", text="W1国際課 1名")
    for party in ("person", "institution"):
        register.do("answer-consent", person=person, party=party, agrees=True)
        register.do("confirm-proof", person=person, party=party)


def drafted(register: Register) -> str:
    register.do("draft-edition", edition="2025", fiscal_year=2025)
    return str(register.events("directory.drafted")[-1].rows_sha256)


def published(register: Register) -> Receipt:
    digest = drafted(register)
    register.do("approve-edition", APPROVER, edition="2025", digest_seen=digest)
    return register.do("publish-edition", edition="2025")


def rows(register: Register) -> list[tuple[str, int]]:
    return [(e.row.institution, e.row.coordinators) for e in register.events("directory.listed")]


def test_only_those_with_both_consents_and_both_proofs_are_counted(register: Register) -> None:
    coordinators(register, 3)
    consented(register, "R6-1")
    register.do("request-consent", person="R6-2", window="W1", text="1名")
    register.do("answer-consent", person="R6-2", party="person", agrees=True)
    register.do("answer-consent", person="R6-2", party="institution", agrees=False)
    published(register)
    assert rows(register) == [("W1国際課", 1)]


def test_silence_is_no_and_a_proof_needs_the_partys_own_yes(register: Register) -> None:
    coordinators(register, 1)
    register.do("request-consent", person="R6-1", window="W1", text="1名")
    codes = register.refused("confirm-proof", person="R6-1", party="person")
    assert codes == ["consent.not_given"]
    published(register)
    assert rows(register) == []


@pytest.mark.parametrize("leaving", ["withdraw-consent", "cease-coordinator", "transfer"])
def test_who_leaves_after_publication_is_gone_from_the_amended_edition(
    register: Register, leaving: str
) -> None:
    coordinators(register)
    consented(register, "R6-1")
    consented(register, "R6-2")
    published(register)
    match leaving:
        case "withdraw-consent":
            register.do("withdraw-consent", person="R6-1", party="person")
        case "cease-coordinator":
            register.do("cease-coordinator", person="R6-1", on="2025-03-10")
        case "transfer":
            register.do("transfer-coordinator", person="R6-1", window="W2", on="2025-03-10")
    amended = published(register)
    assert topics(amended) == ["directory.amended", "directory.listed"]
    assert rows(register) == [("W1国際課", 2), ("W1国際課", 1)]


def test_who_leaves_between_approval_and_publication_is_not_published(register: Register) -> None:
    coordinators(register)
    consented(register, "R6-1")
    consented(register, "R6-2")
    digest = drafted(register)
    register.do("approve-edition", APPROVER, edition="2025", digest_seen=digest)
    register.do("retire-coordinator", person="R6-2", on="2025-03-10")
    register.do("publish-edition", edition="2025")
    assert rows(register) == [("W1国際課", 1)]


def test_who_joins_after_the_approval_needs_a_new_one(register: Register) -> None:
    coordinators(register)
    consented(register, "R6-1")
    digest = drafted(register)
    register.do("approve-edition", APPROVER, edition="2025", digest_seen=digest)
    consented(register, "R6-2")
    assert register.refused("publish-edition", edition="2025") == ["directory.changed"]


def test_a_transfer_ends_both_consents(register: Register) -> None:
    coordinators(register, 1)
    consented(register, "R6-1")
    moved = register.do("transfer-coordinator", person="R6-1", window="W2", on="2025-03-10")
    assert topics(moved) == ["coordinator.transferred", "consent.ended"]
    codes = register.refused("answer-consent", person="R6-1", party="person", agrees=True)
    assert codes == ["consent.not_requested"]


def test_names_cannot_enter_the_input_of_an_edition() -> None:
    fields = {field.name for field in msgspec.structs.fields(DirectoryPlace)}
    assert fields == {
        "institution",
        "prefecture",
        "municipality",
        "municipality_code",
        "coordinators",
    }


def test_the_files_of_an_edition_are_the_same_bytes_and_harmless() -> None:
    row = DirectoryRow(
        block="東京", prefecture="東京都", municipality="<b>", institution="=1+1", coordinators=1
    )
    edition = Edition(name="2025", number=0, position=7, policy=None, rows=(row,))
    files = edition_files(edition)
    assert files == edition_files(edition)
    assert "'=1+1" in files["directory.csv"].decode("utf-8-sig")
    assert b"<b>" not in files["directory.html"]
