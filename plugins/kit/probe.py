"""`python -m plugins.kit.probe`: a policy's answers to many questions, one after another.

The walls are those of a policy's process (`plugins/child.py`), but here nothing is forked: what one
question leaves behind, the next one finds, and so does the author. It is told where the policy
reached for what it may not have, where it failed or printed, and what of it ran.
"""

import io
import os
import signal
import sys
import sysconfig
import traceback
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FrameType, TracebackType
from typing import NoReturn

import msgspec
from msgspec import Struct

from core.errors import Fault, Refused
from core.event import Stored, facts_of
from core.programme.questions import QUESTIONS
from plugins import child_kernel
from plugins.child import keep_to
from plugins.child_python import Watch
from plugins.kit.tracing import Place, Tracer
from plugins.loading import Loaded, load_policy

SECONDS = 60.0
ASK_SECONDS = 4.0
"""Of processor time: for loading, and for each question. Everything is traced, and so is slow."""
INTERRUPTS_MAX = 3
TEXT_MAX = 200

_end = os._exit  # a policy's process may not call it


class Order(Struct, frozen=True):
    """The policy's folder, the questions with their facts as MessagePack, whether to trace, and
    what it is told as an observer."""

    folder: str
    asks: tuple[tuple[str, bytes], ...]
    trace: bool = False
    tellings: tuple[tuple[Stored, ...], ...] = ()


class Lost(Struct, frozen=True):
    """How there came no answer: the kind of what was raised, its text, and where (`file:line`)."""

    kind: str
    text: str = ""
    place: str = ""


class Said(Struct, frozen=True):
    """One answer: the ruling as MessagePack, the faults of a refusal, or how it failed."""

    ruling: bytes = b""
    faults: tuple[Fault, ...] = ()
    failed: Lost | None = None


class Told(Struct, frozen=True):
    """All answers in order, or why it could not be loaded; where it reached out and printed
    (`file:line`), what it was warned of, what ran. `ended`: its process told nothing."""

    failed: Lost | None = None
    ended: bool = False
    answers: tuple[Said, ...] = ()
    reached: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    ran: dict[str, list[Place]] = {}


class Slow(BaseException):
    """A question took longer than anybody waits; no policy catches it by `except Exception`."""


class Naming(Watch):
    """Remembers where in the policy the refusal struck."""

    def __init__(self, readable: list[str], folder: str) -> None:
        super().__init__(readable)
        self._folder = folder
        self.reached: dict[str, None] = {}

    def refuse(self, *_: object, **__: object) -> NoReturn:
        """Whatever is asked."""
        if place := _place(self._folder):
            self.reached[place] = None
        super().refuse()


class Printed(io.TextIOBase):
    """Takes what is printed, and remembers where."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.places: dict[str, None] = {}

    def write(self, text: str) -> int:
        """Nothing is kept of it."""
        if place := _place(self._folder):
            self.places[place] = None
        return len(text)


def _place(folder: str) -> str:
    """`file:line` of the innermost call that is in the folder, or nothing."""
    frame: FrameType | None = sys._getframe()
    while frame and not frame.f_code.co_filename.startswith(folder):
        frame = frame.f_back
    return f"{frame.f_code.co_filename.removeprefix(folder)}:{frame.f_lineno}" if frame else ""


class Limit:
    """Raises `Slow` in what takes too long, and ends a process that goes on nevertheless."""

    def __init__(self) -> None:
        self._struck = 0
        signal.signal(signal.SIGPROF, self._strike)

    def begin(self) -> None:
        """From now on there are `ASK_SECONDS`."""
        self._struck = 0
        signal.setitimer(signal.ITIMER_PROF, ASK_SECONDS, 1.0)

    def end(self) -> None:
        """It came back in time."""
        signal.setitimer(signal.ITIMER_PROF, 0.0)

    def _strike(self, *_: object) -> None:
        self._struck += 1
        if self._struck == INTERRUPTS_MAX:
            _end(1)
        raise Slow


class Caught:
    """Takes whatever another's code raises, but a refusal, and says where in the policy; no longer
    than `ASK_SECONDS`."""

    def __init__(self, folder: str, limit: Limit) -> None:
        self._folder, self._limit = folder, limit
        self.failed: Lost | None = None

    def __enter__(self) -> "Caught":
        self._limit.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        at: TracebackType | None,
    ) -> bool:
        self._limit.end()
        if raised is None or isinstance(raised, Refused):
            return False
        places = [
            f"{frame.f_code.co_filename.removeprefix(self._folder)}:{line}"
            for frame, line in traceback.walk_tb(at)
            if frame.f_code.co_filename.startswith(self._folder)
        ]
        self.failed = Lost(type(raised).__name__, _text(raised), "".join(places[-1:]))
        return True


def _text(raised: BaseException) -> str:
    """What it says, cut; nothing if saying it raises."""
    told = ""
    with suppress(Exception):
        told = str(raised)[:TEXT_MAX]
    return told


def main() -> None:
    """Read the order from standard input, write what is told to standard output."""
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Order)
    # Behind the walls it could not be imported, and one that observes is held against all topics.
    import_module("core.programme.catalogue")
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    readable = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), order.folder]
    folder = order.folder + os.sep
    watch, printed = Naming(readable, folder), Printed(folder)
    sys.stdout = sys.stderr = printed
    keep_to(order.folder)
    child_kernel.wall_in([*readable, *child_kernel.LIBRARIES])
    child_kernel.wall_in_call(SECONDS)
    watch.start()
    told = tell(order)
    watch.on = False
    places = {"reached": tuple(watch.reached), "printed": tuple(printed.places)}
    left = memoryview(msgspec.msgpack.encode(msgspec.structs.replace(told, **places)))
    while left:
        left = left[os.write(answers, left) :]


def tell(order: Order) -> Told:
    """Load the policy and ask it everything."""
    loaded: Loaded | None = None
    folder, limit = order.folder + os.sep, Limit()
    tracer = Tracer(folder)
    if order.trace:
        tracer.start()
    with warnings.catch_warnings(record=True) as warned, Caught(folder, limit) as caught:
        warnings.simplefilter("always")
        loaded = load_policy(Path(order.folder))
    words = tuple(str(each.message) for each in warned)
    if loaded is None:
        return Told(failed=caught.failed, warned=words)
    late: dict[str, Lost] = {}
    answers = []
    for question, facts in order.asks:
        # Who hangs on one question hangs on its like; the others are still asked.
        said = (
            Said(failed=late[question])
            if question in late
            else _say(loaded, Caught(folder, limit), question, facts)
        )
        if said.failed is not None and said.failed.kind == Slow.__name__:
            late[question] = said.failed
        answers.append(said)
    for facts_told in order.tellings:
        with Caught(folder, limit), suppress(Refused):
            loaded.hooks.observe_events(tenant="kit", facts=tuple(facts_of(facts_told)))
    tracer.stop()
    return Told(answers=tuple(answers), warned=words, ran=tracer.places())


def _say(loaded: Loaded, caught: Caught, question: str, raw: bytes) -> Said:
    asked, ruled = QUESTIONS[question]
    facts = msgspec.msgpack.decode(raw, type=asked)
    packed = b""
    with caught:
        try:
            ruling = getattr(loaded.hooks, f"decide_{question}")(facts=facts)
        except Refused as refused:
            return Said(faults=refused.faults)
        if type(ruling) is not ruled:
            return Said(failed=Lost(f"{type(ruling).__name__} is no {ruled.__name__}"))
        packed = msgspec.msgpack.encode(ruling)
    return Said(packed, failed=caught.failed)


if __name__ == "__main__":
    main()
