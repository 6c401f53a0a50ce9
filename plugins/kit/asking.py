"""A policy asked the questions of its cases in three ways, and the answers in one form.

The process a policy really runs in (`plugins/walled.py`, each call anew); one process for all
questions under another hash seed; and one where a twin tenant asks in between.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.area import Unanswered
from core.errors import Refused
from core.programme.questions import QUESTIONS
from plugins.breeding import ENVIRONMENT, ROOT
from plugins.host import Policies
from plugins.kit.preflight import Asked
from plugins.kit.probe import Lost, Order, Said, Slow, Told
from plugins.kit.telling import Telling, stored_in
from plugins.kit.varying import twins

OTHER_SEED = "20270401"
WAIT_SECONDS, WAIT_A_QUESTION_SECONDS = 20.0, 0.5


class Answer(Struct, frozen=True):
    """An answer to be compared: the ruling, the codes of a refusal in order, or how it failed."""

    ruling: Struct | None = None
    codes: tuple[str, ...] = ()
    failed: Lost | None = None

    @property
    def late(self) -> bool:
        """Whether it would have to be waited for again."""
        return self.failed is not None and self.failed.kind == Slow.__name__


class Answers(NamedTuple):
    """By the names of the cases. `between` is the process in which twins asked; who is late in the
    first process is asked in no other."""

    seeded: dict[str, Answer]
    second: dict[str, Answer]
    walled: dict[str, Answer]
    between: Told


def first_asked(folder: Path, asked: list[Asked], tellings: Iterable[Telling]) -> Told:
    """Everything in one process under another hash seed, traced; then an observer is told."""
    asks = tuple((each.case.question, msgspec.msgpack.encode(each.facts)) for each in asked)
    return _run(Order(str(folder), asks, True, tuple(map(stored_in, tellings))), OTHER_SEED)


def answers(folder: Path, host: Policies, policy: str, asked: list[Asked], plain: Told) -> Answers:
    """What was told first, and what is answered in the other two ways."""
    seeded = {each.name: _of(each, said) for each, said in zip(asked, plain.answers, strict=True)}
    ending = [each for each in asked if not seeded[each.name].late]
    between = _twins(folder, ending)
    told = zip(ending, between.answers, strict=False)  # none, if the process ended
    second = {each.name: _of(each, said) for each, said in told}
    walled = {each.name: answer(host, policy, each.case.question, each.facts) for each in ending}
    return Answers(seeded, second, walled, between)


def answer(host: Policies, policy: str, question: str, facts: Struct) -> Answer:
    """The answer of the process a policy really runs in."""
    try:
        return Answer(host.ask(question, policy, facts))
    except Unanswered as unanswered:
        return Answer(failed=Lost(unanswered.kind))
    except Refused as refused:
        return Answer(codes=tuple(sorted(fault.code for fault in refused.faults)))


def _of(asked: Asked, said: Said) -> Answer:
    if said.failed or said.faults:
        codes = tuple(sorted(fault.code for fault in said.faults))
        return Answer(codes=codes, failed=said.failed)
    try:
        return Answer(msgspec.msgpack.decode(said.ruling, type=QUESTIONS[asked.case.question][1]))
    except msgspec.ValidationError as bad:
        return Answer(failed=Lost(str(bad)))


def _twins(folder: Path, asked: list[Asked]) -> Told:
    """Each question after its twins; the last case first, so that none follows whom it used to.

    Of the answers, those to the questions themselves, in the order of the cases.
    """
    asks: list[tuple[str, bytes]] = []
    own: list[int] = []
    for each in reversed(asked):
        same = (*twins(each.facts), each.facts)
        asks += [(each.case.question, msgspec.msgpack.encode(facts)) for facts in same]
        own.insert(0, len(asks) - 1)
    told = _run(Order(str(folder), tuple(asks)), ENVIRONMENT["PYTHONHASHSEED"])
    found = tuple(told.answers[place] for place in own if place < len(told.answers))
    return msgspec.structs.replace(told, answers=found)


def _run(order: Order, seed: str) -> Told:
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-s", "-m", "plugins.kit.probe"],
            cwd=ROOT,
            env={**ENVIRONMENT, "PYTHONHASHSEED": seed},
            input=msgspec.msgpack.encode(order),
            capture_output=True,
            timeout=WAIT_SECONDS + WAIT_A_QUESTION_SECONDS * len(order.asks),
            check=False,
        )
        return msgspec.msgpack.decode(done.stdout, type=Told)
    except (subprocess.TimeoutExpired, msgspec.MsgspecError):
        return Told(ended=True)
