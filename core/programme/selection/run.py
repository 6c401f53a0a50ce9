"""Running a selection and approving it (clauses 10-13): the policy rules, the core records."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec

from core.approval import approve
from core.area import Ask, Known, States, To, Unanswered, decides
from core.command import Command, Label, command
from core.errors import Fault, Faults
from core.event import PolicyRef
from core.programme import call as calls
from core.programme import cohort as cohorts
from core.programme.questions import NomineeRuling, SelectionFacts, SelectionRuling
from core.programme.selection.admitting import adds_up, admitted, eligibility_asks, whole
from core.programme.selection.facts import (
    SelectionApproved,
    SelectionComputed,
    SelectionRuled,
    stream_of,
)
from core.programme.selection.snapshot import selection_facts
from core.programme.selection.state import Selection, known_selection
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
    """Ask the policies that the call pinned; `seed` is filled in by the tenant's gate when it is
    empty."""

    call: CallId
    decided_on: Annotated[date, Label("決定日", "Date of the decision")]
    seed: Seed = ""


def _who(wanted: RunSelection, states: States, known: Known) -> Sequence[Ask]:
    """Who is eligible, where that is not for the policy to say that orders them."""
    _check(wanted, states, known)
    _, opened = calls.opened_call(states, wanted.call)
    if not opened.pins.apart:
        return []
    return eligibility_asks(_facts(wanted, states, known), opened.pins.eligibility)


def _ask(wanted: RunSelection, states: States, known: Known) -> Ask:
    _, opened = calls.opened_call(states, wanted.call)
    facts = admitted(_facts(wanted, states, known), known.first)
    return Ask("selection", facts, wanted.decided_on, opened.pins.selection.policy)


def _check(wanted: RunSelection, states: States, known: Known) -> None:
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


def _commits(seed: str) -> str:
    try:
        return hashlib.sha256(bytes.fromhex(seed)).hexdigest()
    except ValueError:
        return ""


def _facts(wanted: RunSelection, states: States, known: Known) -> SelectionFacts:
    call, opened = calls.opened_call(states, wanted.call)
    world = world_at(known.seen, wanted.decided_on)
    seats = cohorts.known_cohort(states, opened.cohort).places_for(call.id)
    seed = bytes.fromhex(wanted.seed)
    return selection_facts(world, call, opened, wanted.decided_on, seed, seats)


def cohort_stream(call: str, states: States) -> Sequence[str]:
    """The stream of the cohort that a call fills."""
    _, opened = calls.opened_call(states, call)
    return (cohorts.stream_of(opened.cohort),)


@decides(
    RunSelection,
    streams=lambda wanted: (stream_of(wanted.call), calls.stream_of(wanted.call)),
    more=lambda wanted, states: cohort_stream(wanted.call, states),
    slice=SEEN,
    first=_who,
    ask=_ask,
)
def run(wanted: RunSelection, states: States, known: Known) -> Sequence[To]:
    """Record the ruling: the run, and one event per nominee. Runs after an approval stand beside
    it."""
    held: Selection | None = states[stream_of(wanted.call)]
    facts = _facts(wanted, states, known)
    assert isinstance(known.ruling, SelectionRuling)
    check_ruling(admitted(facts, known.first), known.ruling, known.policy)
    ruling = whole(facts, known.first, known.ruling)
    outcomes = Counter(each.outcome for each in ruling.results)
    number = held.runs + 1 if held else 1
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


def check_ruling(facts: SelectionFacts, ruling: SelectionRuling, policy: PolicyRef | None) -> None:
    """`Unanswered` unless it adds up."""
    if not adds_up(facts, ruling):
        assert policy is not None
        fault = Fault(
            "policy.bad_ruling",
            "制度の版の答えが正しい形をしていません（順位・定員・対象者を確認）。",
            "The policy's answer is not sound: check ranks, seats and nominees.",
        )
        raise Unanswered(policy, "selection", "unsound", fault)


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


@decides(
    ApproveSelection,
    streams=lambda wanted: (stream_of(wanted.call), calls.stream_of(wanted.call)),
    more=lambda wanted, states: cohort_stream(wanted.call, states),
)
def approve_run(wanted: ApproveSelection, states: States, known: Known) -> Sequence[To]:
    """Once: ranks do not change after approval. The seats must be those the cohort still has."""
    held = known_selection(states, wanted.call)
    _, opened = calls.opened_call(states, wanted.call)
    places = cohorts.known_cohort(states, opened.cohort).places_for(wanted.call)
    faults = Faults()
    faults.unless(
        not held.approval,
        "selection.approved",
        "この選定はすでに決裁されています。",
        "This selection is approved already.",
    )
    faults.unless(
        held.approval or places == held.run.seats,
        "selection.seats_changed",
        f"計算の後で席の数が {held.run.seats} から {places} に変わりました。計算し直してください。",
        f"The seats changed from {held.run.seats} to {places} since the run. Please run it again.",
    )
    faults.unless(
        known.actor not in held.proposers,
        "approval.same_person",
        "順位の変更を起案した人は決裁できません。別の人が決裁してください。",
        "Whoever proposed an override cannot approve. Another person must decide.",
    )
    faults.raise_any()
    approval = approve(held.proposer, held.digest, wanted.digest_seen, known)
    approved = SelectionApproved(call=wanted.call, run=held.run.run, approval=approval)
    seats = cohorts.assign_seats(opened.cohort, wanted.call, held.run.seats)
    return [To(stream_of(wanted.call), approved), seats]
