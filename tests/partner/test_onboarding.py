"""A partner's register is founded with the partner's policy, once it is installed (journey 5)."""

from pathlib import Path

import pytest

from tests.partner.installed import installed
from web.cli import main

FOUND = ("tenant", "add", "kitahama", "--name", "北浜国際交流協会", "--policy", "kitahama_japanese")


def test_without_the_distribution_it_is_refused_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path), *FOUND]) == 1
    told = capsys.readouterr().err
    assert "kitahama_japanese" in told
    assert "daicho policy list" in told
    assert main(["--data", str(tmp_path), "tenant", "list"]) == 0
    assert "kitahama" not in capsys.readouterr().out


def test_with_it_the_same_words_found_the_register(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with installed(tmp_path / "installed"):
        assert main(["--data", str(tmp_path / "data"), *FOUND]) == 0
    assert "✓ kitahama" in capsys.readouterr().out
