"""Who may do what: one deny-by-default table of role and command, and the scopes of roles that have
one.

The table is the `roles` of each command (printed by `daicho catalogue`); this module adds the
scopes. Somebody else's record and one that does not exist are refused with the same words.
"""

from collections.abc import Callable
from typing import Any

from core.area import folded
from core.command import Actor, Command
from core.errors import Fault, Refused
from core.log.application import TenantApplication
from core.programme.coordinator import Coordinator
from core.programme.local_government import LocalGovernment
from core.programme.nomination import Nomination
from core.programme.window import Window

UNSCOPED = ("officer", "approver", "assessor", "admin", "operator", "system", "auditor")
"""Roles that act for the whole tenant."""

DENIED = Fault(
    "access.denied",
    "この操作を行う権限がないか、対象がありません。",
    "You may not do this, or there is no such thing.",
)


class Access:
    """Decides for one tenant whether an actor may issue a command."""

    def __init__(self, log: TenantApplication) -> None:
        self._log = log

    def allow(self, actor: Actor, command: Command) -> None:
        """Raise `Refused` unless one of the actor's roles may issue the command within its
        scope."""
        for role in actor.roles:
            if role in command.roles and self._in_scope(role, actor, command):
                return
        raise Refused(DENIED)

    def _in_scope(self, role: str, actor: Actor, command: Command) -> bool:
        if role in UNSCOPED:
            return True
        return SCOPES[role](self, actor, command) if role in SCOPES else False

    def _state(self, stream: str) -> Any:
        return folded(self._log.stream(stream))

    def _bodies(self, actor: Actor, command: Command) -> bool:
        """A clerk: the window's local government, now and as reported, or one that it was merged
        into."""
        codes = {getattr(command, "municipality_code", None), self._body_of(command)} - {None}
        return bool(codes) and all(self._acts_for(code, actor) for code in codes)

    def _acts_for(self, code: str | None, actor: Actor) -> bool:
        while code is not None and code not in actor.bodies:
            held: LocalGovernment | None = self._state(f"local_government/{code}")
            code = held.successor if held else None
        return code is not None

    def _body_of(self, command: Command) -> str | None:
        code = getattr(command, "window", None) or getattr(command, "code", None)
        nomination = getattr(command, "nomination", None)
        if nomination:
            held: Nomination | None = self._state(f"nomination/{nomination}")
            code = held.window if held else None
        window: Window | None = self._state(f"window/{code}") if code else None
        return window.attributes.municipality_code if window else None

    def _own(self, actor: Actor, command: Command) -> bool:
        """A person: their own record only, and as themselves."""
        person = getattr(command, "person", None)
        nomination = getattr(command, "nomination", None)
        if nomination:
            held: Nomination | None = self._state(f"nomination/{nomination}")
            person = held.person if held else None
        itself = getattr(command, "party", "person") == "person"
        return actor.person is not None and person == actor.person and itself

    def _institution(self, actor: Actor, command: Command) -> bool:
        """A manager: people of their institution, and only as the institution."""
        held: Coordinator | None = self._state(f"coordinator/{getattr(command, 'person', '')}")
        window: Window | None = self._state(f"window/{held.window}") if held else None
        itself = getattr(command, "party", None) == "institution"
        return itself and window is not None and window.attributes.institution in actor.institutions


Scope = Callable[[Access, Actor, Command], bool]
SCOPES: dict[str, Scope] = {
    "clerk": Access._bodies,
    "person": Access._own,
    "institution": Access._institution,
}
