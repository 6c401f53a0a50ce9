"""Commands that come at once: as tasks of one event loop, and from engines that share a log."""

import asyncio

import pytest

from core.command import Actor, Command, read_command
from core.engine.handle import Engine
from core.engine.receipt import Receipt
from core.engine.steps import awaited
from core.errors import Refused
from tests.programme.register import OFFICER, POLICIES, Register, window

TASKS = 64


async def done(engine: Engine, command: Command, actor: Actor = OFFICER) -> Receipt:
    """Do one command as a task."""
    (receipt,) = await awaited(engine.steps([command], actor), engine.log.store)
    return receipt


def counted(number: int, command_id: str = "") -> Command:
    """A yearly count of window W1; each number another count."""
    fields = {**window("W1", caseload=number), "command_id": command_id}
    return read_command("register-window", fields)


def test_tasks_that_write_one_stream_are_all_stored_one_after_another(register: Register) -> None:
    async def all_at_once() -> list[Receipt]:
        wishes = [done(register.engine, counted(number, f"c{number}")) for number in range(4)]
        return list(await asyncio.gather(*wishes))

    receipts = asyncio.run(all_at_once())
    stored = register.log.stream("window/W1")
    assert [fact.version for fact in stored] == list(range(1, len(stored) + 1))
    assert len({receipt.last for receipt in receipts}) == 4


def test_one_command_sent_by_many_tasks_is_done_once(register: Register) -> None:
    async def all_at_once() -> list[Receipt]:
        wishes = [done(register.engine, counted(7, "once")) for _ in range(TASKS)]
        return list(await asyncio.gather(*wishes))

    receipts = asyncio.run(all_at_once())
    assert len({(receipt.first, receipt.last) for receipt in receipts}) == 1
    assert [receipt.repeated for receipt in receipts].count(False) == 1


def test_a_refusal_reaches_the_task_that_sent_it_and_no_other(register: Register) -> None:
    async def both() -> list[Receipt | BaseException]:
        bad = read_command("change-capacity", {"cohort": "none", "seats": 1})
        wishes = [done(register.engine, counted(1)), done(register.engine, bad)]
        return list(await asyncio.gather(*wishes, return_exceptions=True))

    good, refused = asyncio.run(both())
    assert isinstance(good, Receipt)
    assert isinstance(refused, Refused)


def test_an_engine_sees_what_another_wrote_since_it_last_looked(register: Register) -> None:
    # given two engines that each keep the states of what they read
    other = register.engine_with(POLICIES)
    register.engine.handle(counted(1), OFFICER)
    other.handle(counted(2), OFFICER)
    # when the first is asked for what the second has recorded already
    again = register.engine.handle(counted(2), OFFICER)
    # then there is nothing to do
    assert again.unchanged


def test_a_log_that_takes_nothing_refuses_a_task_in_a_sentence(register: Register) -> None:
    register.log.store.close()
    with pytest.raises(Refused, match=r"engine\.busy"):
        asyncio.run(done(register.engine, counted(1)))
