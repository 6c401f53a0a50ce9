"""The host's end of a policy's child process: one per policy digest, shared by all who ask.

A child that dies, overruns or answers with what is no answer is ended, and the next call starts
another. Nothing a child says is believed: its answer is decoded strictly, as the question's type.
"""

import atexit
import contextlib
import os
import select
import shutil
import tempfile
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TypeVar

import msgspec
from msgspec import Struct

from core.errors import Refused
from core.event import Fact, encode
from core.identity import system_entropy
from core.programme.policy import FAILURES
from core.programme.questions import QUESTIONS
from plugins.breeding import NURSERY
from plugins.frames import Answer, Broken, Late, Question, Ready, receive, send
from plugins.manifest import write_sources
from plugins.nursery import Order
from plugins.remarks import Remark

CALL_SECONDS = 2.0
START_SECONDS = 20.0
"""Starting the interpreter is our own work, on a machine that may be busy; then the policy's time
begins."""
NONCE_BYTES = 16
CHILDREN_MAX = 16
KINDS = frozenset(choice.code for choice in FAILURES)
T = TypeVar("T")


class Failed(Exception):
    """A policy gave no answer; `kind` is one of `core.programme.policy.FAILURES`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Walled:
    """A policy of which only the files are known here. Its process starts with the first call."""

    def __init__(self, digest: str, sources: Mapping[str, bytes]) -> None:
        self._digest, self._sources, self._lock = digest, sources, Lock()
        self._child: _Child | None = None

    def ask(self, question: str, facts: Struct, seconds: float = CALL_SECONDS) -> Struct:
        """The ruling; `Refused` in the policy's own words, `Failed` if there is none."""
        packed = msgspec.msgpack.encode(facts)
        answer = self._call(Question(_nonce(), question, packed), seconds)
        ruled: type[Struct] = QUESTIONS[question][1]
        return decoded(answer.ruling, ruled)

    def observe(
        self, tenant: str, facts: Sequence[Fact], seconds: float = CALL_SECONDS
    ) -> list[Remark]:
        """What it remarks on these facts; `Failed` or `Refused` as `ask`."""
        told = tuple(
            (each.position, each.stream, each.version, each.event.topic, encode(each))
            for each in facts
        )
        answer = self._call(Question(_nonce(), tenant=tenant, told=told), seconds)
        return decoded(answer.ruling, list[Remark])

    def walls(self) -> tuple[str, ...]:
        """Which of the kernel's walls stand around it; `Failed` if it cannot be loaded."""
        with self._lock:
            return self._running(CALL_SECONDS).walls

    def close(self) -> None:
        """End its process, if there is one."""
        with self._lock:
            self._drop()

    def leave(self) -> None:
        """Close what this process holds of another's child."""
        if self._child is not None:
            self._child.leave()

    def _call(self, question: Question, seconds: float) -> Answer:
        with self._lock:
            child = self._running(seconds)
            try:
                answer = child.call(question, seconds)
            except Failed:
                self._drop()
                raise
        if answer.failed:
            raise Failed(answer.failed if answer.failed in KINDS else "junk")
        if answer.faults:
            raise Refused(*answer.faults)
        return answer

    def _running(self, seconds: float) -> "_Child":
        if self._child is None or self._child.seconds < seconds or not self._child.waits():
            self._drop()
            self._child = _Child(self._digest, self._sources, seconds)
        return self._child

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


class _Child:
    """A policy's process: its pipes, and its number at the nursery."""

    def __init__(self, digest: str, sources: Mapping[str, bytes], seconds: float) -> None:
        self.seconds = seconds
        # The very bytes that were digested, where nobody changes them: the child digests them too.
        self._folder = tempfile.mkdtemp(prefix="daicho-policy-")
        write_sources(Path(self._folder), sources)
        observes = any(b"observe_events" in content for content in sources.values())
        order = Order(self._folder, digest, seconds, observes)
        theirs, self._in = os.pipe()
        self._out, answers = os.pipe()
        os.set_blocking(self._in, False)
        try:
            self._number = NURSERY.start(order, (theirs, answers))
        except Broken:
            self.forget()
            raise Failed("not_loaded") from None
        finally:
            os.close(theirs)
            os.close(answers)
        self.walls = self._ready()

    def _ready(self) -> tuple[str, ...]:
        ready = Ready()
        with contextlib.suppress(Broken, Late, msgspec.MsgspecError):
            for seconds in (START_SECONDS, self.seconds):
                raw = receive(self._out, time.monotonic() + seconds)
                ready = msgspec.msgpack.decode(raw, type=Ready)
        if not ready.loaded:
            self.end()
            raise Failed("not_loaded")
        return ready.walls

    def waits(self) -> bool:
        """Whether it is there and silent: nothing may come from it before it is asked."""
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        return not poll.poll(0)

    def call(self, question: Question, seconds: float) -> Answer:
        deadline = time.monotonic() + seconds
        try:
            send(self._in, msgspec.msgpack.encode(question), deadline)
            answer = msgspec.msgpack.decode(receive(self._out, deadline), type=Answer)
        except Late:
            raise Failed("late") from None
        except Broken:
            raise Failed("died") from None
        except msgspec.MsgspecError:
            raise Failed("junk") from None
        if answer.nonce != question.nonce:
            raise Failed("junk")
        return answer

    def end(self) -> None:
        """Kill all there is of it; harmless when it is dead."""
        with contextlib.suppress(Broken):
            NURSERY.end(self._number)
        self.forget()

    def forget(self) -> None:
        """Let go of its files and pipes."""
        self.leave()
        shutil.rmtree(self._folder, ignore_errors=True)

    def leave(self) -> None:
        """Let go of its pipes; its files are still read."""
        os.close(self._in)
        os.close(self._out)


def decoded(said: bytes, kind: type[T]) -> T:
    """What was said, as what it has to be; else `Failed`."""
    try:
        return msgspec.msgpack.decode(said, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Failed("junk") from None


def _nonce() -> bytes:
    return system_entropy("call of a policy")[:NONCE_BYTES]


_walled = OrderedDict[str, Walled]()
_choosing = Lock()


def walled(digest: str, sources: Mapping[str, bytes]) -> Walled:
    """The one of this digest, for every host in this process; one not used for long is ended."""
    with _choosing:
        chosen = _walled.pop(digest, None) or Walled(digest, sources)
        _walled[digest] = chosen
        spare = _walled.popitem(last=False)[1] if len(_walled) > CHILDREN_MAX else None
    if spare is not None:
        spare.close()
    return chosen


def _close_all() -> None:
    for each in _walled.values():
        each.close()
    NURSERY.close()


def _begin_anew() -> None:
    """After a fork: the processes are the parent's, whom they go on serving."""
    global _choosing
    _choosing = Lock()
    for each in _walled.values():
        each.leave()
    _walled.clear()
    NURSERY.leave()


atexit.register(_close_all)
os.register_at_fork(after_in_child=_begin_anew)
