"""Policies that observe are told what was recorded, after it was recorded (design.md part 5).

An adoption of a policy is told the facts of its topics from its own position on: those recorded on
days on which it is, of all adoptions of that policy, the one in force. A call that fails parks this
observer of this tenant; nothing is undone, nothing waits for it, and an operator resumes it.
"""

import math
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from core.errors import refuse
from core.event import Fact, PolicyRef
from core.programme.policy import FAILURES, STREAM, PolicyAdopted, PolicyWithdrawn
from plugins.host import Policies
from plugins.remarks import FACTS_MAX, Worded
from plugins.walled import Failed
from projections import observers as kept
from projections.cursors import Overtaken, instant
from projections.observers import Remarked, Told
from tenants.gate import Tenant


class Observer(NamedTuple):
    """An adoption: its position, and since which position it ends with the day `until` (0 while it
    has no end). `topics`: what it is told of here; empty if these files are not here."""

    adopted: int
    policy: PolicyRef
    from_date: date
    until: date | None
    withdrawn: int
    topics: frozenset[str]

    def holds(self, position: int, day: date) -> bool:
        """Whether it was in force for a fact at a position, recorded on a day."""
        begun = self.adopted < position and self.from_date <= day
        return begun and not (self.until and self.withdrawn < position and self.until <= day)


class Standing(NamedTuple):
    """An observer and how it stands: `state` is live, behind, parked, absent (its files are not
    here), coming or over (not in force yet, or no more)."""

    observer: Observer
    told: Told
    state: str
    remarks: int


def adoptions(tenant: Tenant) -> list[Observer]:
    """Every adoption, in the order of the log, whether it observes or not."""
    found: list[Observer] = []
    installed = tenant.policies.observers()
    for fact in tenant.log.stream(STREAM):
        if isinstance(fact.event, PolicyAdopted):
            held = fact.event.in_force
            topics = _topics(tenant.policies, installed, held.policy)
            found.append(Observer(fact.position, held.policy, held.from_date, None, 0, topics))
        elif isinstance(fact.event, PolicyWithdrawn):
            meant = fact.event.withdrawal
            ended = (meant.adoption.policy, meant.adoption.from_date, None)
            found = [
                each._replace(until=meant.from_date, withdrawn=fact.position)
                if (each.policy, each.from_date, each.until) == ended
                else each
                for each in found
            ]
    return found


def _topics(
    policies: Policies, installed: dict[str, frozenset[str]], policy: PolicyRef
) -> frozenset[str]:
    same = policies.installed(policy.id) == policy.digest
    return installed.get(policy.id, frozenset()) if same else frozenset()


def waits(tenant: Tenant) -> str:
    """Empty if nobody is to be told anything; else a word for how far everything is, another one
    after each step. Where no policy that observes is installed, this asks nobody anything."""
    if not tenant.policies.observers():
        return ""
    observing = [each for each in adoptions(tenant) if each.topics]
    if not observing:
        return ""
    known, head = _known(tenant), tenant.log.head().size
    told = [known.get(each.adopted) or _fresh(each) for each in observing]
    behind = any(not each.failed and each.position != head for each in told)
    return f"{head}/{sum(each.turn for each in told)}" if behind else ""


def tell(tenant: Tenant, seconds: float = math.inf) -> None:
    """Tell every observer what is new, a call each in turn, but after so many seconds begin none.

    At least once: what was told when a process died is told again.
    """
    limit, held = time.monotonic() + seconds, adoptions(tenant)
    going = deque(each for each in held if each.topics)
    while going:
        each = going.popleft()
        if _step(tenant, held, each, _known(tenant).get(each.adopted) or _fresh(each)):
            going.append(each)
        if time.monotonic() > limit:
            break


def resume(tenant: Tenant, id: str, *, skip: bool = False) -> None:
    """Let the parked observers of a policy be told again from where they stopped; with `skip`, the
    one fact that fails is passed over. `Refused` if none is parked."""
    known = _known(tenant)
    parked = [
        known[each.adopted]
        for each in adoptions(tenant)
        if each.policy.id == id and each.adopted in known and known[each.adopted].failed
    ]
    if not parked:
        raise refuse(
            "observer.not_parked",
            f"規則 {id} への通知は止まっていません。",
            f"The policy {id} is not a parked observer here.",
            "id",
        )
    for each in parked:
        again = each._replace(failed="", failed_at="", first=0, last=0)
        with suppress(Overtaken):
            _store(tenant, each, again._replace(skipping=each.last if skip else 0))


def standings(tenant: Tenant) -> list[Standing]:
    """How every observer stands, the newest adoption first; nobody is told anything for it."""
    tenant.views.prepare_observers()
    held, head, today = adoptions(tenant), tenant.log.head().size, tenant.today
    with tenant.views.reading(tenant.slug) as db:
        known, made = kept.told(db, tenant.slug), kept.counts(db, tenant.slug)
    found = []
    for each in reversed(held):
        if each.topics or each.adopted in known:
            told = known.get(each.adopted) or _fresh(each)
            is_now = _chosen(held, each.policy.id, head + 1, today) == each
            state = _state(each, told, is_now, head, today)
            found.append(Standing(each, told, state, made.get(each.adopted, 0)))
    return found


def remarks(tenant: Tenant, id: str = "", most: int | None = None) -> list[Remarked]:
    """What the observers of a policy (of all, if none is named) remarked, on the latest facts
    first; `most` of it, or all."""
    tenant.views.prepare_observers()
    meant = [each.adopted for each in adoptions(tenant) if id in ("", each.policy.id)]
    with tenant.views.reading(tenant.slug) as db:
        return kept.remarks(db, tenant.slug, meant, most)


def parked_words(slug: str, standing: Standing) -> tuple[str, str]:
    """What is wrong with a parked observer, and the command that comes next."""
    id, told = standing.observer.policy.id, standing.told
    words = next(choice for choice in FAILURES if choice.code == told.failed)
    return (
        f"規則 {id} への通知が #{told.first} で止まっています（{words.ja}） / the observing policy "
        f"{id} is parked: {words.en}",
        "規則の担当者に連絡し、直ったら / tell the people who maintain it, then: "
        f"daicho -t {slug} policy resume {id} [--skip]",
    )


def _state(each: Observer, told: Told, is_now: bool, head: int, today: date) -> str:
    if each.from_date > today:
        return "coming"
    if not is_now:
        return "over"
    if not each.topics:
        return "absent"
    if told.failed:
        return "parked"
    return "live" if told.position == head else "behind"


def _step(tenant: Tenant, held: Sequence[Observer], each: Observer, known: Told) -> bool:
    """Tell an observer the next facts; whether there may be more for it."""
    head = tenant.log.head().size
    if known.position > head:
        # An older copy of the log was restored: what rests on records that are gone is thrown away.
        with tenant.views.writing() as db:
            kept.forget(db, tenant.slug, [each.adopted])
        return True
    if known.failed or known.position == head:
        return False
    new, found = _told(tenant, held, each, known, head)
    try:
        _store(tenant, known, new, found)
    except Overtaken:
        return True
    return not new.failed


def _told(
    tenant: Tenant, held: Sequence[Observer], each: Observer, known: Told, head: int
) -> tuple[Told, list[Worded]]:
    most = known.most or FACTS_MAX
    stop = min(head, known.skipping or head)
    page = tenant.log.readable(known.position + 1, most, stop, sorted(each.topics))
    upto = page[-1].position if len(page) == most else stop
    facts = [fact for fact in page if isinstance(fact, Fact) and _is_for(held, each, fact)]
    done = known._replace(position=upto)
    if upto == known.skipping:
        done = done._replace(skipping=0, most=0)
    try:
        found = tenant.policies.observe(each.policy, tenant.slug, facts) if facts else []
    except Failed as failed:
        return _failed(tenant, known, [fact.position for fact in facts], failed.kind), []
    return done, found


def _failed(tenant: Tenant, known: Told, positions: Sequence[int], kind: str) -> Told:
    """Parked; or, while the one fact that fails is looked for, half as many are told next."""
    first, last = positions[0], positions[-1]
    if not known.skipping:
        now = instant(tenant.now())
        return known._replace(failed=kind, failed_at=now, first=first, last=last)
    if len(positions) > 1:
        return known._replace(most=len(positions) // 2)
    return known._replace(position=first, skipping=0, most=0, skipped=known.skipped + 1)


def _is_for(held: Sequence[Observer], each: Observer, fact: Fact) -> bool:
    try:
        day = date.fromisoformat(fact.envelope.recorded_at[:10])
    except ValueError:
        return False
    return _chosen(held, each.policy.id, fact.position, day) == each


def _chosen(held: Sequence[Observer], id: str, position: int, day: date) -> Observer | None:
    """The adoption of a policy that is in force: the latest date, of one date the latest."""
    found = [each for each in held if each.policy.id == id and each.holds(position, day)]
    return max(found, key=lambda each: (each.from_date, each.adopted), default=None)


def _fresh(each: Observer) -> Told:
    return Told(each.adopted, each.adopted)


def _known(tenant: Tenant) -> dict[int, Told]:
    tenant.views.prepare_observers()
    with tenant.views.reading(tenant.slug) as db:
        return kept.told(db, tenant.slug)


def _store(tenant: Tenant, known: Told, new: Told, found: Sequence[Worded] = ()) -> None:
    rows = [
        Remarked(
            *(known.adopted, each.position, number, each.stream, each.about),
            *(each.code, each.ja, each.en),
        )
        for number, each in enumerate(found, 1)
    ]
    moved = new._replace(moved_at=instant(tenant.now()))
    with tenant.views.writing() as db:
        kept.change(db, tenant.slug, known, moved, rows)
