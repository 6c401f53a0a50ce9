"""The rules in force: source, draft or final, fiscal years, and every choice with the clause it
reads (clauses 1, 2, 21)."""

from datetime import date
from typing import NamedTuple

from starlette.responses import Response

from core.event import Fact
from core.programme import policy
from core.programme.policy import Adoption, PolicyAdopted, PolicyWithdrawn
from plugins.host import PolicyInfo
from web.render import page
from web.visit import Visit


class Adopted(NamedTuple):
    """A policy that was adopted, and what is installed under its id; `until` is when a later one
    takes its place, `withdrawn` the fact that took it back."""

    in_force: Adoption
    fact: Fact
    info: PolicyInfo | None
    until: date | None
    withdrawn: Fact | None


def show_policies(visit: Visit) -> Response:
    """Every adoption, the newest first, and the installed policies."""
    assert visit.shown >= 0
    facts = [
        fact
        for fact in visit.tenant.log.stream(policy.STREAM)
        if visit.as_of is None or fact.position <= visit.as_of
    ]
    installed = {info.id: info for info in visit.tenant.policies.available()}
    found = adoptions(facts, installed)
    return page(visit, "officer/policies.html", adoptions=found[::-1], installed=installed)


def adoptions(facts: list[Fact], installed: dict[str, PolicyInfo]) -> list[Adopted]:
    """Every adoption among the facts of the policies' stream, in the order of the log."""
    state: policy.Policies | None = None
    told, ends = list[Fact](), list[Fact]()
    for fact in facts:
        state = policy.evolve(state, fact)
        if isinstance(fact.event, PolicyAdopted):
            told.append(fact)
        elif isinstance(fact.event, PolicyWithdrawn):
            ends.append(fact)
    adopted = state.adopted if state else ()
    return [
        Adopted(
            held,
            fact,
            installed.get(held.policy.id),
            min(
                (each.from_date for each in adopted[number:] if _replaces(each, held, installed)),
                default=None,
            ),
            next((end for end in ends if _ends(end, held)), None),
        )
        for number, (held, fact) in enumerate(zip(adopted, told, strict=True), 1)
    ]


def _replaces(later: Adoption, held: Adoption, installed: dict[str, PolicyInfo]) -> bool:
    """Whether it came into force and answers all that the earlier one answers; a small policy
    leaves the other questions to it."""
    before, after = (installed.get(each.policy.id) for each in (held, later))
    answers_all = not before or not after or set(before.questions) <= set(after.questions)
    return answers_all and (later.until is None or later.until > later.from_date)


def _ends(end: Fact, held: Adoption) -> bool:
    assert isinstance(end.event, PolicyWithdrawn)
    meant = end.event.withdrawal
    return (meant.from_date, meant.adoption.policy, meant.adoption.from_date) == (
        held.until,
        held.policy,
        held.from_date,
    )
