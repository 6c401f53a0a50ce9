"""Questions with a sound ruling on each, and what is wrong once something of it is changed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core.programme.questions import (
    CalendarFacts,
    CertificationFacts,
    CurriculumFacts,
    DefaultsFacts,
    DirectoryFacts,
    DirectoryPlace,
    EligibilityFacts,
    FactUsed,
    HeldCertificate,
    LabelFacts,
    Reason,
)
from tests.plugins.worlds import DECIDED_ON, call, nominee, window

HELD = HeldCertificate(
    asked_on=date(2028, 1, 10), valid_until=date(2028, 3, 31), acting=True, sessions=0
)
PLACES = (
    DirectoryPlace(
        institution="見本課",
        prefecture="秋田県",
        municipality="秋田市",
        municipality_code="052019",
        coordinators=2,
    ),
    DirectoryPlace(
        institution="見本室",
        prefecture="山形県",
        municipality="山形市",
        municipality_code="062014",
        coordinators=1,
    ),
)
FACTS: dict[str, Struct] = {
    "calendar": CalendarFacts(fiscal_year=2025),
    "eligibility": EligibilityFacts(
        nominee=nominee("2025-1-0001", "a", working_now=False),
        window=window("a"),
        decided_on=DECIDED_ON,
    ),
    "selection": call(
        [window(code) for code in "abc"],
        [nominee(f"2025-1-000{number}", code) for number, code in enumerate("abc", 1)],
        seats=2,
    ),
    "curriculum": CurriculumFacts(fiscal_year=2025),
    "certification": CertificationFacts(
        fiscal_year=2027, certified_on=date(2026, 3, 31), parameters={}, held=HELD
    ),
    "directory": DirectoryFacts(fiscal_year=2025, places=PLACES),
    "labels": LabelFacts(fiscal_year=2025),
    "defaults": DefaultsFacts(fiscal_year=2025),
}
Change = Callable[[Any], Any]


def at(field: str, place: int, /, **changes: Any) -> Change:
    """One element of a list in the ruling with other values."""

    def changed(ruling: Any) -> Any:
        held = list(getattr(ruling, field))
        held[place] = replace(held[place], **changes)
        return replace(ruling, **{field: tuple(held)})

    return changed


def of(**changes: Any) -> Change:
    """Other values in the ruling."""
    return lambda ruling: replace(ruling, **changes)


def within(field: str, **changes: Any) -> Change:
    """Other values in a part of the ruling."""
    return lambda ruling: replace(ruling, **{field: replace(getattr(ruling, field), **changes)})


def twice(field: str) -> Change:
    """A list in the ruling with all its elements twice."""
    return lambda ruling: replace(ruling, **{field: getattr(ruling, field) * 2})


def turned(field: str) -> Change:
    """A list in the ruling from its end."""
    return lambda ruling: replace(ruling, **{field: getattr(ruling, field)[::-1]})


MUTE = (Reason("code", "", "No Japanese."),)
UNSOUND: dict[str, dict[str, Change]] = {
    "calendar": {
        "a round twice": twice("rounds"),
        "rounds turned round": turned("rounds"),
        "round 0": at("rounds", 0, number=0),
        "round 13": at("rounds", 1, number=13),
        "seats below none": at("rounds", 0, seats=-1),
        "no month": at("rounds", 0, course1_from=""),
        "month 13": at("rounds", 0, course1_from="2025-13"),
        "a month of another year": at("rounds", 0, course1_from="2024-06"),
        "practice before the course": at("rounds", 0, practice_from="2025-05"),
        "a month in other digits": at("rounds", 0, course1_from="２０２５-０６"),
    },
    "eligibility": {
        "eligible with a reason": of(eligible=True),
        "not eligible without one": of(reasons=()),
        "a reason without words": of(reasons=MUTE),
        "a warning without words": of(warnings=MUTE),
        "a step without words": of(trace=MUTE),
        "a reason without a code": of(reasons=(Reason(" ", "日本語", "English"),)),
        "months below none": of(months=-1),
    },
    "selection": {
        "somebody twice": twice("results"),
        "nobody": of(results=()),
        "somebody else": at("results", 0, nomination="2025-1-0009"),
        "at another window": at("results", 0, window="z"),
        "in another prefecture": at("results", 0, prefecture="東京都"),
        "a seat too many": at("results", 2, outcome="selected"),
        "a rank twice": at("results", 1, rank=1),
        "ranks turned round": turned("results"),
        "an outcome nobody knows": at("results", 2, outcome="perhaps"),
        "outside the classes with a rank": at("results", 2, outcome="unranked"),
        "a rank without a tier": at("results", 0, tier=None),
        "nothing said": at("results", 0, ja=""),
        "a reason without words": at("results", 0, reasons=MUTE),
        "a fact before the first": at("results", 0, facts=(FactUsed("role", "x", -1),)),
        "a reading twice": twice("readings"),
        "a reading without words": at("readings", 0, en=" "),
    },
    "curriculum": {
        "no step": of(steps=(), units=(), attempts={}),
        "a step twice": twice("steps"),
        "a unit twice": twice("units"),
        "a step no command can name": at("steps", 5, id="総合確認"),
        "a step of no kind": at("steps", 0, kind="rest"),
        "a test without a pass mark": at("steps", 5, pass_mark=None),
        "a pass mark out of reach": at("steps", 5, pass_mark=1_001),
        "a mark for what is no test": at("steps", 0, pass_mark=60),
        "practice twice": at("steps", 7, kind="practice"),
        "a step without words": at("steps", 0, en=""),
        "a unit of no step": at("units", 0, step="nowhere"),
        "a unit of a test": at("units", 0, step="gate-test"),
        "hours below none": at("units", 0, hours=-1),
        "attempts at no test": of(attempts={"practice": "2"}),
        "attempts in no number": of(attempts={"gate-test": "some"}),
        "no attempt at all": of(attempts={"gate-test": "0"}),
        "absences below none": of(absences=-1),
    },
    "certification": {
        "a number for all": of(number_pattern="N-1"),
        "a pattern that cannot be filled": of(number_pattern="{number"),
        "a pattern with another name": of(number_pattern="{year}-{number}-{person}"),
        "a pattern that looks inside": of(number_pattern="{number.real}"),
        "a pattern as wide as the machine": of(number_pattern="{number:999999999}"),
        "a pattern of two lines": of(number_pattern="{number}\n"),
        "an end before its beginning": of(valid_until=date(2020, 3, 31)),
        "an end past all days": of(valid_until=date(9999, 12, 31)),
        "no answer about renewal": of(renewal=None),
        "renewal after its end": within("renewal", opens_on=date(2028, 4, 1)),
        "a lapse before the end": within("renewal", lapses_after=date(2028, 3, 30)),
        "a lapse on the last of days": within("renewal", lapses_after=date.max),
        "a ground twice": lambda ruling: within(
            "revocation", grounds=ruling.revocation.grounds * 2
        )(ruling),
        "a bar for ever": within("revocation", bar_months=1 << 40),
        "a note in one language": of(note_ja="日本語だけ", note_en=""),
        "a title in one language": within("wording", title_en=""),
    },
    "directory": {
        "a row twice": twice("rows"),
        "one person more": at("rows", 0, coordinators=3),
        "nobody there": at("rows", 0, coordinators=0),
        "an institution nobody named": at("rows", 0, institution="別の課"),
        "another prefecture": at("rows", 0, prefecture="東京都"),
        "no block": at("rows", 0, block=" "),
    },
    "labels": {
        "no tier": of(tiers=()),
        "a tier twice": twice("tiers"),
        "tiers turned round": turned("tiers"),
        "tier 0": at("tiers", 0, tier=0),
        "a mark twice": at("tiers", 0, mark="②"),
        "no mark": at("tiers", 0, mark=""),
        "no Japanese": at("tiers", 0, ja=""),
        "no English": at("tiers", 0, en=" "),
    },
    "defaults": {
        "never reviewed": of(case_review_months=0),
        "everybody shown": of(small_number_least=1),
        "the second reminder first": of(consent_reminder_days=(3, 14)),
        "a check twice": twice("case_checks"),
        "a check without words": at("case_checks", 0, ja=""),
        "a heading twice": of(memo_headings={"method": ("理由", "理由")}),
        "closed before it opens": within("amendment", opens=17, closes=9),
    },
}
"""Question -> what is wrong -> the change that makes it so."""
