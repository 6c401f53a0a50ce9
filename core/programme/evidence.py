"""Area evidence: what the choice of private bodies rests on, as national counts (clause 19).

Counts by category only. Nothing here can name a person, a window or a place, a word that is no
category is refused, and a small count is not even stored.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from core.area import Known, States, To, area, decides
from core.command import Choice, Code, Command, Label, Text, command
from core.errors import Faults, refuse
from core.event import Event, Fact, NoPerson, event
from core.programme.defaults import EMPTY_HELP, ask_always, filled, proposed
from core.programme.small_numbers import hidden
from core.programme.survey.citing import Cited, check_cited, cited_streams
from core.programme.words import UNITS, FiscalYear

DIMENSIONS = (
    Choice("topic", "相談の内容", "Topics of consultations"),
    Choice("trend", "相談の傾向", "Trends of consultations"),
    Choice("status", "相談者の在留資格", "Residence statuses of those who asked"),
    Choice("cooperation", "関係機関との連携", "Cooperation with other bodies"),
)
CATEGORIES: Mapping[str, tuple[Choice, ...]] = {
    "topic": (
        Choice("immigration", "入管手続", "Immigration procedures"),
        Choice("work", "雇用・労働", "Work"),
        Choice("welfare", "社会保険・福祉", "Social insurance and welfare"),
        Choice("tax", "税金", "Taxes"),
        Choice("medical", "医療", "Medical care"),
        Choice("family", "出産・子育て", "Birth and child care"),
        Choice("education", "教育", "Education"),
        Choice("housing", "住まい", "Housing"),
        Choice("japanese", "日本語学習", "Learning Japanese"),
        Choice("other", "その他", "Other"),
    ),
    "trend": (
        Choice("more", "増えた", "More"),
        Choice("same", "変わらない", "The same"),
        Choice("fewer", "減った", "Fewer"),
        Choice("complex", "複雑になった", "More complex"),
    ),
    "status": (
        Choice("permanent", "永住者・特別永住者", "Permanent residents"),
        Choice(
            "family", "日本人の配偶者等・定住者・家族滞在", "By family or as long-term residents"
        ),
        Choice("work", "就労の在留資格", "For work"),
        Choice("skilled", "特定技能", "Specified skilled workers"),
        Choice("trainee", "技能実習・育成就労", "Technical interns"),
        Choice("student", "留学", "Students"),
        Choice("designated", "特定活動", "Designated activities"),
        Choice("other", "その他・不明", "Other or unknown"),
    ),
    "cooperation": (
        Choice("immigration", "入管", "Immigration offices"),
        Choice("labour", "労働局・ハローワーク", "Labour offices"),
        Choice("medical", "医療機関", "Medical institutions"),
        Choice("school", "学校・教育委員会", "Schools"),
        Choice("legal", "弁護士会・法テラス", "Legal aid"),
        Choice("private", "民間支援団体", "Private bodies"),
        Choice("none", "連携なし", "None"),
    ),
}
"""Known from the start; an organisation adds its own (`set-evidence-category`)."""
LISTS = "evidence/categories/all"
"""A name that no set of evidence can have: ids hold no stroke."""
COUNT_DIGITS_MAX = 12
EvidenceId = Annotated[
    Code, Label("資料番号", "Evidence", "例: R8-private", "For example R8-private")
]
Dimension = Annotated[str, Label("種類", "Kind", choices=DIMENSIONS)]


@event(
    "evidence.category_set",
    ja="集計の区分「{ja_text}」を加えた",
    en="Added the category {en_text}",
)
class EvidenceCategorySet(Event, frozen=True):
    """Categories are data."""

    dimension: NoPerson[str]
    code: NoPerson[str]
    ja_text: NoPerson[str]
    en_text: NoPerson[str]


@event(
    "evidence.compiled",
    ja="資料 {evidence} に{fiscal_year}年度の集計（{dimension}）を記録した",
    en="Compiled {dimension} of FY{fiscal_year} for evidence {evidence}",
)
class EvidenceCompiled(Event, frozen=True):
    """Counts by category, null where they are not shown; a later one for the same dimension and
    year takes its place."""

    evidence: NoPerson[str]
    dimension: NoPerson[str]
    fiscal_year: NoPerson[int]
    unit: NoPerson[str]
    counts: NoPerson[dict[str, int | None]]
    total: NoPerson[int | None]
    source: NoPerson[str]
    surveys: NoPerson[tuple[str, ...]]


class Lists(Struct, frozen=True):
    """Dimension -> category -> its words."""

    held: dict[str, dict[str, Choice]]


class Evidence(Struct, frozen=True):
    """The latest counts, by dimension and year."""

    latest: dict[tuple[str, int], EvidenceCompiled]


def stream_of(evidence: str) -> str:
    """The stream of a set of evidence."""
    return f"evidence/{evidence}"


@command(
    "set-evidence-category",
    ja="集計の区分を加える",
    en="Add a category of evidence",
    roles=("officer",),
    clauses=(19,),
)
class SetEvidenceCategory(Command, frozen=True):
    """A category that counts may be given for."""

    dimension: Dimension
    code: Annotated[Code, Label("区分", "Category")]
    ja_text: Annotated[Annotated[str, Meta(min_length=1, max_length=60)], Label("名称", "Name")]
    en_text: Annotated[
        Annotated[str, Meta(min_length=1, max_length=60)], Label("名称（英語）", "Name in English")
    ]


@decides(SetEvidenceCategory, streams=lambda _: (LISTS,))
def set_category(wanted: SetEvidenceCategory, states: States, known: Known) -> Sequence[To]:
    """The same words again change nothing."""
    word = Choice(wanted.code, wanted.ja_text, wanted.en_text)
    if categories(states[LISTS], wanted.dimension).get(wanted.code) == word:
        return []
    told = EvidenceCategorySet(
        dimension=wanted.dimension,
        code=wanted.code,
        ja_text=wanted.ja_text,
        en_text=wanted.en_text,
    )
    return [To(LISTS, told)]


def categories(lists: Lists | None, dimension: str) -> dict[str, Choice]:
    """The categories of a dimension, those that were added last."""
    own = lists.held.get(dimension, {}) if lists else {}
    return {choice.code: choice for choice in CATEGORIES[dimension]} | own


@command(
    "compile-evidence",
    ja="資料の集計を記録する",
    en="Compile evidence",
    roles=("officer",),
    clauses=(19, 20),
)
class CompileEvidence(Command, frozen=True):
    """National counts of one kind and year; each category once."""

    evidence: EvidenceId
    dimension: Dimension
    fiscal_year: FiscalYear
    unit: Annotated[str, Label("単位", "Unit", choices=UNITS)]
    counts: Annotated[
        tuple[str, ...],
        Label(
            "件数",
            "Counts",
            "区分=件数 を「、」で区切る。示す下限に満たない件数は記録されません",
            "category=count; below the least number shown nothing is stored",
        ),
    ]
    source: Annotated[Text, Label("出典", "Source")]
    surveys: Cited = ()
    cell_min: Annotated[
        Annotated[int, Meta(ge=2, le=100)] | None,
        Label("示す件数の下限", "Least number shown", *EMPTY_HELP),
    ] = None


@decides(
    CompileEvidence,
    streams=lambda wanted: (
        stream_of(wanted.evidence),
        LISTS,
        *cited_streams(wanted.surveys),
    ),
    ask=ask_always,
)
def compile_(wanted: CompileEvidence, states: States, known: Known) -> Sequence[To]:
    """Small counts are dropped here, before anything is stored; equal counts change nothing."""
    counts, least = _counts(wanted, states), _least(wanted, known)
    order = list(counts)
    numbers = [counts[code] for code in order]
    gone = hidden(numbers, [range(len(numbers))], least)
    compiled = EvidenceCompiled(
        evidence=wanted.evidence,
        dimension=wanted.dimension,
        fiscal_year=wanted.fiscal_year,
        unit=wanted.unit,
        counts={code: None if n in gone else numbers[n] for n, code in enumerate(order)},
        total=sum(numbers) if sum(numbers) >= least else None,
        source=wanted.source,
        surveys=wanted.surveys,
    )
    state: Evidence | None = states[stream_of(wanted.evidence)]
    held = state.latest.get((wanted.dimension, wanted.fiscal_year)) if state else None
    return [] if held == compiled else [To(stream_of(wanted.evidence), compiled)]


def _least(wanted: CompileEvidence, known: Known) -> int:
    """What the policy asks for, or more."""
    least = filled(wanted, known, {"cell_min": "small_number_least"}).cell_min
    asked = proposed(known).small_number_least
    assert least is not None, "filled in"
    if asked is not None and least < asked:
        raise refuse(
            "evidence.too_small",
            f"{asked} より小さくはできません。",
            f"It cannot be less than {asked}.",
            "cell_min",
        )
    return least


def _counts(wanted: CompileEvidence, states: States) -> dict[str, int]:
    """Category -> count in the order of the list, or every reason why not."""
    listed = categories(states[LISTS], wanted.dimension)
    pairs = [tuple(part.strip() for part in each.partition("=")) for each in wanted.counts]
    codes = [code for code, _, _ in pairs]
    faults = Faults()
    faults.unless(
        listed.keys() >= set(codes) and codes,
        "evidence.unknown_category",
        "区分の一覧にないものがあります。個人や窓口ごとの記録はできません。区分ごとの件数だけです。",
        "Not a category of the list. Counts by category only: nothing of a person or a window.",
        "counts",
    )
    faults.unless(
        len(set(codes)) == len(codes),
        "evidence.twice",
        "同じ区分が二度あります。",
        "A category stands there twice.",
        "counts",
    )
    faults.unless(
        all(_is_count(value) for _, _, value in pairs),
        "evidence.bad_count",
        "件数は 0 以上の整数で書いてください。",
        "Write counts as whole numbers.",
        "counts",
    )
    check_cited(wanted.surveys, states, faults)
    faults.raise_any()
    given = {code: int(value) for code, _, value in pairs}
    return {code: given[code] for code in listed if code in given}


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= COUNT_DIGITS_MAX


def evolve(state: Lists | Evidence | None, fact: Fact) -> Lists | Evidence:
    """Fold one fact of the stream."""
    match fact.event:
        case EvidenceCategorySet() as told:
            held = state.held if isinstance(state, Lists) else {}
            word = Choice(told.code, told.ja_text, told.en_text)
            own = {**held.get(told.dimension, {}), told.code: word}
            return Lists({**held, told.dimension: own})
        case EvidenceCompiled() as made:
            latest = state.latest if isinstance(state, Evidence) else {}
            return Evidence({**latest, (made.dimension, made.fiscal_year): made})
    raise AssertionError(fact.event.topic)


area("evidence", evolve)
