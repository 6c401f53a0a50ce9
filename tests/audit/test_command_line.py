"""The verifier's report and command line, as scripts rely on them (design part 12)."""

import json
from pathlib import Path

import pytest

from core.audit.report import Check, Rejected, Report
from core.audit.verify import main, verify
from tests.audit.sample import (
    FEW,
    SIGNER,
    bundle_of,
    entries_of,
    parts_of,
)

ENTRIES = entries_of(FEW)
WHOLE = bundle_of(parts_of(ENTRIES, older=2))


def test_a_report_with_nothing_checked_is_not_ok() -> None:
    assert not Report(()).ok
    assert not Report((Check("a", "not_checked", ""),)).ok
    assert Report((Check("a", "not_checked", ""), Check("b", "pass", ""))).ok
    assert not Report((Check("a", "fail", ""), Check("b", "pass", ""))).ok


def test_the_command_line_prints_marks_and_exits_as_promised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.zip").write_bytes(WHOLE)
    (tmp_path / "bad.zip").write_bytes(WHOLE[:-1])
    (tmp_path / "older").write_text(SIGNER.checkpoint(ENTRIES[:2]), "utf-8")
    options = ["--checkpoint", str(tmp_path / "older"), "--key", SIGNER.vkey]
    assert main([str(tmp_path / "good.zip"), *options]) == 0
    shown = capsys.readouterr().out
    assert "✓ identity" in shown
    assert "未確認 views" in shown
    assert main([str(tmp_path / "bad.zip")]) == 1
    assert "✗ archive" in capsys.readouterr().out
    assert main([str(tmp_path / "absent.zip")]) == 2
    assert main([str(tmp_path / "good.zip"), "--checkpoint", str(tmp_path / "absent")]) == 2
    with pytest.raises(SystemExit) as wrong_usage:
        main([])
    assert wrong_usage.value.code == 2


def test_json_is_one_document_of_the_promised_shape(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.zip").write_bytes(WHOLE)
    assert main([str(tmp_path / "good.zip"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document.keys() == {"ok", "checks"}
    assert document["ok"] is True
    assert {tuple(check) for check in document["checks"]} == {("name", "result", "detail")}
    assert document == verify(tmp_path / "good.zip").document()


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.zip", tmp_path):
        with pytest.raises(Rejected):
            verify(path)
