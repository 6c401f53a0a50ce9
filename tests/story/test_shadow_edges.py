"""Trials of a policy at the edges: no selection, no answer about one, no policy (clause 21)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Refused
from tenants.shadow import shadow
from tests.plugins.coming import LABELS, LAST_FIRST, coming
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    CALL,
    approved,
    decided,
    desk_in,
    nominated,
    opened,
    place,
    run,
)
from web.cli import main


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A call with one nominee, decided."""
    with desk_in(tmp_path_factory.mktemp("edges")) as made:
        made.do("register-window", **place("W1"))
        opened(made)
        nominated(made, "W1")
        decided(made)
        yield made


def cli(desk: Office, *words: str) -> int:
    """The command line on the same data; its exit code."""
    return main(["--data", str(desk.tenant.place.data), "-t", "isa", *words])


def test_a_call_that_was_never_selected_is_told_from_one_that_is_none(tmp_path: Path) -> None:
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1"))
        opened(made)
        with pytest.raises(Refused) as refused:
            shadow(made.tenant, made.tenant.policies, "isa_fy2025", [CALL], {})
        assert [fault.code for fault in refused.value.faults] == ["selection.unknown"]


def test_a_policy_that_is_silent_on_selection_changes_nothing_and_that_is_said(
    desk: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(coming(tmp_path, "words_only", labels=LABELS))
    assert cli(desk, "policy", "shadow", "--folder", folder, "--over", CALL) == 0
    told = capsys.readouterr().out
    assert "結果が変わる人 0 名" in told
    assert "答えた版: 資格 isa_fy2025、順位 isa_fy2025" in told
    assert "どの質問にも答えないので、選定の結果は変わりません" in told


def test_a_folder_that_is_no_policy_is_refused_with_the_command_that_says_why(
    desk: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("policy", "shadow", "--over", CALL)
    assert cli(desk, *words, "--folder", str(tmp_path)) == 1
    assert f"daicho plugin test {tmp_path}" in capsys.readouterr().err
    folder = str(coming(tmp_path, "last_first", selection=LAST_FIRST))
    assert cli(desk, *words, "other_name", "--folder", folder) == 1
    assert "other_name" in capsys.readouterr().err
    assert cli(desk, *words) == 1
    assert "policy.not_named" in capsys.readouterr().err


def test_a_run_that_was_approved_counts_and_not_a_later_one(tmp_path: Path) -> None:
    with desk_in(tmp_path) as made:
        made.do("register-window", **place("W1"))
        opened(made)
        nominated(made, "W1")
        run(made)
        approved(made)
        made.do("run-selection", call=CALL, decided_on="2025-05-12")
        (held,) = shadow(made.tenant, made.tenant.policies, "isa_fy2025", [CALL], {}).calls
        assert held.past.run.run == 1
