"""Rows of the view survey_results, and what is counted from them: tables without small numbers
(clauses 20, 28)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from core.programme.small_numbers import hidden
from core.programme.survey.drafting import CHOICE, FREE, MULTI, NUMBER, SCALE
from core.programme.survey.facts import Audience, Option, Question
from projections.sealed import SealedCell

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
NO_ANSWER = Option("", "無回答", "No answer")


class Reminder(Struct, frozen=True):
    """When, and how many had not answered; `seen` is the position up to which answers counted."""

    on: date
    count: int
    seen: int


class SurveyRow(Struct, frozen=True, kw_only=True):
    """A survey; `status` draft, open or closed, `asked` and `answered` numbers of respondents."""

    survey: str
    ja: str
    en: str
    purpose: str
    audience: Audience
    reminders_max: int
    cell_min: int
    cross_min: int
    drafted: int
    status: str = DRAFT
    questions: tuple[Question, ...] = ()
    opened_on: date | None = None
    deadline: date | None = None
    closed_on: date | None = None
    asked: int = 0
    answered: int = 0
    reminders: tuple[Reminder, ...] = ()

    @property
    def asks_windows(self) -> bool:
        """Whether windows are asked, not persons."""
        return self.audience.kind != "coordinators"


class Respondent(Struct, frozen=True, kw_only=True):
    """One who is asked, and the answer: `texts` as sealed in the event."""

    survey: str
    respondent: str
    answered_on: date | None = None
    answers: dict[str, tuple[str, ...]] = {}
    texts: SealedCell | None = None


class Cell(NamedTuple):
    """One number of a table; it is None where it is not shown, and `small` if it is below the
    least itself."""

    option: Option
    number: int | None
    small: bool


class Counted(NamedTuple):
    """A question with its numbers. `answered` and `mean` are None where they are not shown."""

    question: Question
    cells: tuple[Cell, ...]
    answered: int | None
    mean: float | None


class CrossTable(NamedTuple):
    """One question by another: a line of cells for each option of the first."""

    by: Question
    columns: tuple[Option, ...]
    lines: tuple[tuple[Option, tuple[Cell, ...]], ...]


def counted(question: Question, given: Sequence[Respondent], least: int) -> Counted:
    """The numbers of one question among those who answered the survey."""
    values = [each.answers.get(question.code, ()) for each in given]
    if question.kind in (CHOICE, SCALE):
        return Counted(question, _one_of(question, values, least), None, None)
    if question.kind == MULTI:
        return Counted(question, _any_of(question, values, least), None, None)
    if question.kind == NUMBER:
        return _number(question, values, least)
    assert question.kind == FREE, question.kind
    return Counted(question, (), None, None)


def crossed(
    first: Question, second: Question, given: Sequence[Respondent], least: int
) -> CrossTable:
    """Both questions choose one. What is hidden in either alone stays hidden here altogether."""
    rows, columns = _answers_to(first), _answers_to(second)
    pairs = Counter((_chosen(each, first), _chosen(each, second)) for each in given)
    counts = [pairs[row.code, column.code] for row in rows for column in columns]
    width = len(columns)
    lines = [range(n * width, (n + 1) * width) for n in range(len(rows))]
    downs = [range(n, len(counts), width) for n in range(width)]
    known = {
        number
        for question, parts in ((first, lines), (second, downs))
        for part, cell in zip(parts, counted(question, given, least).cells, strict=True)
        if cell.number is None
        for number in part
    }
    gone = hidden(counts, [*lines, *downs], least, known)
    cells = [
        Cell(columns[n % width], None if n in gone else count, count < least)
        for n, count in enumerate(counts)
    ]
    shown = tuple((row, tuple(cells[n * width : (n + 1) * width])) for n, row in enumerate(rows))
    return CrossTable(first, columns, shown)


def _answers_to(question: Question) -> tuple[Option, ...]:
    """Its options, and where it need not be answered that too: every respondent is in one."""
    return question.options if question.required else (*question.options, NO_ANSWER)


def _chosen(each: Respondent, question: Question) -> str:
    return next(iter(each.answers.get(question.code, ())), NO_ANSWER.code)


def _one_of(question: Question, values: Sequence[tuple[str, ...]], least: int) -> tuple[Cell, ...]:
    """Its cells add up to all who answered the survey."""
    options = _answers_to(question)
    found = Counter(next(iter(chosen), NO_ANSWER.code) for chosen in values)
    counts = [found[option.code] for option in options]
    gone = hidden(counts, [range(len(counts))], least)
    return tuple(
        Cell(option, None if n in gone else counts[n], counts[n] < least)
        for n, option in enumerate(options)
    )


def _any_of(question: Question, values: Sequence[tuple[str, ...]], least: int) -> tuple[Cell, ...]:
    """Each option is a table of its own: those who chose it, and those who did not."""
    found = Counter(code for chosen in values for code in chosen)
    return tuple(
        _yes_or_no(option, found[option.code], len(values), least) for option in question.options
    )


def _yes_or_no(option: Option, count: int, of: int, least: int) -> Cell:
    gone = hidden([count, of - count], [range(2)], least)
    return Cell(option, None if 0 in gone else count, count < least)


def _number(question: Question, values: Sequence[tuple[str, ...]], least: int) -> Counted:
    """How many gave a number, and the mean: never a number that one of them gave."""
    given = [int(chosen[0]) for chosen in values if chosen]
    shown = _yes_or_no(NO_ANSWER, len(given), len(values), least).number
    whole = len(given) if len(given) == len(values) >= least else shown
    mean = round(sum(given) / len(given), 1) if whole else None
    return Counted(question, (), whole, mean)
