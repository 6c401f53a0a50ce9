"""What the policy in force says of renewals: for the board that shows it and the duties that act
on it.

Nothing is decided here: the commands ask the same question again.
"""

from datetime import date
from typing import Any

from core.area import evolve
from core.clock import fiscal_year
from core.errors import Refused
from core.programme import policy
from core.programme.certification import SESSIONS, certification_facts
from core.programme.coordinator import REVOKED, Coordinator
from core.programme.questions import CertificationRuling, RenewalRuling
from tenants.gate import Tenant


class Renewals:
    """The renewal of any certification of a tenant, as asked on one day."""

    def __init__(self, tenant: Tenant, on: date) -> None:
        self._tenant, self._on = tenant, on
        self._states: dict[str, Any] = {policy.STREAM: None}
        for fact in tenant.log.stream(policy.STREAM):
            self._states[policy.STREAM] = evolve(self._states[policy.STREAM], fact)
        self._sessions = SESSIONS.initial()
        for fact in tenant.log.walk(topics=SESSIONS.topics):
            self._sessions = SESSIONS.fold(self._sessions, fact)
        self._known: dict[tuple[Any, ...], RenewalRuling | None] = {}

    def of(self, held: Coordinator) -> RenewalRuling | None:
        """From when, until when and with what; None without an end of validity, after a
        revocation, and where no policy in force says anything."""
        if held.valid_until is None or held.status == REVOKED:
            return None
        sessions = self._sessions.attended(held)
        alike = (held.certified_on, held.valid_until, held.status, held.before, sessions)
        if alike not in self._known:
            self._known[alike] = self._asked(held, sessions)
        return self._known[alike]

    def _asked(self, held: Coordinator, sessions: int) -> RenewalRuling | None:
        state: policy.Policies | None = self._states[policy.STREAM]
        port, year = self._tenant.policies, fiscal_year(self._on)
        try:
            adopted = state.adopted if state else ()
            chosen = port.resolve("certification", self._on, adopted, year)
            parameters = policy.parameters_on(self._states, chosen, self._on)
            facts = certification_facts(held, self._on, sessions, parameters)
            ruling = port.ask("certification", chosen, facts)
        except Refused:
            return None
        assert isinstance(ruling, CertificationRuling)
        return ruling.renewal
