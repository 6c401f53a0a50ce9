"""The state of an activity case and of the register that numbers them, and how facts change it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from core.area import States, area, need
from core.command import Choice, Code, Command, Label
from core.errors import refuse
from core.event import Event, Fact
from core.programme.activity_case.facts import (
    AuthorAgreed,
    AuthorObjected,
    CaseApproved,
    CaseChecked,
    CaseCheckSet,
    CaseLinkedToCall,
    CaseNumbered,
    CasePublished,
    CaseQuarantined,
    CaseRedacted,
    CaseRejected,
    CaseReleased,
    CaseRetired,
    CaseReviewed,
    CaseSubmitted,
    CaseUnlinkedFromCall,
    CaseWithdrawn,
    CheckItem,
    InterviewRecorded,
)
from core.programme.questions import CaseCheck
from core.programme.words import DigestSeen

KINDS = (
    Choice("consultation", "相談対応支援", "Help with a consultation"),
    Choice("prevention", "予防的支援", "Preventive support"),
)
TEXT_MAX = 6_000
LongText = Annotated[str, Meta(max_length=TEXT_MAX)]
CaseId = Annotated[Code, Label("事例番号", "Case", "例: case-0001", "For example case-0001")]
Kind = Annotated[str, Label("活動の種類", "Kind of activity", choices=KINDS)]

REGISTER = "activity_case/register"
"""Gives out the numbers, and holds the checklist."""

AGREED, OBJECTED = "agreed", "objected"
WITHDRAWN, RETIRED = "withdrawn", "retired"


class Register(Struct, frozen=True, kw_only=True):
    """How many cases there are, and the items of the checklist that the organisation set itself."""

    count: int = 0
    own: tuple[CaseCheckSet, ...] = ()


class Version(Struct, frozen=True, kw_only=True):
    """The latest edited text: its checklist with the answers so far, the author's view,
    decisions."""

    number: int
    digest: str
    editor: str
    checklist: tuple[CheckItem, ...]
    answers: dict[str, bool] = {}
    author: str = ""
    approved: bool = False
    rejected: bool = False

    @property
    def unanswered(self) -> tuple[CheckItem, ...]:
        """The items that are not answered with yes."""
        return tuple(item for item in self.checklist if not self.answers.get(item.code))


class Public(Struct, frozen=True, kw_only=True):
    """What is public: version, from when, when its review is due."""

    number: int
    on: date
    review_due: date


class Case(Struct, frozen=True, kw_only=True):
    """A case as decisions need it: no text. `over` is empty, withdrawn or retired."""

    id: str
    person: str
    kind: str
    attachment: str | None = None
    quarantined: bool = False
    latest: Version | None = None
    public: Public | None = None
    calls: frozenset[str] = frozenset()
    over: str = ""


class OfCase(Command, frozen=True):
    """A command on one case."""

    case: CaseId


class OfText(OfCase, frozen=True):
    """A command on the latest version of the public text, as it was shown."""

    digest_seen: DigestSeen


def own_stream(wanted: OfCase) -> Sequence[str]:
    """The one stream that most commands on a case load."""
    return (stream_of(wanted.case),)


def stream_of(case: str) -> str:
    """The case's stream."""
    return f"activity_case/{case}"


def next_number(register: Register | None) -> str:
    """The number that the next new case gets."""
    return f"case-{(register.count if register else 0) + 1:04d}"


def register_of(states: States) -> Register:
    """The register, empty before anything was recorded."""
    return states[REGISTER] or Register()


def living_case(states: States, case: str) -> Case:
    """A case that is neither withdrawn nor retired, or `Refused`."""
    found: Case = known_case(states, case)
    if found.over:
        raise refuse(
            f"activity_case.{found.over}",
            "この事例は、取り下げられたか掲載を終えています。",
            "This case was withdrawn or retired.",
            "case",
        )
    return found


def known_case(states: States, case: str) -> Case:
    """The case, or `Refused`."""
    found = need(
        states, stream_of(case), "その番号の活動事例はありません。", "There is no such case."
    )
    # The register is no case, though its stream is of the same area.
    if not isinstance(found, Case):
        raise refuse(
            "activity_case.unknown", "その番号の活動事例はありません。", "There is no such case."
        )
    return found


def workable_case(states: States, case: str) -> Case:
    """A living case outside quarantine, or `Refused`."""
    found = living_case(states, case)
    if found.quarantined:
        raise refuse(
            "activity_case.quarantined",
            "添付が隔離されています。内容を確かめて、隔離を解いてから進めてください。",
            "Its attachment is in quarantine. Please look at it and release the case first.",
            "case",
        )
    return found


def version_of(case: Case) -> Version:
    """The latest edited text, or `Refused`."""
    if case.latest is None:
        raise refuse(
            "activity_case.no_text", "掲載文がまだありません。", "There is no edited text yet."
        )
    return case.latest


def shown_version(case: Case, wanted: OfText) -> Version:
    """The latest version if it is the one that was shown, or `Refused`."""
    version = version_of(case)
    if version.digest != wanted.digest_seen:
        raise refuse(
            "activity_case.other_version",
            "掲載文が、画面で確認した版から変わっています。もう一度確認してください。",
            "The text is not the version that was shown. Please look at it again.",
            "digest_seen",
        )
    return version


def evolve(state: Register | Case | None, fact: Fact) -> Register | Case:
    """Fold one fact of the stream."""
    match fact.event:
        case CaseNumbered() | CaseCheckSet():
            assert not isinstance(state, Case)
            return _registered(state or Register(), fact.event)
        case CaseSubmitted() as sent:
            return Case(
                id=sent.case, person=sent.person, kind=sent.kind, attachment=sent.attachment
            )
        case InterviewRecorded() as talk if state is None:
            return Case(id=talk.case, person=talk.person, kind=talk.kind)
    assert isinstance(state, Case), fact.event.topic
    return _changed(state, fact)


def _registered(held: Register, event: Event) -> Register:
    change = msgspec.structs.replace
    if isinstance(event, CaseNumbered):
        return change(held, count=held.count + 1)
    assert isinstance(event, CaseCheckSet)
    return change(held, own=with_own(held.own, event))


def with_own(own: Sequence[CaseCheckSet], event: CaseCheckSet) -> tuple[CaseCheckSet, ...]:
    """What the organisation set, each item once and as it was set last."""
    if event.code not in {each.code for each in own}:
        return (*own, event)
    return tuple(event if each.code == event.code else each for each in own)


def checklist(proposed: Sequence[CaseCheck], own: Sequence[CaseCheckSet]) -> tuple[CheckItem, ...]:
    """What is asked: the policy's items, as the organisation changed them."""
    checks = tuple(CheckItem(each.code, each.ja, each.en) for each in proposed)
    for event in own:
        checks = _with_check(checks, event)
    return checks


def _with_check(checks: tuple[CheckItem, ...], event: CaseCheckSet) -> tuple[CheckItem, ...]:
    """The checklist after an item was set: in its place, at the end, or gone."""
    item = CheckItem(event.code, event.ja_text, event.en_text)
    if not event.asked:
        return tuple(each for each in checks if each.code != item.code)
    if item.code not in {each.code for each in checks}:
        return (*checks, item)
    return tuple(item if each.code == item.code else each for each in checks)


def _changed(state: Case, fact: Fact) -> Case:
    change = msgspec.structs.replace
    match fact.event:
        case InterviewRecorded():
            return state
        case CaseQuarantined():
            return change(state, quarantined=True)
        case CaseReleased(attachment=attachment):
            return change(state, quarantined=False, attachment=attachment)
        case CaseWithdrawn():
            return change(state, over=WITHDRAWN, public=None)
        case CaseRetired():
            return change(state, over=RETIRED, public=None)
        case CasePublished(number=number, on=on, review_due=due):
            return change(state, public=Public(number=number, on=on, review_due=due))
        case CaseReviewed(review_due=due) if state.public:
            return change(state, public=change(state.public, review_due=due))
        case CaseLinkedToCall(call=call):
            return change(state, calls=state.calls | {call})
        case CaseUnlinkedFromCall(call=call):
            return change(state, calls=state.calls - {call})
    return change(state, latest=_edited(state.latest, fact))


def _edited(held: Version | None, fact: Fact) -> Version:
    change = msgspec.structs.replace
    match fact.event:
        case CaseRedacted() as made:
            return Version(
                number=made.number,
                digest=made.digest,
                editor=fact.envelope.actor,
                checklist=made.checklist,
            )
        case CaseChecked(item=item, holds=holds) if held:
            return change(held, answers={**held.answers, item: holds})
        case AuthorAgreed() if held:
            return change(held, author=AGREED)
        case AuthorObjected() if held:
            return change(held, author=OBJECTED)
        case CaseApproved() if held:
            return change(held, approved=True)
        case CaseRejected() if held:
            return change(held, approved=False, rejected=True)
    raise AssertionError(fact.event.topic)


area("activity_case", evolve)
