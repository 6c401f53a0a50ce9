"""Figures as people read them."""

from collections.abc import Iterator, Mapping

from web.bench.goals import GOALS
from web.bench.rounds import Figure

HEADER = (
    "figure", "ratio [low–high]", "goal", "to peer [low–high]", "goal", "ours/s", "reference/s",
    "peer/s", "fsync/s", "way",
)  # fmt: skip
WIDTHS = (17, 19, 6, 19, 6, 9, 12, 9, 9, 0)


def heading(machine: Mapping[str, str]) -> Iterator[str]:
    """The machine, then the names of the columns."""
    yield " · ".join(f"{name} {value}" for name, value in machine.items())
    yield _row(HEADER)


def lines(figure: Figure) -> Iterator[str]:
    """The figure's row, then what else was seen."""
    goal = GOALS[figure.name]
    yield _row(
        (
            figure.name,
            _ratio(figure.ratio, figure.low, figure.high),
            _goal(figure.ratio, goal.reference),
            _ratio(figure.vs_peer, figure.vs_peer_low, figure.vs_peer_high),
            _goal(figure.vs_peer, goal.peer),
            _rate(figure.rate),
            _rate(figure.reference),
            _rate(figure.peer),
            _rate(figure.probe),
            figure.way,
        )
    )
    more = {way: ratio for way, ratio in figure.ways.items() if way != figure.way} | figure.notes
    if more:
        yield "    " + ", ".join(f"{name} {value}" for name, value in more.items())


def _row(cells: tuple[str, ...]) -> str:
    return " ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def _ratio(middle: float | None, low: float | None, high: float | None) -> str:
    if middle is None or low is None or high is None:
        return "–"
    return f"{middle:.3g} [{low:.3g}–{high:.3g}]"


def _goal(reached: float | None, goal: float | None) -> str:
    if reached is None or goal is None:
        return "–"
    return f"{'✓' if reached >= goal else '✗'} {goal:g}"


def _rate(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
