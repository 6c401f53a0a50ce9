"""What is said about a consent: asked for by hand, answered, withdrawn, a mistake undone (clauses
30, 32, 34)."""

import hashlib
from collections.abc import Sequence
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Choice, Command, Label, Text, command
from core.errors import Faults
from core.event import Event
from core.privacy import clear
from core.programme.consent.events import (
    AuthorityRecorded,
    ConsentGiven,
    ConsentRefused,
    ConsentRequested,
    ConsentRestored,
    ConsentWithdrawn,
)
from core.programme.consent.facts import DIRECTORY, Consent, standing, stream_of, undo_until
from core.programme.defaults import ask_always, proposed
from core.programme.words import PARTIES, PersonId, WindowCode, iso

NAMES = "names"
PURPOSES = (
    Choice(DIRECTORY, "所属機関リスト（人数のみ）", "Directory of institutions: counts only"),
    Choice(NAMES, "個人名の公開", "Publication of names"),
)
Party = Annotated[str, Label("当事者", "Party", choices=PARTIES)]


@command(
    "request-consent",
    ja="掲載への同意を求める",
    en="Ask for consent",
    roles=("officer",),
    clauses=(30, 32, 33, 34),
)
class RequestConsent(Command, frozen=True):
    """Show both parties exactly what would be published, and ask."""

    person: PersonId
    window: WindowCode
    text: Annotated[Text, Label("示した内容", "What was shown")]
    purpose: Annotated[str, Label("目的", "Purpose", choices=PURPOSES)] = DIRECTORY


@decides(
    RequestConsent,
    streams=lambda wanted: (
        stream_of(wanted.person),
        f"coordinator/{wanted.person}",
        f"window/{wanted.window}",
    ),
)
def request(wanted: RequestConsent, states: States, known: Known) -> Sequence[To]:
    """For the person's present affiliation; another text asks anew. Never for names: no policy
    publishes them (clause 32)."""
    coordinator = states[f"coordinator/{wanted.person}"]
    faults = Faults()
    faults.unless(
        wanted.purpose == DIRECTORY,
        "consent.purpose_off",
        "個人名の公開は、今の制度では行いません。同意を求めることもできません。",
        "Names are not published under the policy in force, so consent cannot be asked for.",
        "purpose",
    )
    faults.unless(
        coordinator and coordinator.window == wanted.window and coordinator.status == "acting",
        "consent.other_affiliation",
        "この人は今その窓口で活動していません。",
        "The person does not act at that window now.",
        "window",
    )
    faults.raise_any()
    digest = hashlib.sha256(wanted.text.encode()).hexdigest()
    state: Consent | None = states[stream_of(wanted.person)]
    if state and (state.window, state.text_digest) == (wanted.window, digest):
        return []
    asked = ConsentRequested(
        person=wanted.person, window=wanted.window, text=wanted.text, text_digest=digest
    )
    return [To(stream_of(wanted.person), asked)]


class OfConsent(Command, frozen=True):
    """A command by one party about one person's listing."""

    person: PersonId
    party: Party


def streams_of(wanted: OfConsent) -> Sequence[str]:
    """The one stream it is about."""
    return (stream_of(wanted.person),)


@command(
    "answer-consent",
    ja="同意するかどうか答える",
    en="Answer a request for consent",
    roles=("officer", "person", "institution"),
    clauses=(30, 33),
)
class AnswerConsent(OfConsent, frozen=True):
    """Yes or no by one party."""

    agrees: Annotated[bool, Label("同意する", "Agrees")]
    authority: Annotated[
        Text,
        Label(
            "回答者の役職（所属機関）",
            "Office of whoever answers for the institution",
            "例: 国際課長",
            "For example head of the international division",
            personal=True,
        ),
    ] = ""


@decides(AnswerConsent, streams=streams_of)
def answer(wanted: AnswerConsent, states: States, known: Known) -> Sequence[To]:
    """The same answer again changes nothing. In the yearly campaign an institution's answer says
    by what authority."""
    state = standing(states, wanted.person)
    of_institution = wanted.party == "institution"
    faults = Faults()
    faults.unless(
        not (of_institution and state.edition) or wanted.authority.strip(),
        "consent.authority_missing",
        "所属機関の回答には、回答する人の役職が必要です。",
        "An institution's answer needs the office of whoever answers.",
        "authority",
    )
    faults.raise_any()
    if state.answers.get(wanted.party) == wanted.agrees:
        return []
    said: list[Event] = [_answer(state, wanted)]
    if of_institution and wanted.authority.strip():
        office = clear(state.person, wanted.authority.strip())
        said.append(AuthorityRecorded(person=state.person, authority=office))
    return [To(stream_of(state.person), each) for each in said]


def _answer(state: Consent, wanted: AnswerConsent) -> Event:
    if not wanted.agrees:
        return ConsentRefused(person=state.person, party=wanted.party)
    digest = state.text_digest
    return ConsentGiven(person=state.person, party=wanted.party, text_digest=digest)


@command(
    "withdraw-consent",
    ja="同意を撤回する",
    en="Withdraw consent",
    roles=("officer", "person", "institution"),
    clauses=(30, 34),
)
class WithdrawConsent(OfConsent, frozen=True):
    """公開をやめる: no reason is asked, nobody's permission is needed."""


@decides(WithdrawConsent, streams=streams_of)
def withdraw(wanted: WithdrawConsent, states: States, known: Known) -> Sequence[To]:
    """Takes back a yes, or what the public edition rests on; otherwise there is nothing to take
    back."""
    state = standing(states, wanted.person)
    if not state.answers.get(wanted.party) and state.earlier is None:
        return []
    gone = ConsentWithdrawn(person=state.person, party=wanted.party)
    return [To(stream_of(state.person), gone)]


@command(
    "undo-withdrawal",
    ja="同意の撤回を取り消す",
    en="Undo a withdrawal",
    roles=("officer", "person", "institution"),
    clauses=(34,),
)
class UndoWithdrawal(OfConsent, frozen=True):
    """A mistake is taken back by the same party within the days that the policy gives. A row that
    is gone comes back with the next approved list only."""


@decides(UndoWithdrawal, streams=streams_of, ask=ask_always)
def undo(wanted: UndoWithdrawal, states: States, known: Known) -> Sequence[To]:
    """The party's own withdrawal, not too long ago."""
    state = standing(states, wanted.person)
    taken = state.taken.get(wanted.party)
    faults = Faults()
    faults.unless(
        taken,
        "consent.nothing_to_undo",
        "取り消せる撤回がありません。",
        "There is no withdrawal to undo.",
        "party",
    )
    if taken:
        last = undo_until(taken.on, proposed(known))
        faults.unless(
            known.today <= last,
            "consent.too_late_to_undo",
            f"撤回を取り消せるのは {iso(last)} まででした。改めて同意を求めることになります。",
            f"It could be undone until {iso(last)}. Consent has to be asked for again.",
            "party",
        )
    faults.raise_any()
    back = ConsentRestored(person=state.person, party=wanted.party)
    return [To(stream_of(state.person), back)]
