"""Policies of somebody else's that answer one question only, on a register of FY2026."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plugins.finding import SHIPPED
from plugins.host import Policies
from tenants.gate import Tenant, open_tenant
from tests.plugins.coming import HEAD, LAST_FIRST, MANIFEST
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import desk_in, nominated, opened, parameters, place

CALL = "2026-1"
TWO_YEARS = "two_years"
RULE = """
@hookimpl
def decide_eligibility(facts):
    needed = facts.parameters.get("months_needed", 24)
    began, on = facts.nominee.started_on, facts.decided_on
    months = (on.year - began.year) * 12 + on.month - began.month
    ja, en = f"{months}か月では足りません。", f"{months} months are too few."
    short = api.Reason("two_years", ja, en)
    return api.EligibilityRuling(
        eligible=months >= needed, reasons=() if months >= needed else (short,), months=months
    )
"""
PARAMETER = """
[[parameters]]
name = "months_needed"
clause = "1(1)"
default = 24
lowest = 0
highest = 600
questions = ["eligibility"]
ja = "実務経験の月数"
en = "Months of experience"
"""
LATE_COMERS = "last_first"


def small(folder: Path, id: str, question: str, code: str, more: str = "") -> Path:
    """A policy's folder for FY2026 on that answers one question."""
    made = folder / id
    made.mkdir(parents=True)
    manifest = MANIFEST.format(id=id, questions=f'"{question}"').replace("2027", "2026")
    (made / "policy.toml").write_text(manifest + more, "utf-8")
    (made / "__init__.py").write_text(HEAD + code, "utf-8")
    return made


def install(patch: pytest.MonkeyPatch, *folders: Path) -> None:
    """From now on these policies are on this machine, beside isa_fy2025."""
    found = [SHIPPED / "isa_fy2025", *folders]
    patch.setattr("plugins.host.installed_folders", lambda: found)


def reopened(desk: Office) -> Tenant:
    """The register, opened by a process that starts now."""
    return open_tenant("isa", desk.tenant.place, clock=lambda: desk.tenant.now())


@contextmanager
def year_eight(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A register that takes eligibility from `two_years` in FY2026, with 30 months, and all else
    from isa_fy2025, with two seats a round; its call of three nominees is open. The one of W2 has
    worked there for 20 months at the decision in May 2026."""
    folders = (
        small(folder, TWO_YEARS, "eligibility", RULE, PARAMETER),
        small(folder, LATE_COMERS, "selection", LAST_FIRST),
    )
    install(patch, *folders)
    with desk_in(folder / "place") as made:
        made.at("2026-02-01 10:00")
        parameters(made, "seats=2", "2026-04-01")
        parameters(made, "months_needed=30", "2026-04-01", TWO_YEARS)
        made.do("plan-cohorts", fiscal_year=2026)
        for code in ("W1", "W2", "W3"):
            made.do("register-window", **place(code, grant_year=2026, caseload_year=2025))
        opened(made, CALL, "2026-04-18T17:00:00+09:00")
        nominated(made, "W1", call=CALL)
        nominated(made, "W2", call=CALL, first=2, started_on="2024-09-01")
        nominated(made, "W3", call=CALL, first=3)
        yield made
    Policies(folders).close()
