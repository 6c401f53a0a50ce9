"""The writer thread: groups, answers to everybody, and what happens when a commit goes wrong."""

import threading
from collections.abc import Sequence

import pytest

from core.log.port import Append, NotStored, Outcome
from core.log.writer import GROUP_APPENDS_MAX, Writer
from tests.log.facts import append_of

WAIT_SECONDS = 30


def test_what_waits_is_committed_together_up_to_a_limit() -> None:
    # given a commit that is held up while many more appends arrive
    groups: list[int] = []
    entered, go_on = threading.Event(), threading.Event()

    def commit(group: Sequence[Append]) -> list[Outcome]:
        entered.set()
        go_on.wait(WAIT_SECONDS)
        groups.append(len(group))
        return [range(1, 2)] * len(group)

    writer = Writer(commit)
    futures = [writer.submit(append_of("isa", "s"))]
    assert entered.wait(WAIT_SECONDS)
    futures += [writer.submit(append_of("isa", "s")) for _ in range(GROUP_APPENDS_MAX + 100)]
    # when it goes on
    go_on.set()
    writer.close()
    # then what waited was taken in groups as large as they may be, and everybody has an answer
    assert all(future.result(timeout=WAIT_SECONDS) == range(1, 2) for future in futures)
    assert groups == [1, GROUP_APPENDS_MAX, 100]


def test_a_commit_that_raises_answers_its_group_and_no_other() -> None:
    def commit(group: Sequence[Append]) -> list[Outcome]:
        if group[0].events[0].stream == "bad":
            raise MemoryError("planted")
        return [range(1, 2)] * len(group)

    writer = Writer(commit)
    with pytest.raises(MemoryError):
        writer.submit(append_of("isa", "bad")).result(timeout=WAIT_SECONDS)
    assert writer.submit(append_of("isa", "good")).result(timeout=WAIT_SECONDS) == range(1, 2)
    writer.close()


def test_a_closed_writer_refuses_and_can_be_closed_again() -> None:
    writer = Writer(lambda group: [range(1, 2)] * len(group))
    writer.close()
    writer.close()
    with pytest.raises(NotStored, match="closed"):
        writer.submit(append_of("isa", "s"))


def test_a_full_queue_holds_its_callers_up_and_then_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # given a commit that hangs, and a queue of three
    monkeypatch.setattr("core.log.writer.QUEUE_MAX", 3)
    monkeypatch.setattr("core.log.writer.QUEUE_SECONDS_MAX", 0.05)
    entered, go_on = threading.Event(), threading.Event()

    def commit(group: Sequence[Append]) -> list[Outcome]:
        entered.set()
        go_on.wait(WAIT_SECONDS)
        return [range(1, 2)] * len(group)

    writer = Writer(commit)
    futures = [writer.submit(append_of("isa", "s"))]
    assert entered.wait(WAIT_SECONDS)
    futures += [writer.submit(append_of("isa", "s")) for _ in range(3)]
    # when one more comes
    with pytest.raises(NotStored, match="busy"):
        writer.submit(append_of("isa", "s"))
    # then it is refused after its wait; one that still waits when there is room is taken
    monkeypatch.setattr("core.log.writer.QUEUE_SECONDS_MAX", WAIT_SECONDS)
    late: list[range] = []
    waiting = threading.Thread(
        target=lambda: late.append(writer.submit(append_of("isa", "s")).result(WAIT_SECONDS))
    )
    waiting.start()
    go_on.set()
    waiting.join()
    assert late == [range(1, 2)]
    writer.close()
    assert all(future.done() for future in futures)


def test_who_comes_alone_commits_in_its_own_thread_and_a_crowd_shares_a_commit() -> None:
    # given a commit that tells who made it, and can be held up
    by: list[tuple[int, int]] = []
    go_on = threading.Event()
    go_on.set()

    def commit(group: Sequence[Append]) -> list[Outcome]:
        go_on.wait(WAIT_SECONDS)
        by.append((threading.get_ident(), len(group)))
        return [range(1, 2)] * len(group)

    writer, here = Writer(commit), threading.get_ident()
    assert writer.append(append_of("isa", "s")) == range(1, 2)
    assert by == [(here, 1)]
    # when several come at once
    go_on.clear()
    futures = [writer.submit(append_of("isa", "s")) for _ in range(4)]
    go_on.set()
    assert [future.result(WAIT_SECONDS) for future in futures] == [range(1, 2)] * 4
    # then the writer's thread commits for them, and for the next one too, in case it is not alone
    writer.append(append_of("isa", "s"))
    assert all(thread != here for thread, _ in by[1:])
    # and once nobody comes with it, the next is soon alone again
    tries = iter(range(1_000))
    while by[-1] != (here, 1) and next(tries, None) is not None:
        writer.append(append_of("isa", "s"))
    assert by[-1] == (here, 1)
    writer.close()
    with pytest.raises(NotStored, match="closed"):
        writer.append(append_of("isa", "s"))


def test_a_refusal_is_raised_to_who_comes_alone() -> None:
    writer = Writer(lambda group: [NotStored("planted")] * len(group))
    with pytest.raises(NotStored, match="planted"):
        writer.append(append_of("isa", "s"))
    writer.close()
