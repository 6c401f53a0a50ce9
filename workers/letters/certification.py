"""Letters on certificates: given out, renewed, lapsed, revoked (clause 18). A ground is never in a
mail."""

from collections.abc import Iterable

from core.event import Fact
from core.programme.certification import CertificateIssued
from core.programme.coordinator import (
    CertificateReissued,
    CertificateRevoked,
    Coordinator,
    CoordinatorLapsed,
    RenewalReminded,
    RevocationDecided,
)
from core.programme.person import NameChangeRequested
from projections.certificate_rows import shown_number
from projections.certificates import certificate
from tenants.gate import Tenant
from workers.letters.registry import Notice, To, Value, letters_of


@letters_of(CertificateIssued)
def _issued(_tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    issued = fact.event
    assert isinstance(issued, CertificateIssued)
    yield Notice(To("person", issued.person), "certificate-ready", {"number": issued.number})


@letters_of(CertificateReissued)
def _reissued(_tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    paper = fact.event
    assert isinstance(paper, CertificateReissued)
    values: dict[str, Value] = {
        "number": shown_number(paper.number, paper.issue),
        "valid_until": paper.valid_until or "期限なし / without end",
    }
    yield Notice(To("person", paper.person), "certificate-reissued", values)


@letters_of(RenewalReminded)
def _reminded(_tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    told = fact.event
    assert isinstance(told, RenewalReminded)
    values: dict[str, Value] = {
        "number": told.number,
        "valid_until": told.valid_until,
        "reminder": told.reminder,
    }
    yield Notice(To("person", told.person), "renewal-due", values)


@letters_of(CoordinatorLapsed)
def _lapsed(_tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    lapsed = fact.event
    assert isinstance(lapsed, CoordinatorLapsed)
    values: dict[str, Value] = {"number": lapsed.number, "valid_until": lapsed.valid_until}
    yield Notice(To("person", lapsed.person), "certificate-lapsed", values)


@letters_of(RevocationDecided)
def _decided(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    decided = fact.event
    assert isinstance(decided, RevocationDecided)
    held = _held(tenant, decided.person, fact.position)
    if held is not None and held.revocation is not None:
        on = held.revocation.proposed.effective_on
        values: dict[str, Value] = {"number": held.number, "effective_on": on}
        yield Notice(To("person", decided.person), "revocation-decided", values)


@letters_of(CertificateRevoked)
def _revoked(_tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    revoked = fact.event
    assert isinstance(revoked, CertificateRevoked)
    yield Notice(To("person", revoked.person), "certificate-revoked", {"number": revoked.number})


@letters_of(NameChangeRequested)
def _renaming(_tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    asked = fact.event
    assert isinstance(asked, NameChangeRequested)
    yield Notice(To("role", "officer"), "name-change-asked", {"person": asked.person})


def _held(tenant: Tenant, person: str, position: int) -> Coordinator | None:
    found = certificate(tenant.views, tenant.slug, person, position)
    return found.held if found else None
