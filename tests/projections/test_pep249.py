"""The PEP 249 module: what SQLAlchemy and our transactions rely on."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sql
from sqlalchemy import exc

from projections import pep249
from projections.store import Views

KEPT = sql.Table(
    "kept",
    sql.MetaData(),
    sql.Column("key", sql.Text, primary_key=True),
    sql.Column("count", sql.BigInteger, nullable=False),
)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Views]:
    views = Views(str(tmp_path / "views.db"))
    with views.writing() as db:
        KEPT.create(db)
    yield views
    views.close()


def test_an_empty_result_still_has_its_columns(kept: Views) -> None:
    with kept.reading() as db:
        found = db.execute(sql.select(KEPT))
        assert list(found.keys()) == ["key", "count"]
        assert found.all() == []


def test_many_rows_count_as_many(kept: Views) -> None:
    with kept.writing() as db:
        db.execute(sql.insert(KEPT), [{"key": f"k{n}", "count": n} for n in range(5)])
        raised = db.execute(sql.update(KEPT).where(KEPT.c.count > 2).values(count=9))
        assert raised.rowcount == 2
        assert db.execute(sql.select(KEPT.c.key).where(KEPT.c.count == 9)).fetchmany(1) == [("k3",)]


def test_an_exception_takes_the_whole_transaction_back(kept: Views) -> None:
    same = {"key": "a", "count": 1}
    with pytest.raises(exc.IntegrityError), kept.writing() as db:
        [db.execute(sql.insert(KEPT), [each]) for each in (same, same)]
    with kept.reading() as db:
        assert db.execute(sql.select(KEPT)).all() == []


def test_errors_do_not_show_the_values(kept: Views) -> None:
    with pytest.raises(exc.IntegrityError) as refused, kept.writing() as db:
        db.execute(sql.insert(KEPT), [{"key": "秘密の値", "count": None}])
    assert "秘密の値" not in str(refused.value)


def test_a_reader_sees_one_snapshot(kept: Views) -> None:
    with kept.reading() as before:
        assert before.execute(sql.select(KEPT)).all() == []
        with kept.writing() as db:
            db.execute(sql.insert(KEPT), [{"key": "a", "count": 1}])
        assert before.execute(sql.select(KEPT)).all() == []
    with kept.reading() as after:
        assert len(after.execute(sql.select(KEPT)).all()) == 1


def test_writers_take_turns(kept: Views) -> None:
    with kept.writing() as db:
        db.execute(sql.insert(KEPT), [{"key": "a", "count": 0}])

    def count() -> None:
        for _ in range(20):
            with kept.writing() as db:
                held = db.execute(sql.select(KEPT.c.count)).scalar_one()
                db.execute(sql.update(KEPT).values(count=held + 1))

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with kept.reading() as db:
        assert db.execute(sql.select(KEPT.c.count)).scalar_one() == 120


def test_deleted_rows_are_overwritten_and_commits_are_in_the_wal(tmp_path: Path) -> None:
    connection = pep249.connect(tmp_path / "views.db")
    settings = {"secure_delete": 1, "journal_mode": "wal", "synchronous": 1}
    found = {name: connection.raw.pragma(name) for name in settings}
    connection.close()
    assert found == settings


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("select * from nothing", pep249.OperationalError),
        ("selec", pep249.OperationalError),
        ("insert into one values (1)", pep249.IntegrityError),
    ],
)
def test_errors_have_the_names_of_the_standard(statement: str, kind: type[Exception]) -> None:
    connection = pep249.connect_memory("errors")
    connection.execute("create table one (n integer primary key)")
    connection.execute("insert into one values (1)")
    with pytest.raises(kind):
        connection.execute(statement)
    connection.close()
    with pytest.raises(pep249.ProgrammingError):
        connection.execute("select 1")


def test_a_memory_store_is_shared_by_name_and_gone_with_its_last_user() -> None:
    first, second = pep249.connect_memory("shared"), pep249.connect_memory("shared")
    first.execute("create table one (n)")
    first.execute("insert into one values (1)")
    assert second.execute("select n from one").fetchone() == (1,)
    first.close()
    second.close()
    third = pep249.connect_memory("shared")
    with pytest.raises(pep249.OperationalError):
        third.execute("select n from one")
    third.close()
