"""The first call of R9: its policy is adopted in R8, and private bodies take part."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    approved,
    decided,
    desk_in,
    nominated,
    opened,
    parameters,
    place,
    run,
)

POLICY = "isa_fy2027_private"
NEW = "2027-1"
SEEN = {"kind": "npo", "documents": ["registration", "articles", "activity_report"]}
ASKED = "seats=3 private_share=34"
PREFECTURES = {"W1": "東京都", "W2": "大阪府", "W3": "京都府", "B1": "東京都", "B2": "大阪府"}


@contextmanager
def year_nine(folder: Path) -> Iterator[Office]:
    """A decision of FY2025; then, still in R8, the policy of R9 is adopted and its call opened;
    in R9 that is run and approved. Of body B1 its kind and documents were recorded, of B2 not."""
    with desk_in(folder) as made:
        for code, where in PREFECTURES.items():
            made.do("register-window", **desk_of(code, where))
        opened(made)
        nominated(made, "W1", "W2", "B1")
        decided(made)
        made.at("2026-12-01 10:00")
        parameters(made, ASKED, "2027-04-01", POLICY)
        made.do("plan-cohorts", fiscal_year=2027)
        for code, where in PREFECTURES.items():
            made.do("register-window", **desk_of(code, where, grant_year=2027, caseload_year=2026))
        made.do("record-organisation", code="B1", **SEEN)
        made.at("2027-03-01 10:00")
        opened(made, NEW, "2027-04-18T17:00:00+09:00")
        nominated(made, *PREFECTURES, call=NEW, first=10)
        run(made, NEW, "2027-05-12")
        approved(made, NEW)
        yield made


def desk_of(code: str, where: str, **changes: Any) -> dict[str, Any]:
    """A window, or the desk of a private body where its code begins with B."""
    body = {"founder_kind": "private", "founder": f"NPO法人 {code}", "grant": False, "days_open": 2}
    return place(code, where, **(body if code.startswith("B") else {}), **changes)
