"""FY2027's proposed rules tried on both calls of the demo's FY2025 (issue 7)."""

from pathlib import Path

import pytest

from tests.plugins.coming import NOT_THE_SECOND, coming
from tests.story.command_line import Daicho

pytestmark = pytest.mark.slow
POLICY = "isa_fy2027_private"
CALLS = ("--over", "2025-1", "--over", "2025-2")


def test_the_rules_of_fy2027_are_tried_on_fy2025_and_nothing_is_appended(played: Daicho) -> None:
    told = played.isa("policy", "shadow", POLICY, *CALLS)
    assert told["policy"] == POLICY
    received = {each["id"]: each["nominations"] for each in played.summary["calls"]}
    for call in told["calls"]:
        ruled = sum(row["gained"] + row["lost"] + row["unchanged"] for row in call["by_tier"])
        # Those withdrawn before the selection took no part in it.
        assert received[call["id"]] >= call["nominations"] == ruled > 80
        assert len(call["changed"]) == call["outcomes_changed"]
        assert call["asked"] == {"eligibility": POLICY, "selection": POLICY}
        assert call["at_odds"] == []
    again = played.isa("explain", "2025-1", "2025-1-0001")
    assert (again["size"], again["root"]) == (played.summary["events"], played.summary["root"])


def test_nobody_private_is_made_up_where_history_has_nobody(played: Daicho) -> None:
    told = played.isa("policy", "shadow", POLICY, *CALLS)
    assert "founder_kind=private" in told["no_data"]
    text = played.run("-t", "isa", "policy", "shadow", POLICY, *CALLS).decode()
    assert text.count("対象データなし: 設置区分「民間団体等」") == 2


def test_more_seats_go_to_the_next_of_the_waiting(played: Daicho) -> None:
    given = ("--set", "seats=70")
    told = played.isa("policy", "shadow", POLICY, "--over", "2025-1", *given)
    (call,) = told["calls"]
    assert call["seats"] == {"before": 60, "after": 70, "from": "calendar"}
    gained = [each for each in call["changed"] if each["after"]["outcome"] == "selected"]
    assert len(gained) == call["outcomes_changed"] > 0
    assert {each["before"]["outcome"] for each in gained} == {"waitlisted"}
    kept = played.isa("policy", "shadow", POLICY, "--over", "2025-1", *given, "--keep-seats")
    assert kept["calls"][0]["seats"]["from"] == "call"
    assert kept["calls"][0]["changed"] == []


def test_one_call_without_an_answer_takes_nothing_from_the_other_and_is_said(
    played: Daicho, tmp_path: Path
) -> None:
    folder = coming(tmp_path, "hangs_once", selection=NOT_THE_SECOND)
    words = ("policy", "shadow", "--folder", folder, *CALLS)
    told = played.isa(*words, code=1)
    assert [call["id"] for call in told["calls"]] == ["2025-1"]
    assert told["calls"][0]["outcomes_changed"] > 0
    ((lost, faults),) = [(each["id"], each["faults"]) for each in told["failed"]]
    assert lost == "2025-2"
    assert [fault["code"] for fault in faults] == ["policy.failed"]
    text = played.run("-t", "isa", *words, code=1).decode()
    assert "✗ 募集 2025-2: 答えがないので、ここには含まれていません。" in text
    assert "it did not end in time" in text
    assert "募集 2025-1: 推薦" in text
