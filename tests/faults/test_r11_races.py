"""R11, the log's part: two writers on one tenant, each with a store of its own on the same data.

What views and tenants race for is judged where they are.
"""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from core.log import postgres_statement, sqlite_writer
from core.log.port import AlreadyDone, Append, Conflict, Head, Store
from tests import postgres
from tests.faults.campaign import SEED, Dice, report, times
from tests.faults.oracle import Told, answer_of, faults
from tests.log.facts import append_of
from tests.log.stores import store_at

RACES = 100
RACES_OF_TEETH = 20
TENANT, STREAM = "isa", "window/1"

pytestmark = pytest.mark.slow


@pytest.fixture
def database() -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def location(request: pytest.FixtureRequest, folder: Path) -> str:
    """Where an empty log is."""
    if request.param == "sqlite":
        return str(folder / "log.db")
    return str(request.getfixturevalue("database"))


class Races:
    """Two stores that are sent one append each at the same moment, and what they answered."""

    def __init__(self, stores: Sequence[Store], seed: int) -> None:
        self._stores, self._rng = stores, Dice(seed)
        self._start = threading.Barrier(len(stores))
        self._version = 0
        self.told = Told()
        self.ends: Counter[str] = Counter()

    def run(self, count: int) -> None:
        """So many races, of three kinds at random."""
        for number in range(count):
            kind = self._rng.choice([self._same_version, self._same_command, self._apart])
            kind(number)

    def _same_version(self, number: int) -> None:
        """Both write the next version of a stream: one does, the other is told of it."""
        first, count = self._version + 1, self._rng.randint(1, 3)
        appends = [append_of(TENANT, STREAM, first, count, f"{number}-{n}") for n in range(2)]
        answers = self._race(appends)
        won = [answer for answer in answers if isinstance(answer, range)]
        lost = [answer for answer in answers if isinstance(answer, Conflict)]
        self._version += count
        self._end("one won", holds=len(won) == len(lost) == 1)

    def _same_command(self, number: int) -> None:
        """Both send the same command: it is done once, and both learn where."""
        append = append_of(TENANT, STREAM, self._version + 1, 1, f"{number}")
        answers = self._race([append, append])
        places = {(one.start, one.stop - 1) for one in answers if isinstance(one, range)}
        places |= {(one.first, one.last) for one in answers if isinstance(one, AlreadyDone)}
        kinds = {type(answer) for answer in answers}
        self._version += 1
        self._end("done once", holds=kinds == {range, AlreadyDone} and len(places) == 1)

    def _apart(self, number: int) -> None:
        """Each writes a stream of its own: both are stored, one after the other."""
        appends = [append_of(TENANT, f"s/{number}/{n}", 1, 2, f"{number}-{n}") for n in range(2)]
        starts = sorted(answer.start for answer in self._race(appends) if isinstance(answer, range))
        self._end("both stored", holds=len(starts) == 2 and starts[1] == starts[0] + 2)

    def _end(self, name: str, *, holds: bool) -> None:
        self.ends[name if holds else "otherwise"] += 1

    def _race(self, appends: Sequence[Append]) -> list[range | BaseException]:
        answers: dict[int, range | BaseException] = {}

        def send(number: int) -> None:
            self._start.wait()
            answers[number] = answer_of(self._stores[number], appends[number])

        for append in appends:
            self.told.send(append)
        threads = [threading.Thread(target=send, args=(n,)) for n in range(len(appends))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for number, append in enumerate(appends):
            self.told.hear(append, answers[number])
        return [answers[number] for number in range(len(appends))]


def race(location: str, count: int) -> tuple[Counter[str], list[str]]:
    """How so many races ended, and what is wrong with the log afterwards."""
    with closing(store_at(location)) as one, closing(store_at(location)) as other:
        races = Races([one, other], SEED)
        races.run(count)
        report(f"R11 {type(one).__name__}", **races.ends)
        return races.ends, faults(one, races.told)


def test_one_wins_each_race_and_the_log_does_not_fork(location: str) -> None:
    ends, found = race(location, times(RACES))
    assert not found
    assert ends["otherwise"] == 0
    assert ends.total() == times(RACES)


def test_the_oracle_sees_heads_that_are_not_compared_on_postgres(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a statement that trusts the head in memory, and no dense key as a second wall
    alone = postgres_statement.ALONE
    compared = b" and size = $2"
    assert compared in alone.text
    trusting = alone._replace(text=alone.text.replace(compared, b" and $2 = $2"))
    monkeypatch.setattr(postgres_statement, "ALONE", trusting)
    store_at(database).close()
    with psycopg.connect(database) as hand:
        hand.execute("alter table daicho_log.event drop constraint event_pkey")
    # then the log forks, and the oracle says so
    ends, found = race(database, RACES_OF_TEETH)
    assert ends["otherwise"]
    assert any("positions are not" in fault for fault in found)


def test_the_oracle_sees_heads_that_are_not_compared_on_sqlite(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a writer that reads a head once and for all; the dense key still keeps the log whole
    heads: dict[int, Head] = {}

    class Remembering(sqlite_writer.Inside):
        def head(self, tenant: str) -> Head:
            return heads.setdefault(id(self._db), super().head(tenant))

    monkeypatch.setattr(sqlite_writer, "Inside", Remembering)
    ends, found = race(str(folder / "log.db"), RACES_OF_TEETH)
    assert ends["otherwise"]
    assert not any("positions are not" in fault for fault in found)
