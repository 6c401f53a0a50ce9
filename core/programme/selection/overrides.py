"""A person departs from a ruling before the approval, with a reason (clause 10).

Whom no tier fits (順位外) gets a place after ⑥ only so. The ruling stays as the policy made it; the
override stands beside it for ever, and the approver decides on both.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Command, Label, Text, command
from core.errors import Faults, refuse
from core.programme.activity_case.signs import shapes_in
from core.programme.selection.facts import Moved, SelectionOverridden, stream_of
from core.programme.selection.state import Selection, known_selection, places_of, reordered
from core.programme.words import CallId, NominationId

REASON = Label(
    "理由",
    "Reason",
    "公開の記録に残ります。個人が分かることは書かないでください",
    "It stays on record in the open: nothing by which a person is known",
)


class _Override(Command, frozen=True):
    """A departure from the computed order, proposed with its reason."""

    call: CallId
    nomination: NominationId
    reason: Annotated[Text, REASON]


@command(
    "place-unranked",
    ja="順位外の人に順位を与える案を作る",
    en="Propose a rank for someone outside the tiers",
    roles=("officer",),
    clauses=(10,),
)
class PlaceUnranked(_Override, frozen=True):
    """After everybody in tiers 1 to 6; never above the seats."""


@decides(PlaceUnranked, streams=lambda wanted: (stream_of(wanted.call),))
def place(wanted: PlaceUnranked, states: States, known: Known) -> Sequence[To]:
    """Only somebody the policy put outside every tier."""
    held = _open_for(wanted, states)
    _unless(_outcome(held, wanted) == "unranked" and wanted.nomination not in held.order())
    return [_overridden(held, wanted, len(held.order()) + 1)]


@command(
    "override-selection",
    ja="順位を変える案を作る",
    en="Propose another rank for a nominee",
    roles=("officer",),
    clauses=(10, 12),
)
class OverrideSelection(_Override, frozen=True):
    """A ranked nominee takes another rank; the others move by one."""

    rank: Annotated[Annotated[int, Meta(ge=1, le=1_000_000)], Label("新しい順位", "New rank")]


@decides(OverrideSelection, streams=lambda wanted: (stream_of(wanted.call),))
def override(wanted: OverrideSelection, states: States, known: Known) -> Sequence[To]:
    """Within the tiers: nobody is added by it, and nobody of them comes after 順位外."""
    held = _open_for(wanted, states)
    _unless(_outcome(held, wanted) in ("selected", "waitlisted"))
    order = held.order()
    last = sum(each.rank is not None for each in held.rulings.values())
    if wanted.rank > last:
        raise refuse(
            "selection.rank_too_high",
            f"順位は {last} 位までです。",
            f"There are {last} ranks.",
            "rank",
        )
    same = order[wanted.rank - 1] == wanted.nomination
    return [] if same else [_overridden(held, wanted, wanted.rank)]


def _open_for(wanted: _Override, states: States) -> Selection:
    held, faults = known_selection(states, wanted.call), Faults()
    faults.unless(
        not held.approval,
        "selection.approved",
        "決裁の後は順位を変えられません。",
        "Ranks do not change after the approval.",
    )
    faults.unless(
        wanted.reason.strip(), "selection.no_reason", "理由が要ります。", "Give a reason.", "reason"
    )
    faults.unless(
        not shapes_in(wanted.reason),
        "selection.personal_reason",
        "理由に個人が分かる番号や連絡先があります。",
        "The reason holds a number or an address by which a person is known.",
        "reason",
    )
    faults.raise_any()
    return held


def _outcome(held: Selection, wanted: _Override) -> str:
    ruling = held.rulings.get(wanted.nomination)
    return ruling.outcome if ruling else ""


def _unless(fitting: bool) -> None:
    if not fitting:
        raise refuse(
            "selection.not_for_override",
            "この推薦は、この手続きで順位を変えられるものではありません。",
            "This nomination's rank cannot be changed in this way.",
            "nomination",
        )


def _overridden(held: Selection, wanted: _Override, rank: int) -> To:
    before, seats = held.order(), places_of(held.run)
    after = reordered(before, [(wanted.nomination, rank)])
    moved = tuple(
        Moved(each, number, "selected" if number <= seats else "waitlisted")
        for number, each in enumerate(after, 1)
        if number > len(before) or before[number - 1] != each
    )
    named = [held.digest, wanted.nomination, rank, wanted.reason]
    overridden = SelectionOverridden(
        call=held.call,
        run=held.run.run,
        nomination=wanted.nomination,
        rank=rank,
        reason=wanted.reason,
        moved=moved,
        digest=hashlib.sha256(msgspec.json.encode(named)).hexdigest(),
    )
    return To(stream_of(held.call), overridden)
