"""The pulse of a log: costs next to nothing, and never misses a commit."""

from contextlib import closing
from pathlib import Path

from core.log.sqlite import SqliteStore
from tests.log.facts import append_of


def test_the_pulse_differs_after_each_commit_whoever_made_it(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with closing(SqliteStore(path)) as store, closing(SqliteStore(path)) as other:
        seen = [store.pulse()]
        for number, writer in enumerate((store, other, store, other), 1):
            writer.append(append_of("isa", "s/1", number, 1, f"c{number}"))
            seen.append(store.pulse())
            assert store.heads() == {"isa": number}
    assert len(set(seen)) == 5


def test_the_pulse_stays_while_nobody_commits(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "log.db")) as store:
        store.append(append_of("isa", "s/1", 1, 1, "c1"))
        before = store.pulse()
        store.heads()
        store.page("isa", 0, 10)
        assert store.pulse() == before


def test_the_pulse_differs_once_a_reader_had_to_be_opened_anew(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "log.db")) as store:
        store.append(append_of("isa", "s/1", 1, 1, "c1"))
        before = store.pulse()
        store._drop_readers()
        store.append(append_of("isa", "s/1", 2, 1, "c2"))
        assert store.pulse() != before
