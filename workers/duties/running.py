"""One tick: every duty of a tenant in order, what each did, and what waits for the next."""

import logging
import traceback
from itertools import islice
from types import TracebackType
from typing import Any

from msgspec import Struct

from core.command import Command
from core.errors import Refused
from tenants.gate import Tenant
from workers.duties import CLOCK, DUTIES, Duty
from workers.jobs import Task, job
from workers.queue import Work

COMMANDS_MAX = 500
"""A duty does at most so many in one tick; the rest is still due at the next."""
CODES_MAX = 10
log = logging.getLogger("daicho.duties")


class Done(Struct, frozen=True, kw_only=True):
    """What a duty did in one tick: commands that recorded something, refusals by code, commands
    that broke down, and whether there is more for the next tick."""

    duty: str
    done: int = 0
    refused: tuple[str, ...] = ()
    failed: int = 0
    more: bool = False

    @property
    def idle(self) -> bool:
        """Whether there was nothing at all to do or to tell."""
        return not (self.done or self.refused or self.failed or self.more)


def tick(tenant: Tenant, most: int = COMMANDS_MAX) -> list[Done]:
    """Do what is due in a tenant now. A duty that fails does not keep the next from being done."""
    tenant.catch_up()
    done = []
    for duty in DUTIES.values():
        done.append(_do(tenant, duty, most))
        if done[-1].done:
            # The next duty sees what this one did.
            tenant.catch_up()
    return done


@job("tick", Work.QUICK)
def tick_job(tenant: Tenant, task: Task) -> list[dict[str, Any]]:
    """The duties of one tenant; only those that had something to do are in the result."""
    del task
    found = [each for each in tick(tenant) if not each.idle]
    return [{"duty": each.duty, "done": each.done, "failed": each.failed} for each in found]


class _Guard:
    """Lets the other duties be done after one broke down; notes refusals by code."""

    def __init__(self, tenant: Tenant, duty: Duty) -> None:
        self._name = f"{tenant.slug} duty {duty.name}"
        self.failed, self.codes = 0, dict[str, None]()

    def __enter__(self) -> None:
        """Each use is for one step."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        if isinstance(error, Refused):
            self.codes |= dict.fromkeys(fault.code for fault in error.faults)
        elif isinstance(error, Exception):
            self.failed += 1
            frames = traceback.extract_tb(error.__traceback__)
            where = f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
            log.error("%s: %s at %s", self._name, type(error).__name__, where)
        return error is None or isinstance(error, Exception)


def _do(tenant: Tenant, duty: Duty, most: int) -> Done:
    guard, done, due = _Guard(tenant, duty), 0, list[Command]()
    with guard:
        due = list(islice(duty.due(tenant), most + 1))
    for command in due[:most]:
        with guard:
            assert command.command_id, f"{command.name} of a duty has no id of its own"
            done += not tenant.handle(command, CLOCK).unchanged
    return Done(
        duty=duty.name,
        done=done,
        refused=tuple(guard.codes)[:CODES_MAX],
        failed=guard.failed,
        more=len(due) > most,
    )
