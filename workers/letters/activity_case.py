"""Letters on activity cases: the final text to its author, an objection to officers (clause 36)."""

from collections.abc import Iterable

from core.event import Fact
from core.programme.activity_case.facts import AuthorObjected, CaseRedacted
from tenants.gate import Tenant
from workers.letters.registry import Notice, To, letters_of


@letters_of(CaseRedacted)
def _ready(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    made = fact.event
    assert isinstance(made, CaseRedacted)
    # The case begins with what its author sent or told.
    author: str = getattr(tenant.log.stream(fact.stream)[0].event, "person", "")
    values = {"case": made.case, "number": made.number}
    yield Notice(To("person", author), "case-text-ready", values)


@letters_of(AuthorObjected)
def _objected(_tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    told = fact.event
    assert isinstance(told, AuthorObjected)
    yield Notice(To("role", "officer"), "case-objected", {"case": told.case, "number": told.number})
