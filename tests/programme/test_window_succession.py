"""Windows that are merged: what is known of a year follows, once."""

from pathlib import Path
from typing import Any

import pytest

from core.programme.window import Window, current_code
from core.programme.world import SEEN, world_at
from tests.programme.register import Register, founded, topics, window

TWO = {"code": "B", "other": "A"}
MERGED = {"reason": "統合", "on": "2025-03-10"}


@pytest.fixture
def register(tmp_path: Path, request: pytest.FixtureRequest) -> Register:
    """A register with two old windows."""
    made = founded(tmp_path, request.node.name)
    made.do("register-window", **window("A", grant=False))
    made.do("register-window", **window("B", caseload=40))
    return made


def known(register: Register, code: str, day: str = "2025-03-10") -> Window:
    found: Window = world(register, day)[f"window/{code}"]
    return found


def world(register: Register, day: str) -> Any:
    seen = SEEN.initial()
    for fact in register.log.walk(topics=SEEN.topics):
        seen = SEEN.fold(seen, fact)
    return world_at(seen, register.at(f"{day} 10:00").now.date())


def fresh(register: Register, **changes: Any) -> None:
    years = {"grant", "grant_year", "caseload", "caseload_unit", "caseload_year"}
    blank = {key: value for key, value in window("N").items() if key not in years}
    register.do("register-window", **{**blank, **changes})


def test_caseloads_of_several_old_windows_add_up_and_one_grant_is_enough(
    register: Register,
) -> None:
    fresh(register)
    register.do("succeed-window", code="A", successor="N", **MERGED)
    assert known(register, "N").grants[2025][0] is False
    register.do("succeed-window", code="B", successor="N", **MERGED)
    assert known(register, "N").grants[2025][0] is True
    assert known(register, "N").caseloads[2024][:2] == (140, "件")


def test_units_are_never_added_and_what_a_window_reported_itself_stands(
    register: Register,
) -> None:
    own = {"caseload": 7, "caseload_unit": "件", "caseload_year": 2024}
    fresh(register, **own, grant=True, grant_year=2025)
    done = register.do("succeed-window", code="A", successor="N", **MERGED)
    assert topics(done) == ["window.succeeded", "window.took_over"]
    assert known(register, "N").caseloads[2024][:2] == (7, "件")
    assert known(register, "N").grants[2025][0] is True
    register.do("register-window", **window("C", caseload_unit="人", caseload_year=2023))
    register.do("register-window", **window("D", caseload_unit="件", caseload_year=2023))
    for code in ("C", "D"):
        register.do("succeed-window", code=code, successor="N", **MERGED)
    assert known(register, "N").caseloads[2023][:2] == (100, "人")


def test_a_code_leads_to_the_window_that_stands_through_every_succession(
    register: Register,
) -> None:
    fresh(register)
    register.at("2025-04-20 10:00")
    register.do("succeed-window", code="A", successor="B", reason="統合", on="2025-04-01")
    register.do("succeed-window", code="B", successor="N", reason="改称", on="2025-04-15")
    assert current_code(world(register, "2025-04-20"), "A") == "N"
    assert current_code(world(register, "2025-04-14"), "A") == "B"
    assert current_code(world(register, "2025-03-31"), "A") == "A"
    assert current_code({}, "A") == "A"


def test_two_windows_that_look_like_one_are_found_to_be_two_once(register: Register) -> None:
    assert topics(register.do("confirm-windows-distinct", **TWO)) == ["window.found_distinct"]
    assert register.do("confirm-windows-distinct", code="A", other="B").unchanged
    assert known(register, "A").distinct == {"B"}


def test_a_window_is_not_another_than_itself_its_successor_or_one_that_is_not_there(
    register: Register,
) -> None:
    wanted = {"code": "A", "other": "A"}
    assert register.refused("confirm-windows-distinct", **wanted) == ["window.same"]
    nobody = {"code": "A", "other": "Z"}
    assert register.refused("confirm-windows-distinct", **nobody) == ["window.unknown"]
    register.do("succeed-window", code="A", successor="B", **MERGED)
    assert register.refused("confirm-windows-distinct", **TWO) == ["window.succeeded"]
