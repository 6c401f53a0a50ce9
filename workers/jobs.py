"""The table of jobs, and one attempt at one of them (design page, part 9).

A job's body gets its tenant and its task, and ends in commands whose ids derive from the job's, so
doing it twice is doing it once. A refusal ends the job with its sentences; any other error puts it
back, for `ATTEMPTS_MAX` attempts, and leaves its name and place in the process log, never its text.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, NamedTuple

import msgspec

from core.errors import Fault, Refused
from tenants.outbox import Claim, Order, Outbox, StaleFence
from workers.queue import Work

ATTEMPTS_MAX = 3
RETRY_SECONDS = 2.0
CRASHED = Fault(
    "job.crashed",
    "処理中に問題が起き、完了できませんでした。運用担当者にお知らせください。",
    "Something went wrong and the work could not be completed. Please tell the operator.",
)
log = logging.getLogger("daicho.jobs")


class Task:
    """What a body knows of its job: the arguments, its fence, and where to report."""

    def __init__(self, outbox: Outbox, claim: Claim) -> None:
        self._outbox, self._claim = outbox, claim
        self.id, self.tenant, self.fence = claim.id, claim.tenant, claim.fence
        self.arguments = claim.arguments
        self.result: Any = None
        self.ended = False

    def command_id(self, part: str = "") -> str:
        """The id of a command of this job: the same whenever the job is done again."""
        return f"job/{self.id}/{part}" if part else f"job/{self.id}"

    def progress(self, done: int, total: int) -> None:
        """Show how far it is; `StaleFence` stops a body whose job was taken over."""
        self._outbox.progress(self._claim, done, total)

    def order_again(self, **arguments: Any) -> bool:
        """Once it has ended: order it anew, unless these were its arguments."""
        again = Order(self.id, self._claim.kind, arguments)
        return self._outbox.order_again(self.tenant, again)

    def hold(self) -> None:
        """Renew the claim before an effect no command id protects; `StaleFence` if taken over."""
        self._outbox.renew(self._claim)


class Later(Exception):
    """What the job needs is away for now: it is put back for `seconds`, which is no attempt."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.0f} s")
        self.seconds = seconds


Body = Callable[[Any, Task], Any]
After = Callable[[Any, Task], object]


class Kind(NamedTuple):
    """A kind of job: its queue, and its body, which returns a small result."""

    work: Work
    body: Body
    after: After


KINDS: dict[str, Kind] = {}


def job(name: str, work: Work, after: After = lambda *_: None) -> Callable[[Body], Body]:
    """Register a body under an imperative kebab-case name; `after` clears up once it has ended."""

    def register(body: Body) -> Body:
        assert name not in KINDS, f"job {name} registered twice"
        KINDS[name] = Kind(work, body, after)
        return body

    return register


def kinds_of(work: Work) -> list[str]:
    """The names of the kinds that a queue serves."""
    return [name for name, kind in KINDS.items() if kind.work is work]


class Workplace(NamedTuple):
    """What this process works with: the list of what is due, how a tenant is opened, and who there
    is."""

    outbox: Outbox
    open_tenant: Callable[[str], Any]
    tenants: Callable[[], Sequence[str]] = tuple


_workplace: Workplace | None = None


def work_here(workplace: Workplace) -> None:
    """Set what RQ's jobs in this process work with, as RQ can only call a function by name."""
    global _workplace
    _workplace = workplace


def here() -> Workplace:
    """What this process works with."""
    assert _workplace is not None, "this process has no workplace"
    return _workplace


def take_turn(work: str) -> bool:
    """Do the next ready job of a queue; whether there was one. This is what RQ calls."""
    return do_next(here(), kinds_of(Work(work)))


def do_next(workplace: Workplace, kinds: list[str]) -> bool:
    """Do the next ready job of these kinds; whether there was one."""
    claim = workplace.outbox.claim_next(kinds)
    if claim is None:
        return False
    kind = KINDS[claim.kind]
    with Attempt(workplace.outbox, claim) as task:
        tenant = workplace.open_tenant(claim.tenant)
        task.result = kind.body(tenant, task)
    if task.ended:
        kind.after(workplace.open_tenant(claim.tenant), task)
    return True


def do_all(workplace: Workplace) -> int:
    """Do everything that is ready, here and now, without Redis; how many attempts that took."""
    count = 0
    while do_next(workplace, list(KINDS)):
        count += 1
    return count


class Attempt:
    """One attempt at a claimed job: keeps the lease while it lasts, and records how it ended."""

    def __init__(self, outbox: Outbox, claim: Claim) -> None:
        self._outbox, self._claim = outbox, claim
        self._task = Task(outbox, claim)
        self._ended = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="job-lease", daemon=True)

    def __enter__(self) -> Task:
        self._keeper.start()
        return self._task

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        self._ended.set()
        self._keeper.join()
        try:
            self._record(error)
        except StaleFence:
            error = error if isinstance(error, StaleFence) else StaleFence()
        self._tell(error)
        return error is None or isinstance(error, Exception)

    def _record(self, error: BaseException | None) -> None:
        if error is None:
            self._outbox.finish(self._claim, self._task.result)
            self._task.ended = True
        elif isinstance(error, Refused):
            self._fail(error.faults)
        elif isinstance(error, Later):
            self._outbox.put_back(self._claim, error.seconds)
        elif not isinstance(error, Exception):
            self._outbox.put_back(self._claim, 0)
        elif self._claim.fence < ATTEMPTS_MAX:
            self._outbox.put_back(self._claim, RETRY_SECONDS * self._claim.fence)
        else:
            self._fail([CRASHED])

    def _fail(self, faults: Sequence[Fault]) -> None:
        self._outbox.fail(self._claim, {"faults": msgspec.to_builtins(faults)})
        self._task.ended = True

    def _tell(self, error: BaseException | None) -> None:
        claim, ending = self._claim, "done"
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            place = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
            ending = type(error).__name__ + place
        log.info("%s %s %s #%d: %s", claim.tenant, claim.kind, claim.id, claim.fence, ending)

    def _keep(self) -> None:
        try:
            while not self._ended.wait(self._outbox.lease_seconds / 3):
                self._outbox.renew(self._claim)
        except StaleFence:
            log.warning("%s %s was taken over", self._claim.tenant, self._claim.id)
        finally:
            self._outbox.close()
