"""Bundle, verifier, replay, erasure, and the search for personal data in the clear."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.demo.searching import Search
from tests.demo.test_privacy import personal_values
from tests.story.command_line import SAMPLE, Daicho

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
    facts_of_it = {"approvals", "recorded_days", "followup_board", "consent_board"}
    assert told <= facts_of_it, "what an erasure is a fact of"


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
        "view",
    }


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
    values = personal_values({path.name: path.read_bytes() for path in SAMPLE.iterdir()})
    assert len(values) > 1000
    assert Search(values).found_in(everything) == set()
