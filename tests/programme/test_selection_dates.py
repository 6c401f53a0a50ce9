"""Clause 13: a decision on a day from which some windows were not on record yet."""

from tests.programme.register import Register, nominated, opened, window


def test_a_day_before_a_counted_persons_window_was_on_record_is_refused_by_name(
    register: Register,
) -> None:
    nominated(opened(register), 2)
    register.at("2025-05-12 09:00").do("close-call", call="2025-1")
    for code in ("W8", "W9"):
        register.at("2025-05-14 09:00").do("register-window", **window(code))
        register.do("register-person", person=f"R6-{code}", full_name=f"認証 {code}")
        certified = {"person": f"R6-{code}", "window": code, "number": f"2024-{code}"}
        register.do("register-coordinator", **certified, on="2024-10-01")
    early = {"call": "2025-1", "decided_on": "2025-05-13"}
    assert register.refused("run-selection", **early) == ["selection.window_not_yet"] * 2
    assert register.do("run-selection", call="2025-1", decided_on="2025-05-14").facts
