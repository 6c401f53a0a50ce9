"""Clause 18: number, paper, register, receipt; a name change supersedes; not a national
qualification."""

import base64
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import segno

import core.audit.verify
from core.audit.merkle import leaf_hash
from projections.certificates import certificate
from tests.story.clauses.certificate import (
    NAMES,
    certified,
    checked,
    event,
    paper_of,
    states,
    text_of,
)
from tests.story.clauses.followup import erased
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import account
from web.cli import main
from workers.documents.certificates import check_link, qr_of

ADDRESS = "https://daicho.example.jp"
MAKE = """
import sys
from tenants.gate import open_tenant
from tenants.place import Place
from pathlib import Path
from projections.certificates import certificate
from workers.documents.certificates import certificate_pdf
tenant = open_tenant("isa", Place(Path(sys.argv[1])))
held = certificate(tenant.views, "isa", sys.argv[2])
sys.stdout.buffer.write(certificate_pdf(tenant, held.paper))
"""
VERIFY = """
import json, sys
sys.path.insert(0, sys.argv[1])
from core.audit.receipt import check_receipt
sys.exit(not check_receipt(json.load(open(sys.argv[2]))).ok)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the register lies."""
    return tmp_path_factory.mktemp("clause-18")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Office]:
    """Four were certified, and this copy has a public address."""
    with pytest.MonkeyPatch.context() as patch, office(folder) as made:
        patch.setenv("DAICHO_ADDRESS", ADDRESS)
        certified(made, *NAMES, "見本 四郎")
        yield made


@pytest.fixture(scope="module")
def people(desk: Office) -> list[str]:
    """Their ids, in the order of their numbers."""
    size = desk.tenant.log.head().size
    facts = desk.tenant.log.facts(1, size, topics=("certification.numbered",))
    events: list[Any] = [fact.event for fact in facts]
    return [each.person for each in events]


def test_clause_18_the_approved_list_gives_numbers_of_the_year_and_the_roster_has_them(
    desk: Office,
) -> None:
    roster = desk.page("/roster")
    numbers = re.findall(r"2025-\d{4}", roster)
    assert sorted(set(numbers)) == ["2025-0001", "2025-0002", "2025-0003", "2025-0004"]


def test_clause_18_the_holder_takes_a_paper_with_name_number_and_both_calendars(
    desk: Office, people: list[str]
) -> None:
    for number, (person, name) in enumerate(zip(people, NAMES, strict=False), 1):
        said = text_of(paper_of(desk, person))
        assert "".join(name.split()) in said
        assert f"MIHON{number}" in said
        assert f"2025-000{number}" in said
        assert "令和8年3月27日（2026-03-27）" in said
        assert "令和11年3月27日（2029-03-27）" in said


def test_clause_18_the_paper_says_that_it_is_no_national_qualification(
    desk: Office, people: list[str]
) -> None:
    said = text_of(paper_of(desk, people[0]))
    assert "国家資格ではありません" in said
    assert "notanationalqualification" in said


def test_clause_18_nobody_takes_the_paper_of_another(desk: Office, people: list[str]) -> None:
    mine = desk.client(people[0])
    assert mine.get(f"/isa/certificates/{people[1]}/paper").status_code == 404
    assert desk.visitor().get("/isa/me/certificate").status_code == 303
    assert desk.client("auditor").get(f"/isa/certificates/{people[1]}/paper").status_code == 404


def test_clause_18_the_paper_made_again_has_the_same_bytes_in_another_process_and_zone(
    desk: Office, people: list[str], folder: Path
) -> None:
    first = paper_of(desk, people[0])
    assert paper_of(desk, people[0]) == first
    desk.at("2026-08-01 09:00")
    assert paper_of(desk, people[0]) == first
    odd = {**os.environ, "TZ": "America/Anchorage", "LANG": "C", "DAICHO_ADDRESS": "https://x.jp"}
    command = [sys.executable, "-c", MAKE, str(folder), people[0]]
    again = subprocess.run(command, env=odd, capture_output=True, check=True)
    assert again.stdout == first


def test_clause_18_the_qr_code_holds_the_address_number_position_and_root(
    desk: Office, people: list[str]
) -> None:
    held = certificate(desk.tenant.views, "isa", people[0])
    assert held is not None
    assert held.paper is not None
    root = desk.tenant.tiles.tree().root_at(held.paper.position).hex()
    link = check_link(held.paper, root)
    assert link == (
        f"{ADDRESS}/isa/certificates/check?number=2025-0001&at={held.paper.position}&root={root}"
    )
    whole = segno.make(link, error="m", micro=False).matrix
    drawn = qr_of(link)
    assert f'width="{len(whole) + 4}"' in drawn
    assert root in text_of(paper_of(desk, people[0]))


def test_clause_18_anyone_checks_a_number_and_sees_no_name(desk: Office, people: list[str]) -> None:
    page = checked(desk, "２０２５－０００２")
    assert states(page) == ["有効"]
    assert "見本" not in page.replace("試験の台帳", "")
    assert people[1] not in page
    assert states(checked(desk, "2025-9999")) == []
    assert "この番号の認証はありません" in checked(desk, "2025-9999")
    assert "この番号の認証はありません" in checked(desk, "2025-0002-2")


def test_clause_18_a_root_that_is_not_the_registers_is_told(
    desk: Office, people: list[str]
) -> None:
    held = certificate(desk.tenant.views, "isa", people[2])
    assert held is not None
    assert held.paper is not None
    root = desk.tenant.tiles.tree().root_at(held.paper.position).hex()
    at = held.paper.position
    assert "と一致します" in checked(desk, "2025-0003", at=at, root=root)
    assert "一致しません" in checked(desk, "2025-0003", at=at, root="0" * 64)
    assert "一致しません" in checked(desk, "2025-0003", at=at - 1, root=root)
    assert "一致しません" in checked(desk, "2025-0003", at="9" * 30, root=root)


def test_clause_18_the_receipt_of_a_paper_is_verified_offline(
    desk: Office, people: list[str], tmp_path: Path
) -> None:
    answer = desk.client(people[0]).get("/isa/me/certificate/receipt")
    receipt = tmp_path / "receipt.json"
    receipt.write_bytes(answer.content)
    verifier = Path(core.audit.verify.__file__).parents[1]
    command = [sys.executable, "-I", "-S", "-c", VERIFY, str(verifier.parent), str(receipt)]
    assert subprocess.run(command, check=False).returncode == 0
    document = json.loads(answer.content)
    entry = base64.b64decode(document["entry"])
    assert leaf_hash(entry).hex() in text_of(paper_of(desk, people[0]))
    document["position"] += 1
    receipt.write_text(json.dumps(document))
    assert subprocess.run(command, check=False).returncode == 1


def test_clause_18_all_papers_of_a_cohort_come_in_one_file_and_on_the_command_line(
    desk: Office, people: list[str], folder: Path, tmp_path: Path
) -> None:
    answer = desk.client().get("/isa/certificates/papers?cohort=2025-1")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        names = archive.namelist()
        assert archive.read("certificate-2025-0003.pdf") == paper_of(desk, people[2])
    assert len(names) == len(people)
    out = tmp_path / "papers"
    shown = ["--data", str(folder), "-t", "isa", "certificates", "2025-1", "--out", str(out)]
    assert main(shown) == 0
    assert (out / "certificate-2025-0003.pdf").read_bytes() == paper_of(desk, people[2])


def test_clause_18_a_change_of_name_is_confirmed_and_its_paper_supersedes_the_old(
    desk: Office, people: list[str]
) -> None:
    person, old = people[1], paper_of(desk, people[1])
    early = {"person": person, "reason": "name_change"}
    assert desk.refused("reissue-certificate", **early) == ["coordinator.name_unconfirmed"]
    told = {"person": person, "full_name": "新見本 二郎"}
    assert desk.refused("request-name-change", people[0], **told) == ["access.denied"]
    desk.do("request-name-change", person, **told)
    assert "新見本 二郎" in desk.page("/certificates")
    confirmed = {**told, "document": "family_register"}
    assert desk.send("change-name", person, confirmed)[0] == 404
    desk.do("change-name", document="family_register", roman="SHIN MIHON", **told)
    assert paper_of(desk, person) == old
    desk.do("reissue-certificate", **early)
    said = text_of(paper_of(desk, person))
    assert "新見本二郎" in said
    assert "2025-0002-2" in said
    assert states(checked(desk, "2025-0002")) == ["再発行により無効"]
    assert "2025-0002-2" in checked(desk, "2025-0002")
    assert states(checked(desk, "2025-0002-2")) == ["有効"]
    assert "新見本 二郎" in desk.page("/roster")


def test_clause_18_a_lost_paper_is_given_out_again_with_the_next_issue(
    desk: Office, people: list[str]
) -> None:
    desk.do("reissue-certificate", person=people[2], reason="lost")
    desk.do("reissue-certificate", person=people[2], reason="spoilt")
    assert event(desk, "coordinator.reissued").issue == 3
    assert states(checked(desk, "2025-0003-2")) == ["再発行により無効"]
    assert states(checked(desk, "2025-0003-3")) == ["有効"]
    assert desk.refused("reissue-certificate", person=people[2], reason="x") == [
        "command.bad_choice"
    ]


def test_clause_18_an_earlier_coordinator_gets_a_paper_by_a_reissue(desk: Office) -> None:
    desk.do("register-person", person="early-1", full_name="見本 先達")
    made = {"person": "early-1", "window": "W1", "number": "R6-007", "on": "2025-03-25"}
    desk.do("register-coordinator", **made)
    account(desk, "early-1", "person", person="early-1")
    assert desk.client("early-1").get("/isa/me/certificate").status_code == 404
    assert states(checked(desk, "R6-007")) == ["有効"]
    desk.do("reissue-certificate", person="early-1", reason="lost")
    assert "R6-007-2" in text_of(paper_of(desk, "early-1"))


def test_clause_18_after_an_erasure_the_number_still_checks_and_no_paper_is_made(
    desk: Office, people: list[str]
) -> None:
    erased(desk, people[3])
    answer = desk.client().get(f"/isa/certificates/{people[3]}/paper")
    assert answer.status_code == 422
    assert "氏名が消去されている" in answer.text
    assert states(checked(desk, "2025-0004")) == ["有効"]
    answer = desk.client().get("/isa/certificates/papers?cohort=2025-1")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        assert "certificate-2025-0004.pdf" not in archive.namelist()
