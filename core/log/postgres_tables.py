"""Tables, roles and row security of the PostgreSQL store, made when a database is first used.

The tables are plain. Every key begins with the tenant, so `event` and `command` can be partitioned
by hash of it, but that made an insert dearer by 8 % (16 partitions), and pays only where one table
is too large to look after. Then, with the log closed: make partitioned tables of the same columns
and keys, copy the rows, swap the names, and run `KEEP`, `ONE_TENANT` and `GRANTS` for them.
"""

import psycopg
from eventsourcing.persistence import OperationalError
from psycopg import errors, sql
from psycopg.rows import scalar_row

from core.errors import refuse
from core.log.postgres_connection import (
    PROJECTOR,
    READER,
    WRITER,
    Connection,
    connect,
)

LAYOUT = 1
LAYOUT_LOCK = 0x6461_6963
"""Advisory lock of whoever makes the tables, so that two first users do not meet."""

TABLES = """
create schema daicho_log;
create table daicho_log.layout (version integer not null);
create table daicho_log.event (
  tenant text collate "C" not null, position bigint not null, stream text collate "C" not null,
  version bigint not null, topic text collate "C" not null, state bytea not null,
  primary key (tenant, position), unique (tenant, stream, version));
create table daicho_log.head (
  tenant text collate "C" primary key, size bigint not null, edge bytea not null)
  with (fillfactor = 50);
create table daicho_log.command (
  tenant text collate "C" not null, command_id text collate "C" not null,
  first bigint not null, last bigint not null, primary key (tenant, command_id));
create function daicho_log.stays() returns trigger language plpgsql as
  $$ begin raise exception 'what is in the log stays'; end $$;
"""
KEEP = """
create trigger stays before update or delete on daicho_log.{table}
  for each row execute function daicho_log.stays();
create trigger stays_whole before truncate on daicho_log.{table}
  for each statement execute function daicho_log.stays();
"""
# The setting reads '' once it was set in an earlier transaction: neither that nor NULL is a tenant.
ONE_TENANT = """
alter table daicho_log.{table} enable row level security;
alter table daicho_log.{table} force row level security;
create policy one_tenant on daicho_log.{table} for select to daicho_reader
  using (tenant = nullif(current_setting('daicho.tenant', true), ''));
"""
GRANTS = """
grant usage on schema daicho_log to daicho_writer, daicho_reader;
grant select on daicho_log.layout, daicho_log.head, daicho_log.command
  to daicho_writer, daicho_reader;
grant select on daicho_log.event to daicho_reader;
grant select (tenant, position, stream, version), insert on daicho_log.event to daicho_writer;
grant insert on daicho_log.command to daicho_writer;
grant insert, update on daicho_log.head to daicho_writer;
"""
KEPT = ("event", "command")
TENANT_TABLES = ("event", "head", "command")

ROLES = {
    WRITER: "nologin noinherit bypassrls",
    READER: "nologin noinherit nobypassrls",
    PROJECTOR: "nologin noinherit bypassrls",
}
"""Of log and views. Whoever writes one has no right to the other."""
IS_THERE = "select to_regclass('daicho_log.layout') is not null"
IS_FIT = """select rolbypassrls = %s and not rolsuper and pg_has_role(oid, 'MEMBER')
 from pg_roles where rolname = %s"""


def lay_out(url: str) -> None:
    """Make roles and tables where there are none.

    Raises `Refused` if the login lacks a right or a newer version made the tables, and
    `OperationalError` if the server cannot be reached.
    """
    make_roles(url)
    try:
        with connect(url) as db, db.transaction():
            db.execute("select pg_advisory_xact_lock(%s)", (LAYOUT_LOCK,))
            if not _scalar(db, IS_THERE):
                _make_tables(db)
            found = _scalar(db, "select version from daicho_log.layout")
    except errors.InsufficientPrivilege as error:
        raise _without_right() from error
    except psycopg.Error as error:
        raise OperationalError("log database could not be opened") from error
    if found != LAYOUT:
        raise refuse(
            "log.layout",
            "この記録データベースは新しい版の台帳が作ったものです。新しい版で開いてください。",
            "This log database was made by a newer version of Daicho. Open it with that version.",
        )


def make_roles(url: str) -> None:
    """Make the roles that are not there; errors as `lay_out`."""
    try:
        with connect(url) as db, db.transaction():
            db.execute("select pg_advisory_xact_lock(%s)", (LAYOUT_LOCK,))
            for role in ROLES:
                _make_role(db, role)
    except errors.InsufficientPrivilege as error:
        raise _without_right() from error
    except psycopg.Error as error:
        raise OperationalError("log database could not be opened") from error


def _make_tables(db: Connection) -> None:
    db.execute(TABLES)
    for table in KEPT:
        db.execute(sql.SQL(KEEP).format(table=sql.Identifier(table)))
    for table in TENANT_TABLES:
        db.execute(sql.SQL(ONE_TENANT).format(table=sql.Identifier(table)))
    db.execute(GRANTS)
    db.execute("insert into daicho_log.layout values (%s)", (LAYOUT,))


def _make_role(db: Connection, role: str) -> None:
    """Make the role if need be, and let the login take it on; `Refused` if it is not as it must be.

    Roles belong to all databases of a server, so another first user may make it at this moment.
    """
    fit = (role != READER, role)
    if _scalar(db, IS_FIT, *fit) is None:
        words = sql.SQL("create role {} " + ROLES[role]).format(sql.Identifier(role))
        try:
            with db.transaction():
                db.execute(words)
        except (errors.DuplicateObject, errors.UniqueViolation):
            pass
    if not _scalar(db, "select pg_has_role(%s, 'MEMBER')", role):
        db.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(role)))
    if not _scalar(db, IS_FIT, *fit):
        raise refuse(
            "log.role",
            f"データベースのロール{role}の権限が正しくありません。"
            f"管理者が「alter role {role} {ROLES[role]}」を実行してください。",
            f"The database role {role} has not the right attributes. "
            f"An administrator must run: alter role {role} {ROLES[role]}",
        )


def _scalar(db: Connection, query: str, *bound: object) -> object:
    with db.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(query, bound).fetchone()


def _without_right() -> Exception:
    made = "; ".join(f"create role {role} {words}" for role, words in ROLES.items())
    granted = f"grant {', '.join(ROLES)} to (login)"
    return refuse(
        "log.rights",
        "このログインには記録データベースを用意する権限がありません。管理者が次を実行し、"
        f"スキーマを作る権限（create）も与えてください: {made}; {granted}",
        "This login may not prepare the log database. An administrator must run the following, "
        f"and grant it create on the database: {made}; {granted}",
    )
