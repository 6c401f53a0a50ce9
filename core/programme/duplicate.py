"""Area duplicate: two ids that may be one person: put before an officer, never merged silently
(clauses 3, 7).

The gate sees names and addresses, and only says in which way two ids are alike. Found to be two:
that is recorded, and nobody asks again. Found to be one: an officer proposes, an approver decides;
the old id points to the kept one, and nothing is rewritten.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Struct

from core.approval import approve
from core.area import Known, States, To, area, decides, need
from core.command import Choice, Code, Command, Label, Text, command
from core.errors import Faults
from core.event import Event, Fact, Open, SealedText, event
from core.privacy import clear
from core.programme import person as people
from core.programme.words import DigestSeen, PersonId

WAYS = (
    Choice("kana", "フリガナが同じで、メールアドレスが違う", "Same kana, other address"),
    Choice("name", "氏名が同じで、メールアドレスが違う", "Same name, other address"),
    Choice("mail", "メールアドレスが同じで、氏名が違う", "Same address, other name"),
)
Kept = Annotated[Code, Label("残す登録者番号", "Id to keep")]
Other = Annotated[Code, Label("もう一つの登録者番号", "The other id")]


@event(
    "duplicate.suspected",
    ja="{one} と {two} は同じ人かもしれない",
    en="{one} and {two} may be one person",
)
class DuplicateSuspected(Event, frozen=True):
    """In which ways they are alike; no value of either."""

    one: Open[str]
    two: Open[str]
    ways: Open[tuple[str, ...]]


@event(
    "duplicate.distinct",
    ja="{one} と {two} は別の人であることを確かめた",
    en="Found that {one} and {two} are two persons",
)
class ConfirmedDistinct(Event, frozen=True):
    """By an officer."""

    one: Open[str]
    two: Open[str]


@event(
    "duplicate.merge_proposed",
    ja="{other} を {keep} と同じ人とすることを起案した",
    en="Proposed that {other} is the same person as {keep}",
)
class MergeProposed(Event, frozen=True):
    """A proposal; nothing changes before a second person approves."""

    keep: Open[str]
    other: Open[str]
    digest: Open[str]
    reason: SealedText


@event(
    "duplicate.merged",
    ja="{other} を {keep} と同じ人とした",
    en="Decided that {other} is the same person as {keep}",
)
class DuplicateMerged(Event, frozen=True):
    """The pair is settled; the persons' own streams say so too."""

    keep: Open[str]
    other: Open[str]


class Pair(Struct, frozen=True, kw_only=True):
    """Two ids: `status` is suspected, distinct, proposed or merged."""

    one: str
    two: str
    status: str
    ways: tuple[str, ...] = ()
    keep: str = ""
    digest: str = ""
    proposer: str = ""


def pair(one: str, two: str) -> tuple[str, str]:
    """Two ids in the one order in which they name their pair."""
    return (one, two) if one < two else (two, one)


def stream_of(one: str, two: str) -> str:
    """The pair's stream."""
    return "duplicate/" + "+".join(pair(one, two))


def suspected(states: States, person: str, resembles: Sequence[str]) -> list[To]:
    """The facts that a person is like others (`id:way`, each way its own); known pairs are left
    out."""
    ways: dict[str, list[str]] = {}
    for each in resembles:
        other, _, way = each.partition(":")
        ways.setdefault(other, []).append(way)
    found = []
    for other, how in ways.items():
        one, two = pair(person, other)
        if states[stream_of(one, two)] is None:
            event = DuplicateSuspected(one=one, two=two, ways=tuple(how))
            found.append(To(stream_of(one, two), event))
    return found


def streams_for(person: str, resembles: Sequence[str]) -> list[str]:
    """The streams that `suspected` reads and writes."""
    return [stream_of(person, each.partition(":")[0]) for each in resembles]


@command(
    "confirm-distinct",
    ja="別の人であることを確かめる",
    en="Confirm that two ids are two persons",
    roles=("officer",),
    clauses=(3,),
)
class ConfirmDistinct(Command, frozen=True):
    """Nobody will be asked about this pair again."""

    person: PersonId
    other: Other


@decides(ConfirmDistinct, streams=lambda wanted: (stream_of(wanted.person, wanted.other),))
def distinct(wanted: ConfirmDistinct, states: States, known: Known) -> Sequence[To]:
    """Ends a proposal as well; what was merged stays merged."""
    held = _known(states, wanted.person, wanted.other)
    if held.status == "distinct":
        return []
    _open(held)
    found = ConfirmedDistinct(one=held.one, two=held.two)
    return [To(stream_of(held.one, held.two), found)]


@command(
    "merge-persons",
    ja="同じ人とすることを起案する",
    en="Propose that two ids are one person",
    roles=("officer",),
    clauses=(3, 7),
)
class MergePersons(Command, frozen=True):
    """Which id is kept, and how it was found out. The kept one has the live nomination, if any."""

    person: Kept
    other: Other
    reason: Annotated[Text, Label("確かめた方法", "How it was found out", personal=True)]


def _people(wanted: "MergePersons | ApproveMerge") -> Sequence[str]:
    pair_stream = stream_of(wanted.person, wanted.other)
    return (pair_stream, people.stream_of(wanted.person), people.stream_of(wanted.other))


@decides(MergePersons, streams=_people)
def propose(wanted: MergePersons, states: States, known: Known) -> Sequence[To]:
    """Nobody merges a person with themselves, one who is merged already, or two live
    nominations."""
    stream = stream_of(wanted.person, wanted.other)
    if (held := states[stream]) is not None:
        _open(held)
    _check(wanted, states)
    text = f"merge/{wanted.person}/{wanted.other}"
    proposed = MergeProposed(
        keep=wanted.person,
        other=wanted.other,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        reason=clear(wanted.person, wanted.reason),
    )
    return [To(stream, proposed)]


@command(
    "approve-merge",
    ja="同じ人とすることを決裁する",
    en="Approve that two ids are one person",
    roles=("approver",),
    clauses=(3, 7),
)
class ApproveMerge(Command, frozen=True):
    """A second person decides."""

    person: Kept
    other: Other
    digest_seen: DigestSeen


@decides(ApproveMerge, streams=_people)
def approve_merge(wanted: ApproveMerge, states: States, known: Known) -> Sequence[To]:
    """The old id points to the kept one, which takes over its count of calls without a seat."""
    held = _known(states, wanted.person, wanted.other)
    faults = Faults()
    faults.unless(
        held.status == "proposed" and held.keep == wanted.person,
        "duplicate.not_proposed",
        "この二人を同じ人とする案がありません。",
        "It is not proposed that these two are one person.",
    )
    faults.raise_any()
    _check(wanted, states)
    approval = approve(held.proposer, held.digest, wanted.digest_seen, known)
    keep, other = wanted.person, wanted.other
    count = people.known_person(states, other).unselected
    merged = people.PersonMerged(person=other, into=keep, approval=approval)
    absorbed = people.PersonAbsorbed(person=keep, other=other, unselected=count)
    return [
        To(stream_of(keep, other), DuplicateMerged(keep=keep, other=other)),
        To(people.stream_of(other), merged),
        To(people.stream_of(keep), absorbed),
    ]


def _check(wanted: MergePersons | ApproveMerge, states: States) -> None:
    keep = people.known_person(states, wanted.person)
    other = people.known_person(states, wanted.other)
    faults = Faults()
    faults.unless(
        keep.id != other.id and not keep.merged_into and not other.merged_into,
        "duplicate.merged",
        "同じ番号か、すでに別の番号に合わせた人です。",
        "These are one id, or one of them was merged before.",
        "other",
    )
    faults.unless(
        other.live is None,
        "duplicate.live",
        f"もう一つの番号に有効な推薦（{other.live}）があります。その番号を残すか、取り下げてください。",
        f"The other id has a live nomination, {other.live}: keep that id, or withdraw it first.",
        "other",
    )
    faults.unless(
        not keep.erased and not other.erased,
        "person.erased",
        "この人の個人情報は消去されています。",
        "This person's data were erased.",
    )
    faults.raise_any()


def _known(states: States, one: str, two: str) -> Pair:
    found: Pair = need(
        states,
        stream_of(one, two),
        "この二人についての記録はありません。",
        "Nothing is on record about these two.",
    )
    return found


def _open(held: Pair) -> None:
    faults = Faults()
    faults.unless(
        held.status != "merged",
        "duplicate.merged",
        "この二人はすでに同じ人として一つにされています。",
        "These two were merged already.",
    )
    faults.raise_any()


def evolve(state: Pair | None, fact: Fact) -> Pair:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case DuplicateSuspected(one=one, two=two, ways=ways):
            return Pair(one=one, two=two, status="suspected", ways=ways)
        case ConfirmedDistinct() if state:
            return change(state, status="distinct", digest="", keep="")
        case MergeProposed(keep=keep, other=other, digest=digest):
            one, two = pair(keep, other)
            held = state or Pair(one=one, two=two, status="proposed")
            proposer = fact.envelope.actor
            return change(held, status="proposed", keep=keep, digest=digest, proposer=proposer)
        case DuplicateMerged() if state:
            return change(state, status="merged")
    raise AssertionError(fact.event.topic)


area("duplicate", evolve)
