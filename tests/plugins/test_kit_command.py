"""`daicho plugin new` and `daicho plugin test`: what they print, and how they exit."""

import json
from pathlib import Path

import pytest

from plugins.kit.examining import examine
from plugins.kit.report import lines
from tests.plugins.bent import bent
from web.cli import main


def test_the_command_line_makes_a_policy_and_examines_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plugin", "new", "mine", "--out", str(tmp_path / "mine"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["policy"] == "mine"
    assert main(["plugin", "test", str(tmp_path / "mine"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"]
    assert [(each["name"], each["result"]) for each in told["levels"]] == [
        ("loads", "pass"),
        ("isolated", "pass"),
        ("deterministic", "pass"),
    ]


def test_the_command_line_says_what_to_do_next_and_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = bent(
        tmp_path / "bent", ("rules.py", "import hashlib\n", "import hashlib\nimport msgspec\n")
    )
    assert main(["plugin", "test", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "✗ loads" in told
    assert "✓ isolated" in told
    assert "plugins.api と標準ライブラリだけを import してください" in told
    assert main(["plugin", "test", str(folder / "nowhere")]) == 1
    assert "plugin.no_folder" in capsys.readouterr().err


def test_a_report_on_a_terminal_has_a_line_for_each_level(tmp_path: Path) -> None:
    told = lines(examine(bent(tmp_path / "bent", ("policy.toml", "api = [1, 1]", "api = [2, 3]"))))
    assert [line[0] for line in told if not line.startswith(" ")][1:] == ["✗", "-", "-"]
