"""Views on PostgreSQL: who writes them has no right to the log, who reads them sees one tenant."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from psycopg import errors

from core.log.application import close_location, open_application
from core.log.postgres_connection import PROJECTOR, READER, WRITER, connect
from projections import runner
from projections.engines import AS_TENANT, SCHEMA
from projections.store import Views
from projections.window_register import WINDOWS, windows
from tests import postgres
from tests.projections.making import append, window_facts

pytestmark = pytest.mark.slow
TABLE = f'{SCHEMA}."{WINDOWS.core.name}"'


@pytest.fixture(scope="module")
def twins() -> Iterator[str]:
    """A database with log and views of two tenants, one window each."""
    with postgres.database() as url:
        with closing(Views(url)) as views:
            for tenant in ("isa", "isb"):
                log = open_application(tenant, url)
                append(log, ("window/W1", window_facts("W1", tenant)))
                runner.catch_up(tenant, log, views)
        yield url
        close_location(url)


def titles(twins: str, tenant: str) -> list[str]:
    """What the windows of a tenant are called."""
    with closing(Views(twins)) as views:
        return [row.attributes.title for row in windows(views, tenant)]


def test_each_tenant_reads_its_own_rows(twins: str) -> None:
    assert titles(twins, "isa") == ["isa"]
    assert titles(twins, "isb") == ["isb"]


@pytest.mark.parametrize("tenant", ["isa", "isb", "", None])
def test_a_reader_sees_one_tenant_whatever_it_asks(twins: str, tenant: str | None) -> None:
    with connect(twins, READER) as db, db.transaction():
        if tenant is not None:
            db.execute(AS_TENANT, (tenant,))
        for table in (TABLE, f"{SCHEMA}.view_generation"):
            found = {row[0] for row in db.execute(f"table {table}".encode())}
            assert found == ({tenant} if tenant else set())


@pytest.mark.parametrize("verb", ["update {} set tenant = 'x'", "delete from {}"])
def test_a_reader_writes_nothing(twins: str, verb: str) -> None:
    with connect(twins, READER) as db, pytest.raises(errors.InsufficientPrivilege):
        db.execute(verb.format(TABLE).encode())


@pytest.mark.parametrize("table", ["event", "head", "command"])
def test_who_folds_views_has_no_right_to_the_log(twins: str, table: str) -> None:
    with connect(twins, PROJECTOR) as db, pytest.raises(errors.InsufficientPrivilege):
        db.execute(f"table daicho_log.{table}".encode())


def test_who_writes_the_log_has_no_right_to_views(twins: str) -> None:
    with connect(twins, WRITER) as db, pytest.raises(errors.InsufficientPrivilege):
        db.execute(f"table {TABLE}".encode())


def test_every_table_of_views_has_a_wall(twins: str) -> None:
    walls = """select relname from pg_class join pg_namespace n on n.oid = relnamespace
     where nspname = %s and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)"""
    with psycopg.connect(twins) as hand:
        assert hand.execute(walls, (SCHEMA,)).fetchall() == []
