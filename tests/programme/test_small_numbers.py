"""Small numbers cannot be read, nor worked out from what is shown and the total."""

from itertools import product

from core.programme.sections import read_sections, write_sections
from core.programme.small_numbers import hidden

LEAST = 5


def possible(counts: tuple[int, ...], gone: frozenset[int], number: int) -> set[int]:
    """Every value that a hidden cell could have, for a reader who knows the total and the rest."""
    lost = sorted(gone)
    total = sum(counts[n] for n in lost)
    tried = product(range(total + 1), repeat=len(lost))
    return {each[lost.index(number)] for each in tried if sum(each) == total}


def test_whatever_the_counts_no_cell_below_the_least_can_be_worked_out() -> None:
    for counts in product((0, 1, 4, 5, 6, 9), repeat=3):
        gone = hidden(counts, [range(3)], LEAST)
        assert all(counts[n] >= LEAST for n in range(3) if n not in gone), counts
        for number in gone:
            values = possible(counts, gone, number)
            assert len(values) > 1 or sum(counts) == 0, (counts, gone, values)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden((5, 6, 30), [range(3)], LEAST) == frozenset()


def test_one_small_cell_takes_the_smallest_other_with_it() -> None:
    assert hidden((3, 30, 7), [range(3)], LEAST) == {0, 2}


def test_small_cells_that_come_to_little_together_take_another_with_them() -> None:
    assert hidden((1, 2, 30, 8), [range(4)], LEAST) == {0, 1, 3}
    assert hidden((2, 3, 30, 8), [range(4)], LEAST) == {0, 1}


def test_a_table_is_guarded_along_its_lines_and_its_columns() -> None:
    # a small cell needs one hidden beside it and one below it, and these need the last
    counts = (2, 20, 20, 20)
    rows, columns = [(0, 1), (2, 3)], [(0, 2), (1, 3)]
    assert hidden(counts, [*rows, *columns], LEAST) == {0, 1, 2, 3}


def test_texts_under_headings_come_apart_as_they_were_put_together() -> None:
    texts = {"need": "一行目\n\n二行目", "other": "[need]\nと書いた人"}
    joined = write_sections(texts)
    assert read_sections(joined, texts) == {
        "need": "一行目\n\n二行目",
        "other": "[need]\nと書いた人",
    }
    assert read_sections("前書き\n【ニーズ】\nある", ["ニーズ"]) == {"": "前書き", "ニーズ": "ある"}
