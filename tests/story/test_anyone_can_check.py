"""Bundle, verifier, replay, erasure, and the search for personal data in the clear."""

import base64
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.command_line import SAMPLE, Daicho
from workers.documents.forms import NOMINATIONS
from workers.documents.parsing import read_form
from workers.documents.reading import read_table

pytestmark = pytest.mark.slow


def test_the_verifier_from_the_zip_runs_in_an_empty_directory(
    tmp_path: Path, played: Daicho
) -> None:
    made = played.isa("bundle", "--out", tmp_path / "bundle.zip")
    empty = tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        bundle.extract("verify.py", empty)
    words = [sys.executable, "-I", "-S", "verify.py", "../bundle.zip", "--key", made["key"]]
    done = subprocess.run([*words, "--json"], cwd=empty, capture_output=True, check=True)
    report = json.loads(done.stdout)
    results = {check["name"]: check["result"] for check in report["checks"]}
    assert report["ok"]
    assert results["identity"] == "pass"
    assert results["completeness"] == "not_checked"
    assert "fail" not in results.values()


def test_a_shortened_log_does_not_extend_an_older_checkpoint(
    tmp_path: Path, copied: Daicho
) -> None:
    copied.isa("bundle", "--out", tmp_path / "short.zip")
    copied.isa("do", "register-body", "code=011002", "title=札幌市", "department=新しい課")
    copied.isa("checkpoint", "--out", tmp_path / "later")
    copied.isa("bundle", "--out", tmp_path / "long.zip")
    wanted = ("--checkpoint", tmp_path / "later")
    short = copied.json("verify", tmp_path / "short.zip", *wanted, code=1)
    long = copied.json("verify", tmp_path / "long.zip", *wanted)
    found = [
        next(c["result"] for c in report["checks"] if c["name"] == "completeness")
        for report in (short, long)
    ]
    assert found == ["fail", "pass"]


def test_an_erasure_keeps_bundle_replay_and_digests(tmp_path: Path, copied: Daicho) -> None:
    before = {view["view"]: view["digest"] for view in copied.isa("views", "status")}
    copied.isa("bundle", "--out", tmp_path / "before.zip")
    copied.isa("tenant", "erase-person", "R6-001")
    copied.isa("bundle", "--out", tmp_path / "after.zip")
    assert copied.json("verify", tmp_path / "after.zip")["ok"]
    assert copied.json("replay", "--bundle", tmp_path / "after.zip")["ok"]
    assert copied.isa("replay")["ok"]
    keys = b"".join(path.read_bytes() for path in (copied.data / "keys" / "isa").iterdir())
    assert keys.count(b'"person": "R6-001"') == 0
    copied.isa("views", "rebuild")
    after = {view["view"]: view["digest"] for view in copied.isa("views", "status")}
    told = {name for name in before if before[name] != after[name]}
    assert told <= {"approvals", "recorded_days"}


def test_replay_of_the_bundle_passes_every_question(tmp_path: Path, played: Daicho) -> None:
    played.isa("bundle", "--out", tmp_path / "b.zip")
    report = played.json("replay", "--bundle", tmp_path / "b.zip")
    assert report["ok"]
    assert {check["result"] for check in report["checks"]} == {"pass"}
    assert {check["name"].partition(" ")[0] for check in report["checks"]} == {
        "calendar",
        "certification",
        "curriculum",
        "directory",
        "eligibility",
        "selection",
    }


def personal_values() -> set[str]:
    """Every name, kana, Latin name and mail address of a person in the sample."""
    found: set[str] = set()
    for call in ("2025-1", "2025-2"):
        for row in read_form(NOMINATIONS, SAMPLE / f"nominations-{call}.xlsx").rows:
            found |= {str(row.values[name]) for name in ("full_name", "kana", "roman", "mail")}
    for held in read_table(SAMPLE / "fy2024.csv").rows:
        names = ("氏名", "フリガナ", "ローマ字氏名", "メールアドレス")
        found |= {str(held.cells[name]) for name in names}
    return found


def spellings(text: str) -> Iterator[bytes]:
    """The bytes by which a value could be found, in four encodings and base64 of each alignment."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932"):
        raw = text.encode(encoding, "ignore")
        if len(raw) >= 6:
            yield raw
    raw = text.encode()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw)
        yield encoded[4:-4] if len(encoded) > 14 else encoded


def test_no_personal_value_is_in_bundle_edition_or_process_log(
    tmp_path: Path, played: Daicho
) -> None:
    played.isa("bundle", "--out", tmp_path / "b.zip")
    played.isa("directory", "build", "--out", tmp_path / "edition")
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        bundle.extractall(tmp_path / "members")
    # The data directory itself is searched in tests/demo.
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    everything = b"\n".join(path.read_bytes() for path in files) + played.log
    values = personal_values()
    assert len(values) > 600
    assert [v for v in values if any(each in everything for each in spellings(v))] == []


def test_the_search_would_find_a_value_in_the_clear(played: Daicho) -> None:
    value = "見本 太郎1"
    hidden = b"x" + base64.b64encode(b"ab" + value.encode() + b"cd")
    assert any(each in hidden for each in spellings(value))
    assert played.summary
