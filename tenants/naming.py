"""What a tenant's programme is called, for pages, letters and files (`ProgrammeWords`)."""

import time

from core.area import folded
from core.clock import fiscal_year
from core.errors import Refused
from core.event import PolicyRef
from core.programme import policy
from core.programme.questions import LabelFacts, LabelRuling, ProgrammeWords
from tenants.gate import Tenant

NO_NAME = ProgrammeWords()
_held: dict[tuple[str, int], ProgrammeWords] = {}
"""By digest of the policy and fiscal year: a policy gives one answer for ever."""
RETRY_SECONDS = 60.0
_failed: dict[tuple[str, int], float] = {}
"""When one that failed may be asked again: every page asks, and one that hangs would hold it up."""


def words_of(tenant: Tenant) -> ProgrammeWords:
    """The words of the newest policy adopted that gives any, whatever its years: a programme keeps
    its name while the next year's rules are awaited. `NO_NAME` where none can be asked."""
    state: policy.Policies | None = folded(tenant.log.stream(policy.STREAM))
    today = tenant.today
    for each in state.newest_first(today) if state else ():
        found = _asked(tenant, each.policy, fiscal_year(today))
        if found != NO_NAME:
            return found
    return NO_NAME


def _asked(tenant: Tenant, ref: PolicyRef, year: int) -> ProgrammeWords:
    if tenant.installed(ref.id) != ref.digest:
        return NO_NAME
    key = (ref.digest, year)
    if key in _held or time.monotonic() < _failed.get(key, 0.0):
        return _held.get(key, NO_NAME)
    try:
        ruling = tenant.policies.ask("labels", ref, LabelFacts(fiscal_year=year))
    except Refused:
        _failed[key] = time.monotonic() + RETRY_SECONDS
        return NO_NAME
    assert isinstance(ruling, LabelRuling)
    return _held.setdefault(key, ruling.words)
