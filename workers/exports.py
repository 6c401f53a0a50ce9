"""A selection as files: what it rested on, in the forms of programme.md part 4.

受付番号 is the nomination's id, so `daicho try-selection` on these files, with the recorded seed,
seats and date, gives the same order.
"""

from pathlib import Path
from typing import Any

import msgspec

from core.errors import refuse
from core.programme.call import Pins
from core.programme.nomination import Nomination
from core.programme.person import PersonRegistered
from core.programme.questions import NomineeRuling, SelectionFacts, Standing
from core.programme.selection.facts import (
    SelectionComputed,
    SelectionOverridden,
    SelectionRuled,
    stream_of,
)
from core.programme.selection.snapshot import selection_facts
from core.programme.window import Window
from core.programme.world import TOPICS, World, world_at
from tenants.gate import Tenant
from tenants.prepare import opened_field
from workers.documents.forms import CERTIFIED, NOMINATIONS, WINDOWS
from workers.documents.writing import write_workbook

FILES = ("windows.xlsx", "nominations.xlsx", "certified.xlsx", "selection.json")


def export_selection(tenant: Tenant, call: str, folder: Path) -> dict[str, Any]:
    """Write the latest run's inputs to `folder`; returns the options for `try-selection`."""
    run, rulings = _latest(tenant, call)
    world = world_at(tenant.log.walk(run.snapshot, TOPICS), run.decided_on)
    held = world[f"call/{call}"]
    seed = bytes.fromhex(run.seed)
    facts = selection_facts(world, held, held.opened, run.decided_on, seed, run.seats)
    asked = _asked(facts, held.opened.pins, rulings)
    folder.mkdir(parents=True, exist_ok=True)
    write_workbook(WINDOWS, _windows(world, asked), folder / FILES[0])
    write_workbook(NOMINATIONS, _nominations(tenant, world, asked, rulings), folder / FILES[1])
    write_workbook(CERTIFIED, _certified(asked.standings, run), folder / FILES[2])
    options = {
        "policy": held.opened.pins.selection.policy.id,
        "seats": run.seats,
        "seed": run.seed,
        "fiscal_year": run.fiscal_year,
        "decided_on": run.decided_on.isoformat(),
        "set": run.parameters,
        "overrides": overrides_of(tenant, call, run.run),
    }
    (folder / FILES[3]).write_bytes(msgspec.json.format(msgspec.json.encode(options)))
    return options


def _asked(facts: SelectionFacts, pins: Pins, rulings: dict[str, NomineeRuling]) -> SelectionFacts:
    """What the policy that orders was asked about: another one may have ruled some out before."""
    if not pins.apart:
        return facts
    left = (each for each in facts.nominees if rulings[each.nomination].outcome != "ineligible")
    return msgspec.structs.replace(facts, nominees=tuple(left))


def overrides_of(tenant: Tenant, call: str, run: int) -> list[dict[str, Any]]:
    """Where persons departed from the rulings of a run, in order: a trial on the files has only
    the rulings."""
    return [
        {
            "nomination": fact.event.nomination,
            "rank": fact.event.rank,
            "reason": fact.event.reason,
            "by": fact.envelope.actor,
            "position": fact.position,
        }
        for fact in tenant.log.stream(stream_of(call))
        if isinstance(fact.event, SelectionOverridden) and fact.event.run == run
    ]


def _latest(tenant: Tenant, call: str) -> tuple[SelectionComputed, dict[str, NomineeRuling]]:
    run, rulings = None, dict[str, NomineeRuling]()
    for fact in tenant.log.stream(stream_of(call)):
        if isinstance(fact.event, SelectionComputed):
            run, rulings = fact.event, {}
        elif isinstance(fact.event, SelectionRuled):
            rulings[fact.event.nomination] = fact.event.ruling
    if run is None:
        raise refuse(
            "selection.unknown",
            f"募集 {call} の選定はまだ行われていません。",
            f"Call {call} has no selection yet.",
        )
    return run, rulings


def _windows(world: World, asked: SelectionFacts) -> list[dict[str, Any]]:
    rows = []
    for facts in asked.windows:
        window: Window = world[f"window/{facts.code}"]
        yearly = {
            name: getattr(facts, name)
            for name in ("grant", "grant_year", "caseload", "caseload_unit", "caseload_year")
        }
        yearly["grant"] = bool(facts.grant)
        days = 5 if facts.days_exception else facts.days_open
        row = msgspec.to_builtins(window.attributes) | yearly
        rows.append({"code": facts.code, **row, "days_open": days})
    return rows


def _nominations(
    tenant: Tenant, world: World, asked: SelectionFacts, rulings: dict[str, NomineeRuling]
) -> list[dict[str, Any]]:
    """Those still working at their window: a form cannot say that somebody has left, or that a
    contract ended."""
    rows = []
    for facts in asked.nominees:
        held: Nomination = world[f"nomination/{facts.nomination}"]
        ended = facts.contract_until is not None and facts.contract_until < asked.decided_on
        if facts.working_now and not ended:
            used = {fact.name: fact.value for fact in rulings[facts.nomination].facts}
            row = msgspec.structs.asdict(facts) | _person(tenant, held.person)
            row["reference"] = facts.nomination
            row["evidence"] = "確認済み" if facts.evidence_accepted else None
            months = used.get("experience_months", "")
            row["experience_months"] = int(months) if months.isdecimal() else None
            rows.append(row)
    return rows


def _person(tenant: Tenant, person: str) -> dict[str, str]:
    first = tenant.log.stream(f"person/{person}")[0]
    assert isinstance(first.event, PersonRegistered)
    fields = ("full_name", "kana", "roman", "mail")
    return {name: str(opened_field(tenant.keys, tenant.slug, first, name) or "") for name in fields}


def _certified(standings: tuple[Standing, ...], run: SelectionComputed) -> list[dict[str, Any]]:
    rows = [(each.window, _state(each, run)) for each in standings]
    return [{"window": window, "state": state} for window, state in rows if state]


def _state(each: Standing, run: SelectionComputed) -> str | None:
    if each.state == "certified":
        return "certified" if each.acting else "ceased"
    if not each.expected:
        return "failed"
    begun = each.started_on is not None and each.started_on <= run.decided_on
    return "trainee" if begun else None
