"""A policy in a process of its own, which `plugins/nursery.py` made (design.md part 5).

The process walls itself in, then loads the policy, then forks for each question: a call starts from
the policy just as it was loaded, and what it does to its process ends with it. This process reads
no question itself. `plugins/walled.py` is the other end.
"""

import os
import select
import sys
import sysconfig
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

import msgspec

from core.errors import Refused
from core.event import encode, facts_of
from core.programme.questions import QUESTIONS
from plugins import child_kernel
from plugins.child_python import Watch
from plugins.frames import (
    FAULTS_MAX,
    FRAME_BYTES_MAX,
    Answer,
    Broken,
    Question,
    Ready,
    receive,
    send,
)
from plugins.loading import Loaded, load_policy
from plugins.remarks import flat

ANSWERED = 77
"""Exit code of a call that gave its answer; after any other this process ends, and is replaced."""

_fork, _end, _waitpid = os.fork, os._exit, os.waitpid


class Pipes(NamedTuple):
    """Where questions come in and answers go out."""

    questions: int
    answers: int


def live(pipes: Pipes, folder: str, digest: str, seconds: float) -> None:
    """Be the policy in `folder` until the host hangs up, or a call ends without an answer."""
    readable = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), folder]
    watch = Watch(readable)
    keep_to(folder)
    walls = child_kernel.wall_in([*readable, *child_kernel.LIBRARIES])
    send(pipes.answers, msgspec.msgpack.encode(Ready(walls)))
    watch.start()
    loaded: Loaded | None = None
    with suppress(BaseException):  # another's code may raise anything, SystemExit included
        loaded = load_policy(Path(folder))
    fit = loaded is not None and loaded.digest == digest and not watch.tried
    watch.on = False
    send(pipes.answers, msgspec.msgpack.encode(Ready(walls, fit)))
    if loaded is not None and fit:
        _serve(loaded, watch, pipes, seconds)


def keep_to(folder: str) -> None:
    """A policy may import the standard library and what is loaded already, nothing installed."""
    library = sysconfig.get_path("stdlib")
    sys.path = [each for each in sys.path if each.startswith(library) and "-packages" not in each]
    sys.path_importer_cache.clear()
    sys.modules.pop("ctypes", None)
    os.environ.clear()
    os.chdir(folder)


def _serve(loaded: Loaded, watch: Watch, pipes: Pipes, seconds: float) -> None:
    while True:
        select.select([pipes.questions], [], [])
        child = _fork()
        if child == 0:
            _call(loaded, watch, pipes, seconds)
        _, status = _waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != ANSWERED:
            return


def _call(loaded: Loaded, watch: Watch, pipes: Pipes, seconds: float) -> NoReturn:
    """Answer one question and end; at the end of the pipe, end without an answer."""
    code = 0
    try:
        child_kernel.wall_in_call(seconds)
        question = msgspec.msgpack.decode(receive(pipes.questions), type=Question)
        os.close(pipes.questions)
        answer = _answer(loaded, watch, question)
        send(pipes.answers, msgspec.msgpack.encode(answer))
        code = ANSWERED
    except Broken:
        pass
    finally:
        _end(code)


def _answer(loaded: Loaded, watch: Watch, question: Question) -> Answer:
    nonce, work = question.nonce, _told if not question.question else _asked
    answer = Answer(nonce, failed="raised")
    watch.on = True
    with suppress(BaseException):
        try:
            answer = work(loaded, question)
        except Refused as refused:
            answer = Answer(nonce, faults=refused.faults[:FAULTS_MAX])
        except MemoryError:
            answer = Answer(nonce, failed="memory")
    watch.on = False
    if watch.tried:
        return Answer(nonce, failed="forbidden")
    too_large = len(answer.ruling) > FRAME_BYTES_MAX - 1000
    return Answer(nonce, failed="junk") if too_large else answer


def _asked(loaded: Loaded, question: Question) -> Answer:
    asked, ruled = QUESTIONS[question.question]
    facts = msgspec.msgpack.decode(question.facts, type=asked)
    hook: Callable[..., object] = getattr(loaded.hooks, f"decide_{question.question}")
    ruling = hook(facts=facts)
    if msgspec.msgpack.encode(facts) != question.facts:
        return Answer(question.nonce, failed="changed_facts")
    if type(ruling) is not ruled:
        return Answer(question.nonce, failed="junk")
    return Answer(question.nonce, ruling=_packed(ruling))


def _packed(ruling: object) -> bytes:
    """The ruling as bytes; nothing, which is no ruling, if a value in it is none of MessagePack."""
    try:
        return msgspec.msgpack.encode(ruling)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return b""


def _told(loaded: Loaded, question: Question) -> Answer:
    facts = tuple(facts_of(question.told))
    before = [encode(fact) for fact in facts]
    answers = loaded.hooks.observe_events(tenant=question.tenant, facts=facts)
    if [encode(fact) for fact in facts] != before:
        return Answer(question.nonce, failed="changed_facts")
    try:
        remarks = flat(answers)
    except TypeError:
        return Answer(question.nonce, failed="junk")
    return Answer(question.nonce, ruling=_packed(remarks))
