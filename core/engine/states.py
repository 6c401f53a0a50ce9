"""Streams' latest states, kept so that a command reads and folds only what is new since."""

from typing import Any

from core.area import area_of, evolve
from core.log.application import TenantApplication

STATES_MAX = 10_000


class States:
    """The states of one tenant's streams. What is kept is never trusted alone: each load asks the
    log for later events, whoever wrote them."""

    def __init__(self, log: TenantApplication) -> None:
        self._log = log
        self._kept: dict[str, tuple[int, Any]] = {}

    def load(self, stream: str) -> tuple[int, Any]:
        """The stream's latest version and state: 0 and None before its first event."""
        version, state = self._kept.get(stream, (0, None))
        for fact in self._log.stream(stream, after=version):
            version, state = fact.version, evolve(state, fact)
        if version and not area_of(stream).in_place:
            if len(self._kept) >= STATES_MAX:
                self._kept.clear()
            self._kept[stream] = version, state
        return version, state
