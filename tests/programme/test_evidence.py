"""Evidence: counts by category, small ones never stored, surveys cited when they are closed."""

import pytest

from tests.programme.register import Register, only

GIVEN = {
    "evidence": "R8",
    "dimension": "topic",
    "fiscal_year": 2025,
    "unit": "件",
    "source": "窓口の報告",
}


@pytest.mark.parametrize(
    ("counts", "stored", "total"),
    [
        (("work=50", "tax=20"), {"work": 50, "tax": 20}, 70),
        (("tax=4", "work=50"), {"work": None, "tax": None}, 54),
        (("work=50", "tax=4", "medical=1"), {"work": 50, "tax": None, "medical": None}, 55),
        (("work=50", "tax=2", "medical=1"), {"work": None, "tax": None, "medical": None}, 53),
        (("tax=4",), {"tax": None}, None),
    ],
)
def test_small_counts_never_reach_the_log(
    register: Register, counts: tuple[str, ...], stored: dict[str, int | None], total: int | None
) -> None:
    register.do("compile-evidence", **GIVEN, counts=counts)
    told = only(register.events("evidence.compiled"))
    assert (told.counts, told.total) == (stored, total)


def test_equal_counts_change_nothing_and_others_are_told_anew(register: Register) -> None:
    register.do("compile-evidence", **GIVEN, counts=("work=50",))
    assert register.do("compile-evidence", **GIVEN, counts=("work=50",)).unchanged
    assert not register.do("compile-evidence", **GIVEN, counts=("work=51",)).unchanged


def test_a_category_is_known_in_its_own_dimension_only(register: Register) -> None:
    words = {"dimension": "trend", "code": "night", "ja_text": "夜間", "en_text": "At night"}
    register.do("set-evidence-category", **words)
    assert register.do("set-evidence-category", **words).unchanged
    refused = register.refused("compile-evidence", **GIVEN, counts=("night=9",))
    assert refused == ["evidence.unknown_category"]
    register.do("compile-evidence", **{**GIVEN, "dimension": "trend"}, counts=("night=9",))


@pytest.mark.parametrize("count", ["-5", "1.5", "５", "", "9" * 13])
def test_a_count_is_a_plain_whole_number(register: Register, count: str) -> None:
    refused = register.refused("compile-evidence", **GIVEN, counts=(f"work={count}",))
    assert refused == ["evidence.bad_count"]
