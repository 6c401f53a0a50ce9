"""A new register by hand at the command line: founding, files, a call, refusals, templates."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.story.command_line import ROOT, SAMPLE, Daicho

pytestmark = pytest.mark.slow
POLICY = ("--name", "見本機構", "--policy", "isa_fy2025")


@pytest.fixture(scope="module")
def partner(tmp_path_factory: pytest.TempPathFactory) -> Daicho:
    """A data directory with a partner's register, founded twice, and its windows."""
    daicho = Daicho(tmp_path_factory.mktemp("hand") / "data")
    assert not daicho.json("tenant", "add", "partner", *POLICY)["unchanged"]
    assert daicho.json("tenant", "add", "partner", *POLICY)["unchanged"]
    daicho.json("tenant", "add", "other", *POLICY)
    done = of(daicho, "import", "windows", SAMPLE / "windows.xlsx")
    assert (done["unchanged"], done["errors"]) == (0, [])
    return daicho


def of(daicho: Daicho, *arguments: str | Path, code: int = 0) -> dict:
    return daicho.json("-t", "partner", *arguments, code=code)


def codes(document: dict) -> list[str]:
    return [fault["code"] for fault in document["refused"]]


def test_registers_are_listed_and_apart(partner: Daicho) -> None:
    assert partner.json("tenant", "list") == ["other", "partner"]
    again = partner.json("-t", "other", "import", "windows", SAMPLE / "windows.xlsx")
    assert again["accepted"] > 260
    assert codes(partner.json("-t", "nobody", "roster", code=1)) == ["tenant.unknown"]


def test_a_call_is_opened_extended_and_not_closed_early(partner: Daicho) -> None:
    of(partner, "do", "plan-cohorts", "fiscal_year=2026")
    text = ("text=募集。一元的相談窓口を優先。", "priority_clause=一元的相談窓口を優先。")
    of(partner, "do", "draft-call", "call=2026-1", *text)
    early = of(partner, "call", "open", "2026-1", "--deadline", "2099-01-01T17:00", code=1)
    assert codes(early) == ["call.not_approved"]
    timeline = partner.run("-t", "partner", "do", "draft-call", "call=2026-1", *text).decode()
    assert "変更なし" in timeline
    wrong = of(partner, "do", "approve-call-text", "call=2026-1", "digest_seen=" + "0" * 64, code=1)
    assert codes(wrong) == ["approval.other_content"]
    (waiting,) = partner.json("-t", "partner", "approvals")
    of(partner, "do", waiting["command"], "call=2026-1", f"digest_seen={waiting['digest']}")
    of(partner, "call", "open", "2026-1", "--deadline", "2099-01-01T17:00")
    of(partner, "call", "extend", "2026-1", "--deadline", "2099-01-02 17:00", "--reason", "少数")
    assert codes(of(partner, "call", "close", "2026-1", code=1)) == ["call.before_deadline"]
    sent = ("import", "nominations", SAMPLE / "nominations-2025-1.xlsx", "--call", "2026-1")
    assert of(partner, *sent)["accepted"] > 80
    assert of(partner, *sent) == {"accepted": 0, "unchanged": 88, "errors": []}


def test_a_template_comes_back_with_nothing_to_import(partner: Daicho, tmp_path: Path) -> None:
    for name in ("windows", "nominations", "bodies", "certified", "record-progress"):
        partner.run("-t", "partner", "template", name, "-o", tmp_path / f"{name}.xlsx")
    empty = of(partner, "import", "windows", tmp_path / "windows.xlsx", code=1)
    assert [(error["row"], error["column"]) for error in empty["errors"]] == [(None, None)]


def test_a_file_that_is_none_is_refused_whole(partner: Daicho, tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    broken = of(partner, "import", "windows", tmp_path / "broken.xlsx", code=1)
    assert (broken["accepted"], len(broken["errors"])) == (0, 1)
    partner.run("-t", "partner", "import", "windows", tmp_path / "broken.xlsx", code=1)
    assert partner.log.decode().splitlines()[-1].startswith("✗ ファイル: ")
    missing = of(partner, "import", "windows", tmp_path / "none.xlsx", code=1)
    assert codes(missing) == ["import.unreadable"]


def test_what_is_not_there_cannot_be_explained_or_replayed(partner: Daicho) -> None:
    assert codes(of(partner, "explain", "2026-1", "2026-1-0001", code=1)) == ["selection.unknown"]
    assert codes(of(partner, "select", "2030-1", code=1)) == ["call.unknown"]


def test_before_any_edition_the_directory_is_empty_and_says_so(
    partner: Daicho, tmp_path: Path
) -> None:
    built = of(partner, "directory", "build", "--out", tmp_path)
    assert (built["edition"], built["organisations"]) == ("未発行", 0)
    assert len(json.loads((tmp_path / "directory.json").read_text())["rows"]) == 0


def test_wrong_usage_exits_with_two_and_so_does_python_without_checks(partner: Daicho) -> None:
    partner.run("-t", "partner", "import", code=2)
    partner.run("call", "reopen", "2026-1", code=2)
    words = [sys.executable, "-O", "-m", "web.cli", "tenant", "list"]
    assert subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode == 2
