"""A case before the public: published, reviewed, retired, presented by a call (clauses 37, 38)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from dateutil.relativedelta import relativedelta
from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Choice, Label, command
from core.errors import Faults, refuse
from core.programme import call as calls
from core.programme.activity_case.case import (
    OBJECTED,
    Case,
    OfCase,
    Public,
    known_case,
    living_case,
    own_stream,
    stream_of,
    version_of,
)
from core.programme.activity_case.deciding import AUTHOR_OBJECTS
from core.programme.activity_case.facts import (
    CaseLinkedToCall,
    CasePublished,
    CaseRetired,
    CaseReviewed,
    CaseUnlinkedFromCall,
)
from core.programme.defaults import EMPTY_HELP, ask_for, filled
from core.programme.words import CallId

KEEP, REVISE = "keep", "revise"
OUTCOMES = (
    Choice(KEEP, "このまま掲載を続ける", "Keep it as it is"),
    Choice(REVISE, "直した版を作る", "Make a new version"),
)
PROPOSED = {"review_months": "case_review_months"}
"""概ね６か月, as the policy in force proposes it."""

Months = Annotated[
    Annotated[int, Meta(ge=1, le=60)] | None,
    Label(
        "次の見直しまでの月数",
        "Months until the next review",
        *EMPTY_HELP,
    ),
]


@command(
    "publish-case",
    ja="活動事例を掲載する",
    en="Publish an activity case",
    roles=("officer",),
    clauses=(37,),
)
class PublishCase(OfCase, frozen=True):
    """The approved version, from a day on; a version published before gives way to it."""

    on: Annotated[date, Label("掲載開始日", "Public from")]
    review_months: Months = None


@decides(PublishCase, streams=own_stream, ask=ask_for(*PROPOSED))
def publish(wanted: PublishCase, states: States, known: Known) -> Sequence[To]:
    """Only what was approved, is not in quarantine, and its author is not against."""
    case = living_case(states, wanted.case)
    version = version_of(case)
    if case.public and case.public.number == version.number:
        return []
    faults = Faults()
    faults.unless(
        version.approved,
        "activity_case.not_approved",
        "この版の掲載は決裁されていません。",
        "This version is not approved.",
    )
    faults.unless(
        not case.quarantined,
        "activity_case.quarantined",
        "添付が隔離されています。",
        "Its attachment is in quarantine.",
    )
    faults.unless(version.author != OBJECTED, *AUTHOR_OBJECTS)
    faults.unless(
        wanted.on >= known.today,
        "activity_case.past",
        "掲載開始日が過ぎています。",
        "The day of publication is past.",
        "on",
    )
    faults.unless(
        case.public is None or wanted.on <= known.today,
        "activity_case.gap",
        "掲載中の事例の新しい版は、今日から掲載してください。先の日付では、その間なにも載りません。",
        "A new version of a public case begins today: a later day would leave nothing in between.",
        "on",
    )
    faults.raise_any()
    due = _review_due(wanted, wanted.on, known)
    published = CasePublished(case=case.id, number=version.number, on=wanted.on, review_due=due)
    return [To(stream_of(case.id), published)]


@command(
    "review-case",
    ja="掲載中の活動事例を見直す",
    en="Review a published case",
    roles=("officer",),
    clauses=(37,),
)
class ReviewCase(OfCase, frozen=True):
    """Every half-year: it stays as it is, or is to be written anew."""

    outcome: Annotated[str, Label("見直しの結果", "Outcome", choices=OUTCOMES)]
    review_months: Months = None


@decides(ReviewCase, streams=own_stream, ask=ask_for(*PROPOSED))
def review(wanted: ReviewCase, states: States, known: Known) -> Sequence[To]:
    """Only a published case; one to be revised stays due until the new version is published."""
    case, public = _published(states, wanted.case)
    if wanted.outcome == KEEP:
        due = _review_due(wanted, known.today, known)
    else:
        due = min(known.today, public.review_due)
    reviewed = CaseReviewed(case=case.id, outcome=wanted.outcome, on=known.today, review_due=due)
    return [To(stream_of(case.id), reviewed)]


def _review_due(wanted: PublishCase | ReviewCase, since: date, known: Known) -> date:
    months = filled(wanted, known, PROPOSED).review_months
    assert months is not None, "filled in"
    due: date = since + relativedelta(months=months)
    return due


@command(
    "retire-case",
    ja="活動事例の掲載を終える",
    en="Retire an activity case",
    roles=("officer",),
    clauses=(37,),
)
class RetireCase(OfCase, frozen=True):
    """Off every page, those of calls too."""


@decides(RetireCase, streams=own_stream)
def retire(wanted: RetireCase, states: States, known: Known) -> Sequence[To]:
    """Only a published case; again: nothing."""
    if known_case(states, wanted.case).over:
        return []
    case, _ = _published(states, wanted.case)
    return [To(stream_of(case.id), CaseRetired(case=case.id))]


class _InCall(OfCase, frozen=True):
    """A command on a case in a call."""

    call: CallId


@command(
    "link-case-to-call",
    ja="募集で活動事例を紹介する",
    en="Present a case in a call",
    roles=("officer",),
    clauses=(38,),
)
class LinkCaseToCall(_InCall, frozen=True):
    """From the draft of a call on."""


@decides(
    LinkCaseToCall,
    streams=lambda wanted: (stream_of(wanted.case), calls.stream_of(wanted.call)),
)
def link(wanted: LinkCaseToCall, states: States, known: Known) -> Sequence[To]:
    """A published case, a call that is not closed."""
    case, _ = _published(states, wanted.case)
    call = calls.known_call(states, wanted.call)
    if wanted.call in case.calls:
        return []
    if call.status == "closed":
        raise refuse(
            "activity_case.call_closed",
            "締め切られた募集です。",
            "The call is closed.",
            "call",
        )
    return [To(stream_of(case.id), CaseLinkedToCall(case=case.id, call=wanted.call))]


@command(
    "unlink-case-from-call",
    ja="募集での活動事例の紹介をやめる",
    en="Stop presenting a case in a call",
    roles=("officer",),
    clauses=(38,),
)
class UnlinkCaseFromCall(_InCall, frozen=True):
    """Off this call's page; the case stays public."""


@decides(UnlinkCaseFromCall, streams=own_stream)
def unlink(wanted: UnlinkCaseFromCall, states: States, known: Known) -> Sequence[To]:
    """Where it is not presented, nothing changes."""
    case = known_case(states, wanted.case)
    if wanted.call not in case.calls:
        return []
    return [To(stream_of(case.id), CaseUnlinkedFromCall(case=case.id, call=wanted.call))]


def _published(states: States, name: str) -> tuple[Case, Public]:
    """A living case with what is public of it, or `Refused`."""
    case = living_case(states, name)
    if case.public is None:
        raise refuse(
            "activity_case.not_public",
            "掲載されていない活動事例です。",
            "The case is not public.",
            "case",
        )
    return case, case.public
