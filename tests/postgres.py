"""A PostgreSQL for tests: the one `DATABASE_URL` names, else our own, started by the first test.

Each test takes a database of its own. Durability is no matter here, so ours does without fsync.
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from workers.postgres import EmbeddedPostgres


@contextmanager
def database() -> Iterator[str]:
    """The URL of a new, empty database, dropped at the end with whatever is connected to it."""
    server = server_url()
    name = f"t_{uuid4().hex}"
    execute(server, sql.SQL("create database {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        execute(server, sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def with_setting(url: str, name: str, value: str) -> str:
    """The URL for sessions with such a setting of the server."""
    option = quote(f"-c {name}={value}")
    return f"{url}{'&' if urlsplit(url).query else '?'}options={option}"


@cache
def server_url() -> str:
    """The URL of the server's own database, for a login that may make databases and roles."""
    given = os.environ.get("DAICHO_TEST_SERVER")
    if given:
        return given
    # Entered, so that one that does not start leaves no folder behind.
    server = EmbeddedPostgres(settings={"fsync": "off", "max_connections": "200"}).__enter__()
    atexit.register(server.close)
    return server.dsn


def execute(url: str, statement: sql.Composable) -> None:
    """Run one statement outside a transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
