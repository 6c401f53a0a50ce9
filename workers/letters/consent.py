"""Letters on consent to publication, proofs, and withdrawals (clauses 30, 33, 34).

A person gets a letter each; an institution one for all its people, and names nobody in it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from core.event import Event, Fact
from core.programme.consent import ConsentRequested, ConsentWithdrawn
from core.programme.consent.events import ConsentAsked, ConsentReminded, ProofSent, Shown
from core.programme.consent.facts import undo_until
from core.programme.directory.facts import (
    ConsentsAsked,
    ConsentsReminded,
    EditionPlanned,
    EditionReduced,
    Plan,
    ProofsSent,
)
from core.programme.directory.facts import stream_of as edition_stream
from core.programme.directory.reduce import amend_by
from core.programme.window import WindowFactsRecorded
from core.programme.window import stream_of as window_stream
from tenants.defaults import defaults_of
from tenants.gate import Tenant
from workers.letters.registry import Appointment, Notice, To, Value, letters_of

_UNKNOWN = "（日程未定）"


@letters_of(ConsentRequested)
def _requested(_tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    asked = fact.event
    assert isinstance(asked, ConsentRequested)
    yield Notice(To("person", asked.person), "consent-requested", {"text": asked.text})


@letters_of(ConsentAsked)
def _asked(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    asked = fact.event
    assert isinstance(asked, ConsentAsked)
    plan = _plan(tenant, asked.edition)
    values: dict[str, Value] = {"text": asked.text, "reply_by": plan.ask_by}
    day = Appointment(plan.ask_by, "所属機関リストへの掲載の同意の回答期限")
    yield Notice(To("person", asked.person), "consent-asked", values, day)


@letters_of(ConsentsAsked)
def _institutions_asked(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    asked = fact.event
    assert isinstance(asked, ConsentsAsked)
    plan = _plan(tenant, asked.edition)
    people = [each for each in _with(tenant, fact, asked.count) if isinstance(each, ConsentAsked)]
    day = Appointment(plan.ask_by, "所属機関リストへの掲載の同意の回答期限")
    for institution, count in _counted([each.shown for each in people]):
        values: dict[str, Value] = {"count": count, "reply_by": plan.ask_by}
        yield Notice(To("institution", institution), "consent-asked-institution", values, day)


@letters_of(ConsentReminded)
def _reminded(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    reminded = fact.event
    assert isinstance(reminded, ConsentReminded)
    asked = _latest(tenant, reminded.person)
    if "person" in reminded.parties:
        values: dict[str, Value] = {
            "text": asked.text,
            "reply_by": _plan(tenant, asked.edition).ask_by,
        }
        yield Notice(To("person", reminded.person), "consent-reminder", values)


@letters_of(ConsentsReminded)
def _institutions_reminded(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    told = fact.event
    assert isinstance(told, ConsentsReminded)
    people = [e for e in _with(tenant, fact, told.count) if isinstance(e, ConsentReminded)]
    silent = [_latest(tenant, e.person).shown for e in people if "institution" in e.parties]
    for institution, count in _counted(silent):
        values: dict[str, Value] = {"count": count, "reply_by": _plan(tenant, told.edition).ask_by}
        yield Notice(To("institution", institution), "consent-reminder-institution", values)


@letters_of(ProofSent)
def _proof(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    sent = fact.event
    assert isinstance(sent, ProofSent)
    values: dict[str, Value] = {"text": _row(sent.shown), "reply_by": _proofs_by(tenant, sent)}
    yield Notice(To("person", sent.person), "proof-sent", values)


@letters_of(ProofsSent)
def _institutions_proofs(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    sent = fact.event
    assert isinstance(sent, ProofsSent)
    proofs = [each for each in _with(tenant, fact, sent.count) if isinstance(each, ProofSent)]
    for institution, count in _counted([each.shown for each in proofs]):
        shown = next(each.shown for each in proofs if each.shown.institution == institution)
        values: dict[str, Value] = {
            "count": count,
            "text": _row(shown),
            "reply_by": _proofs_by(tenant, sent),
        }
        yield Notice(To("institution", institution), "proof-sent-institution", values)


@letters_of(ConsentWithdrawn)
def _withdrawn(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    """A receipt for whoever withdrew, and nothing to the other party."""
    gone = fact.event
    assert isinstance(gone, ConsentWithdrawn)
    ruling = defaults_of(tenant)
    by = amend_by(datetime.fromisoformat(fact.envelope.recorded_at), ruling)
    values: dict[str, Value] = {
        "gone_by": f"{by:%Y-%m-%d %H:%M}",
        "undo_until": undo_until(fact.effective_on, ruling),
    }
    to = To("person", gone.person)
    if gone.party == "institution":
        to = To("institution", _institution(tenant, gone.person))
    yield Notice(to, "withdrawal-receipt", values)


@letters_of(EditionReduced)
def _reduced(_tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    reduced = fact.event
    assert isinstance(reduced, EditionReduced)
    values: dict[str, Value] = {"edition": reduced.edition, "number": reduced.number}
    yield Notice(To("role", "officer"), "edition-reduced", values)


def _plan(tenant: Tenant, edition: str) -> Plan:
    planned = _planned(tenant, edition)
    assert planned is not None, f"edition {edition} was asked about without dates"
    return planned


def _planned(tenant: Tenant, edition: str) -> Plan | None:
    facts = tenant.log.stream(edition_stream(edition))
    plans = [fact.event.plan for fact in facts if isinstance(fact.event, EditionPlanned)]
    return plans[-1] if plans else None


def _proofs_by(tenant: Tenant, sent: ProofSent | ProofsSent) -> Value:
    plan = _planned(tenant, sent.edition)
    return plan.proofs_by if plan else _UNKNOWN


def _with(tenant: Tenant, fact: Fact, count: int) -> list[Event]:
    """The events about single people that follow their sum in the same commit."""
    found = tenant.log.facts(fact.position + 1, count) if count else []
    same = fact.envelope.command_id
    return [each.event for each in found if each.envelope.command_id == same]


def _latest(tenant: Tenant, person: str) -> ConsentAsked:
    facts = tenant.log.stream(f"consent/{person}")
    return next(f.event for f in reversed(facts) if isinstance(f.event, ConsentAsked))


def _institution(tenant: Tenant, person: str) -> str:
    facts = tenant.log.stream(f"consent/{person}")
    asked = next(
        f.event for f in reversed(facts) if isinstance(f.event, ConsentAsked | ConsentRequested)
    )
    recorded = tenant.log.stream(window_stream(asked.window))
    last = next(f.event for f in reversed(recorded) if isinstance(f.event, WindowFactsRecorded))
    return last.attributes.institution


def _counted(shown: Sequence[Shown]) -> list[tuple[str, int]]:
    return sorted(Counter(each.institution for each in shown).items())


def _row(shown: Shown) -> str:
    parts = (shown.block, shown.prefecture, shown.municipality, shown.institution)
    return " / ".join(part for part in parts if part)
