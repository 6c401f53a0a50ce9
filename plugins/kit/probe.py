"""`python -m plugins.kit.probe`: a policy's answers to many questions, one after another.

The walls are those of a policy's process (`plugins/child.py`), but here nothing is forked: what one
question leaves behind, the next one finds, and so does the author. It is told where the policy
reached for what it may not have, where it failed, and what of it ran.
"""

import os
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


class Order(Struct, frozen=True):
    """The policy's folder, the questions with their facts as MessagePack, whether to trace, and
    what it is told as an observer."""

    folder: str
    asks: tuple[tuple[str, bytes], ...]
    trace: bool = False
    tellings: tuple[tuple[Stored, ...], ...] = ()


class Said(Struct, frozen=True):
    """One answer: the ruling as MessagePack, the faults of a refusal, or how it failed."""

    ruling: bytes = b""
    faults: tuple[Fault, ...] = ()
    failed: str = ""


class Told(Struct, frozen=True):
    """All answers in order; where it reached out (`file:line`), what it was warned of, what ran."""

    failed: str = ""
    answers: tuple[Said, ...] = ()
    reached: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    ran: dict[str, list[Place]] = {}


class Naming(Watch):
    """Remembers where in the policy the refusal struck."""

    def __init__(self, readable: list[str], folder: str) -> None:
        super().__init__(readable)
        self._folder = folder
        self.reached: dict[str, None] = {}

    def refuse(self, *_: object, **__: object) -> NoReturn:
        """Whatever is asked."""
        frame: FrameType | None = sys._getframe()
        while frame and not frame.f_code.co_filename.startswith(self._folder):
            frame = frame.f_back
        if frame:
            file = frame.f_code.co_filename.removeprefix(self._folder)
            self.reached[f"{file}:{frame.f_lineno}"] = None
        super().refuse()


class Caught:
    """Takes whatever another's code raises, but a refusal, and says where in the policy."""

    def __init__(self, folder: str) -> None:
        self._folder, self.failed = folder, ""

    def __enter__(self) -> "Caught":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        at: TracebackType | None,
    ) -> bool:
        if raised is None or isinstance(raised, Refused):
            return False
        places = [
            f" {frame.f_code.co_filename.removeprefix(self._folder)}:{line}"
            for frame, line in traceback.walk_tb(at)
            if frame.f_code.co_filename.startswith(self._folder)
        ]
        self.failed = f"{type(raised).__name__}: {raised}{''.join(places[-1:])}"
        return True


def main() -> None:
    """Read the order from standard input, write what is told to standard output."""
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Order)
    # Behind the walls it could not be imported, and one that observes is held against all topics.
    import_module("core.programme.catalogue")
    answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    readable = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), order.folder]
    watch = Naming(readable, order.folder + os.sep)
    keep_to(order.folder)
    child_kernel.wall_in([*readable, *child_kernel.LIBRARIES])
    child_kernel.wall_in_call(SECONDS)
    watch.start()
    told = tell(order)
    watch.on = False
    told = msgspec.structs.replace(told, reached=tuple(watch.reached))
    left = memoryview(msgspec.msgpack.encode(told))
    while left:
        left = left[os.write(answers, left) :]


def tell(order: Order) -> Told:
    """Load the policy and ask it everything."""
    loaded: Loaded | None = None
    tracer = Tracer(order.folder + os.sep)
    if order.trace:
        tracer.start()
    with warnings.catch_warnings(record=True) as warned, Caught(order.folder + os.sep) as caught:
        warnings.simplefilter("always")
        loaded = load_policy(Path(order.folder))
    words = tuple(str(each.message) for each in warned)
    if loaded is None:
        return Told(failed=caught.failed, warned=words)
    answers = tuple(_say(loaded, order.folder, *ask) for ask in order.asks)
    for told in order.tellings:
        with Caught(order.folder + os.sep), suppress(Refused):
            loaded.hooks.observe_events(tenant="kit", facts=tuple(facts_of(told)))
    tracer.stop()
    return Told(answers=answers, warned=words, ran=tracer.places())


def _say(loaded: Loaded, folder: str, question: str, raw: bytes) -> Said:
    asked, ruled = QUESTIONS[question]
    facts = msgspec.msgpack.decode(raw, type=asked)
    packed = b""
    with Caught(folder + os.sep) as caught:
        try:
            ruling = getattr(loaded.hooks, f"decide_{question}")(facts=facts)
        except Refused as refused:
            return Said(faults=refused.faults)
        if type(ruling) is not ruled:
            return Said(failed=f"{type(ruling).__name__} is no {ruled.__name__}")
        packed = msgspec.msgpack.encode(ruling)
    return Said(packed, failed=caught.failed)


if __name__ == "__main__":
    main()
