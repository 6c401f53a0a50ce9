"""Clause 15: progress comes in by form, or as an Excel file (issue 6)."""

from collections.abc import Iterator

import pytest

from tests.story.clauses.training import COHORT, Training, imported, training

WHO, OTHER = f"{COHORT}-0001", f"{COHORT}-0002"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Training]:
    """Two trainees on 1 August."""
    with training(tmp_path_factory.mktemp("clause-15-excel"), 2) as made:
        made.at("2025-08-01 10:00")
        yield made


def test_clause_15_mistakes_in_a_file_are_named_at_their_cells_and_nothing_is_stored(
    desk: Training,
) -> None:
    good = (WHO, "course1-A", "令和7年7月1日", None)
    bad = [(OTHER, "course1-A", "7月の初め", "八十"), ("2025-1-9999", "course1-A", "R7.7.1", None)]
    told = imported(desk, "record-progress", [good, *bad])
    assert [(each.row, each.column) for each in told.errors if each.column] == [
        (4, "日付"),
        (4, "点数"),
    ]
    assert any(each.row == 5 for each in told.errors)
    assert told.accepted == 0
    assert desk.state(WHO).done == ()


def test_clause_15_a_step_out_of_order_says_what_is_next(desk: Training) -> None:
    (fault,) = imported(desk, "record-progress", [(OTHER, "course1-B", "R7.7.8", None)]).errors
    assert "次は course1-A です" in fault.message


def test_clause_15_the_same_file_twice_changes_nothing_the_second_time(desk: Training) -> None:
    rows = [(WHO, "course1-A", "令和7年7月1日", None), (WHO, "course1-B", "2025/7/8", None)]
    assert imported(desk, "record-progress", rows).accepted == 2
    assert desk.state(WHO).done == ("course1-A", "course1-B")
    size = desk.tenant.log.head().size
    imported(desk, "record-progress", rows)
    assert desk.tenant.log.head().size == size


def test_clause_15_the_same_by_form(desk: Training) -> None:
    page = desk.page(f"/commands/record-progress?nomination={OTHER}&step=course1-A")
    assert f'value="{OTHER}"' in page
    desk.do("record-progress", nomination=OTHER, step="course1-A", on="2025-07-20")
    assert desk.state(OTHER).done == ("course1-A",)
