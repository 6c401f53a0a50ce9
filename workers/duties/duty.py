"""What the clock calls for: a file an area here registers its duties.

    @duty("expire-offers", ja="…", en="…", clauses=(14,))
    def _(tenant: Tenant) -> Iterable[Command]: ...

A duty reads views and returns the commands that are due now, none when nothing is. Each carries a
`command_id` derived from the state it answers (`clock/expire/2025-1-0001/1`), never from the time
of the tick: so a tick twice, late, or by two workers does each thing once. Reminders are events of
the area, counted by its state.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from core.command import Actor, Command
from tenants.gate import Tenant

CLOCK = Actor(id="clock", roles=("system",))
"""Who acts in a tick: a command that a duty sends names the role `system`."""

Due = Callable[[Tenant], Iterable[Command]]


class Duty(NamedTuple):
    """A duty: its name, what it does in words, the clauses it serves, and what is due now."""

    name: str
    ja: str
    en: str
    clauses: tuple[int, ...]
    due: Due


DUTIES: dict[str, Duty] = {}
"""Every duty, in the order in which a tick does them."""
F = TypeVar("F", bound=Due)


def duty(name: str, *, ja: str, en: str, clauses: tuple[int, ...] = ()) -> Callable[[F], F]:
    """Register a duty under an imperative kebab-case name."""

    def register(function: F) -> F:
        assert name not in DUTIES, f"duty {name} registered twice"
        DUTIES[name] = Duty(name, ja, en, clauses, function)
        return function

    return register
