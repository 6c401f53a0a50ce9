"""Running a selection and approving it (clauses 10-13): the policy rules, the core records."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec

from core.approval import approve
from core.area import Ask, Known, States, To, decides
from core.command import Command, Label, command
from core.errors import Faults, refuse
from core.programme import call as calls
from core.programme.questions import NomineeRuling, SelectionFacts, SelectionRuling
from core.programme.selection.facts import (
    Selection,
    SelectionApproved,
    SelectionComputed,
    SelectionRuled,
    known_selection,
    stream_of,
)
from core.programme.selection.snapshot import selection_facts
from core.programme.words import CallId, DigestSeen
from core.programme.world import SEEN, world_at

Seed = Annotated[str, Label("抽選の種", "Lottery seed", "空欄なら台帳が開く", "Opened if empty")]


@command(
    "run-selection",
    ja="選定を計算する",
    en="Run a selection",
    roles=("officer",),
    clauses=(10, 11, 12, 13),
)
class RunSelection(Command, frozen=True):
    """Ask the call's pinned policy; `seed` is filled in by the tenant's gate when it is empty."""

    call: CallId
    decided_on: Annotated[date, Label("決定日", "Date of the decision")]
    seed: Seed = ""


def _ask(wanted: RunSelection, states: States, known: Known) -> Ask:
    call, opened = calls.opened_call(states, wanted.call)
    faults = Faults()
    faults.unless(
        call.status == "closed",
        "call.not_closed",
        "募集を締め切ってから選定します。",
        "The call must be closed before the selection.",
    )
    faults.unless(
        wanted.decided_on <= known.today,
        "selection.future",
        "決定日をこれから先の日にはできません。",
        "The date of the decision cannot be a day to come.",
        "decided_on",
    )
    faults.unless(
        _commits(wanted.seed) == opened.lottery_commitment,
        "selection.other_seed",
        "抽選の種が、募集の開始時に約束したものと違います。",
        "The lottery seed is not the one committed when the call opened.",
        "seed",
    )
    faults.raise_any()
    return Ask("selection", _facts(wanted, states, known), wanted.decided_on, opened.policy)


def _commits(seed: str) -> str:
    try:
        return hashlib.sha256(bytes.fromhex(seed)).hexdigest()
    except ValueError:
        return ""


def _facts(wanted: RunSelection, states: States, known: Known) -> SelectionFacts:
    call, opened = calls.opened_call(states, wanted.call)
    world = world_at(known.seen, wanted.decided_on)
    return selection_facts(world, call, opened, wanted.decided_on, bytes.fromhex(wanted.seed))


@decides(
    RunSelection,
    streams=lambda wanted: (stream_of(wanted.call), calls.stream_of(wanted.call)),
    slice=SEEN,
    ask=_ask,
)
def run(wanted: RunSelection, states: States, known: Known) -> Sequence[To]:
    """Record the ruling: the run, and one event per nominee. Runs after an approval stand beside
    it."""
    held: Selection | None = states[stream_of(wanted.call)]
    facts, ruling = _facts(wanted, states, known), known.ruling
    assert isinstance(ruling, SelectionRuling)
    check_ruling(facts, ruling)
    outcomes = Counter(each.outcome for each in ruling.results)
    number = (held.run.run + 1) if held else 1
    computed = SelectionComputed(
        call=wanted.call,
        run=number,
        decided_on=wanted.decided_on,
        snapshot=known.position,
        fiscal_year=facts.fiscal_year,
        seats=facts.seats,
        seed=wanted.seed,
        parameters=facts.parameters,
        readings=ruling.readings,
        selected=outcomes["selected"],
        waitlisted=outcomes["waitlisted"],
        unranked=outcomes["unranked"],
        ineligible=outcomes["ineligible"],
        digest=digest_of(ruling.results),
    )
    stream = stream_of(wanted.call)
    ruled = [
        SelectionRuled(nomination=each.nomination, run=number, place=place, ruling=each)
        for place, each in enumerate(ruling.results, 1)
    ]
    return [To(stream, computed), *(To(stream, each) for each in ruled)]


def digest_of(results: Sequence[NomineeRuling]) -> str:
    """SHA-256 (hex) of the results as recorded: what an approver has before them."""
    return hashlib.sha256(msgspec.json.encode(results, order="sorted")).hexdigest()


def check_ruling(facts: SelectionFacts, ruling: SelectionRuling) -> None:
    """`Refused` unless every nominee is ruled on once, ranks run 1, 2, 3…, and no seat too many
    is given."""
    results = ruling.results
    ranked = [each for each in results if each.outcome in ("selected", "waitlisted")]
    chosen = [each for each in results if each.outcome == "selected"]
    sound = (
        sorted(each.nomination for each in results)
        == sorted(each.nomination for each in facts.nominees)
        and [each.rank for each in ranked] == list(range(1, len(ranked) + 1))
        and ranked[: len(chosen)] == chosen
        and len(chosen) <= facts.seats
    )
    if not sound:
        raise refuse(
            "policy.bad_ruling",
            "制度の版の答えが正しい形をしていません（順位・定員・対象者を確認）。",
            "The policy's answer is not sound: check ranks, seats and nominees.",
        )


@command(
    "approve-selection",
    ja="選定を決裁する",
    en="Approve a selection",
    roles=("approver",),
    clauses=(10,),
)
class ApproveSelection(Command, frozen=True):
    """A second person approves exactly the list that was shown."""

    call: CallId
    digest_seen: DigestSeen


@decides(ApproveSelection, streams=lambda wanted: (stream_of(wanted.call),))
def approve_run(wanted: ApproveSelection, states: States, known: Known) -> Sequence[To]:
    """Once: ranks do not change after approval."""
    held = known_selection(states, wanted.call)
    if held.approval:
        raise refuse(
            "selection.approved",
            "この選定はすでに決裁されています。",
            "This selection is approved already.",
        )
    approval = approve(held.proposer, held.run.digest, wanted.digest_seen, known)
    approved = SelectionApproved(call=wanted.call, run=held.run.run, approval=approval)
    return [To(stream_of(wanted.call), approved)]
