"""Small numbers: which cells of a table are held back so that nobody's answer can be read from it
(clauses 19, 28).

A cell below the least is hidden. Where the total is known, one hidden cell could be found by
subtraction, and so could several that come to little together: then the smallest cell still shown
is hidden too, until nothing below the least can be worked out from a line and its total.
"""

from collections.abc import Collection, Sequence


def hidden(
    counts: Sequence[int],
    lines: Sequence[Sequence[int]],
    least: int,
    known: Collection[int] = (),
) -> frozenset[int]:
    """The numbers of the cells to hide.

    `counts` are all cells of a table; each of `lines` names the cells that add up to a total which
    is known; `known` are cells to hide whatever they hold.
    """
    gone = {number for number, count in enumerate(counts) if count < least} | set(known)
    while weak := next(
        (line for line in lines if _can_be_worked_out(line, counts, gone, least)), ()
    ):
        kept = [number for number in weak if number not in gone]
        gone.add(min(kept, key=lambda number: (counts[number], number)))
    return frozenset(gone)


def _can_be_worked_out(
    line: Sequence[int], counts: Sequence[int], gone: Collection[int], least: int
) -> bool:
    lost = [number for number in line if number in gone]
    if not lost or len(lost) == len(line):
        return False
    return len(lost) == 1 or sum(counts[number] for number in lost) < least
