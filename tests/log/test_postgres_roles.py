"""Who may do what in the database: roles, privileges, and the wall between tenants."""

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors, sql
from psycopg.rows import scalar_row

from core.errors import Refused
from core.log.port import Row
from core.log.postgres import PAGE, PostgresStore
from core.log.postgres_connection import PROJECTOR, READER, WRITER, Connection, connect
from tests import postgres
from tests.log.facts import append_of
from tests.log.store_case import A, B

AS_TENANT = "select set_config('daicho.tenant', %s, true)"
EVENTS = "select count(*) from daicho_log.event"


@pytest.fixture
def twins(database: str) -> str:
    """A log with two events of one tenant and one of its twin; the URL."""
    store = PostgresStore(database)
    store.submit(append_of(A, "s", count=2, command_id="c")).result()
    store.submit(append_of(B, "s", command_id="c")).result()
    store.close()
    return database


@pytest.fixture
def reader(twins: str) -> Iterator[Connection]:
    """A connection as everybody who reads has it."""
    with connect(twins, READER) as db:
        yield db


@pytest.fixture
def writer(twins: str) -> Iterator[Connection]:
    """A connection as the log's writer has it."""
    with connect(twins, WRITER) as db:
        yield db


@pytest.fixture
def login(database: str) -> Iterator[str]:
    """The database's URL for a login without any right, which goes with the test."""
    name, server = f"u_{uuid4().hex}", postgres.server_url()
    who = sql.Identifier(name)
    postgres.execute(server, sql.SQL("create role {} login password 'p'").format(who))
    host = urlsplit(database).netloc.rpartition("@")[2]
    yield urlunsplit(urlsplit(database)._replace(netloc=f"{name}:p@{host}"))
    postgres.execute(database, sql.SQL("drop owned by {} cascade").format(who))
    postgres.execute(server, sql.SQL("drop role {}").format(who))


def scalars(db: Connection, query: str, *bound: object) -> list[object]:
    """The first column of what the query finds."""
    with db.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(query, bound).fetchall()


def test_every_table_with_a_tenant_has_row_security_and_a_policy(twins: str) -> None:
    query = """select relname, relrowsecurity and relforcerowsecurity
      and exists (select from pg_policy where polrelid = pg_class.oid)
     from pg_class join pg_attribute on attrelid = pg_class.oid
     where attname = 'tenant' and relkind in ('r', 'p')"""
    with psycopg.connect(twins) as hand:
        found = dict(hand.execute(query).fetchall())
    assert found == {"event": True, "head": True, "command": True}


def test_both_roles_own_nothing_and_only_the_writer_passes_row_security(twins: str) -> None:
    with psycopg.connect(twins) as hand:
        owned = scalars(
            hand,
            """select relname from pg_class join pg_roles on relowner = pg_roles.oid
             where rolname in (%s, %s)""",
            *(WRITER, READER),
        )
        roles = """select rolname, rolbypassrls, rolsuper or rolcanlogin or rolcreaterole
         from pg_roles where rolname in (%s, %s)"""
        found = {row[0]: row[1:] for row in hand.execute(roles, (WRITER, READER))}
    assert owned == []
    assert found == {WRITER: (True, False), READER: (False, False)}


def test_without_a_tenant_a_reader_sees_nothing(reader: Connection) -> None:
    for table in ("event", "head", "command"):
        query = sql.SQL("select count(*) from daicho_log.{}").format(sql.Identifier(table))
        assert reader.execute(query).fetchone() == (0,)


def test_a_reader_sees_one_tenant_for_one_transaction(reader: Connection) -> None:
    with reader.transaction():
        reader.execute(AS_TENANT, (A,))
        assert scalars(reader, EVENTS) == [2]
        assert scalars(reader, f"{EVENTS} where tenant = %s", B) == [0]
        assert scalars(reader, "select tenant from daicho_log.head") == [A]
        assert scalars(reader, "select tenant from daicho_log.command") == [A]
    assert scalars(reader, EVENTS) == [0]
    assert scalars(reader, "select current_setting('daicho.tenant', true)") == [""]


def test_a_query_that_forgets_the_tenant_still_finds_its_own_only(
    twins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given wall one taken down: the store's page asks for every tenant's rows
    monkeypatch.setattr("core.log.postgres.PAGE", PAGE.replace("tenant = %s", "%s <> ''"))
    store = PostgresStore(twins)
    assert store.page(A, 0, 9) == [Row(1, "s", 1, "counted", b"1"), Row(2, "s", 2, "counted", b"2")]
    assert store.page(B, 0, 9) == [Row(1, "s", 1, "counted", b"1")]
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "insert into daicho_log.event values ('isa', 9, 's', 9, 't', '')",
        "insert into daicho_log.command values ('isa', 'x', 1, 1)",
        "update daicho_log.head set size = 0",
        "update daicho_log.event set state = ''",
        "delete from daicho_log.command",
        "create table daicho_log.mine ()",
    ],
)
def test_a_reader_cannot_write(reader: Connection, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        reader.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "select state from daicho_log.event",
        "select topic from daicho_log.event",
        "update daicho_log.event set state = ''",
        "delete from daicho_log.event",
        "update daicho_log.command set first = 9",
        "delete from daicho_log.command",
        "delete from daicho_log.head",
        "truncate daicho_log.event",
    ],
)
def test_the_writer_reads_no_content_and_changes_nothing_but_heads(
    writer: Connection, statement: str
) -> None:
    assert scalars(writer, "select count(version) from daicho_log.event") == [3]
    with pytest.raises(errors.InsufficientPrivilege):
        writer.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update daicho_log.event set state = ''",
        "delete from daicho_log.event",
        "truncate daicho_log.event",
        "update daicho_log.command set first = 9",
        "delete from daicho_log.command",
        "truncate daicho_log.command",
    ],
)
def test_nobody_updates_or_deletes_an_event(twins: str, statement: str) -> None:
    with psycopg.connect(twins) as hand, pytest.raises(errors.RaiseException, match="stays"):
        hand.execute(statement)


def test_nobody_waits_for_ever(reader: Connection, writer: Connection) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    for db in (reader, writer):
        for name in names:
            assert scalars(db, "select current_setting(%s)", name) != ["0"]
        assert scalars(db, "show synchronous_commit") == ["on"]


def test_a_login_without_rights_is_told_what_an_administrator_must_run(login: str) -> None:
    with pytest.raises(Refused, match=r"log\.rights") as refused:
        PostgresStore(login)
    (fault,) = refused.value.faults
    assert f"create role {WRITER} nologin noinherit bypassrls" in fault.en
    assert f"grant {WRITER}, {READER}, {PROJECTOR} to" in fault.en


def test_a_login_needs_no_more_than_what_it_was_told(login: str, database: str) -> None:
    # given a server where the roles are, and a login that was granted them and may make a schema
    PostgresStore(database).close()
    postgres.execute(database, sql.SQL("drop schema daicho_log cascade"))
    who = sql.Identifier(urlsplit(login).username or "")
    name = sql.Identifier(urlsplit(login).path[1:])
    roles = sql.SQL(", ").join(map(sql.Identifier, (WRITER, READER, PROJECTOR)))
    postgres.execute(database, sql.SQL("grant {} to {}").format(roles, who))
    postgres.execute(database, sql.SQL("grant create on database {} to {}").format(name, who))
    # then it has a log, whose owner is not above the wall either
    store = PostgresStore(login)
    assert store.submit(append_of(A, "s")).result() == range(1, 2)
    assert [row.position for row in store.page(A, 0, 9)] == [1]
    store.close()
    with psycopg.connect(login) as owner:
        assert scalars(owner, EVENTS) == [0]


def test_a_role_that_may_too_much_is_refused(database: str) -> None:
    PostgresStore(database).close()
    change = sql.SQL("alter role {} {}")
    reader = sql.Identifier(READER)
    postgres.execute(database, change.format(reader, sql.SQL("bypassrls")))
    try:
        with pytest.raises(Refused, match=r"log\.role"):
            PostgresStore(database)
    finally:
        postgres.execute(database, change.format(reader, sql.SQL("nobypassrls")))
