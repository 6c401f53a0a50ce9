"""Logs that the tests of the following process write by hand."""

from core.log.application import open_application
from projections.catalogue import VIEWS
from tenants.place import Place
from tests.projections.making import facts_of, window_facts

WINDOW_REGISTER = VIEWS["window_register"]


def record(place: Place, tenant: str, *codes: str) -> None:
    """Append the facts of these windows to the tenant's log."""
    log = open_application(tenant, place.log)
    told = [(f"window/{code}", window_facts(code)) for code in codes]
    log.append(facts_of(tenant, told), [])
