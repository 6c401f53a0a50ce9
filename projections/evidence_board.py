"""View evidence_board: national counts by category that a choice rests on, small ones never there
(clause 19)."""

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from core.command import Choice
from core.event import Fact
from core.programme.evidence import CATEGORIES, EvidenceCategorySet, EvidenceCompiled
from projections.store import Views
from projections.view import Rows, Table, View


class EvidenceRow(Struct, frozen=True, kw_only=True):
    """The counts of one dimension and year, as compiled last; null where they are not shown."""

    evidence: str
    dimension: str
    fiscal_year: int
    unit: str
    counts: dict[str, int | None]
    total: int | None
    source: str
    surveys: tuple[str, ...]
    compiled_on: date
    position: int


class CategoryRow(Struct, frozen=True):
    """A category that was added."""

    dimension: str
    code: str
    ja: str
    en: str


class EvidenceEntry(NamedTuple):
    """Counts with the words of their categories."""

    row: EvidenceRow
    cells: tuple[tuple[Choice, int | None], ...]


COMPILED = Table("compiled", EvidenceRow)
ADDED = Table("category", CategoryRow)


def fold(rows: Rows, fact: Fact) -> None:
    """Later counts of the same dimension and year take the place of earlier ones."""
    match fact.event:
        case EvidenceCategorySet(dimension=dimension, code=code, ja_text=ja, en_text=en):
            rows.put(ADDED, f"{dimension}/{code}", CategoryRow(dimension, code, ja, en))
        case EvidenceCompiled() as made:
            key = f"{made.evidence}/{made.fiscal_year}/{made.dimension}"
            rows.put(COMPILED, key, _compiled(made, fact))
        case _:
            raise AssertionError(fact.event.topic)


def evidence(views: Views, tenant: str, as_of: int | None = None) -> list[EvidenceEntry]:
    """All counts, by set of evidence, year and dimension."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(COMPILED)
        added = then.rows(ADDED)
    return [EvidenceEntry(row, tuple(_cells(row, added))) for row in held]


def _cells(row: EvidenceRow, added: list[CategoryRow]) -> list[tuple[Choice, int | None]]:
    words = {choice.code: choice for choice in CATEGORIES[row.dimension]}
    own = (each for each in added if each.dimension == row.dimension)
    words |= {each.code: Choice(each.code, each.ja, each.en) for each in own}
    return [(word, row.counts[code]) for code, word in words.items() if code in row.counts]


def _compiled(made: EvidenceCompiled, fact: Fact) -> EvidenceRow:
    return EvidenceRow(
        evidence=made.evidence,
        dimension=made.dimension,
        fiscal_year=made.fiscal_year,
        unit=made.unit,
        counts=made.counts,
        total=made.total,
        source=made.source,
        surveys=made.surveys,
        compiled_on=fact.effective_on,
        position=fact.position,
    )


VIEW = View(
    "evidence_board",
    1,
    tables=(COMPILED, ADDED),
    events=(EvidenceCategorySet, EvidenceCompiled),
    fold=fold,
)
