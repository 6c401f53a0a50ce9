"""Fresh PostgreSQL databases: on the server of DATABASE_URL, else on one of our own.

The server of our own keeps its defaults: `fsync` and `synchronous_commit` are on.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from core.identity import system_entropy
from workers.postgres import EmbeddedPostgres


def fresh_databases(folder: Path, stack: ExitStack) -> Callable[[], str]:
    """Makes an empty database at each call and gives its address; the stack drops them all.

    A server of our own starts with the first call, below `folder`.
    """
    servers: list[str] = []

    def fresh() -> str:
        if not servers:
            servers.append(os.environ.get("DATABASE_URL") or _own(folder, stack))
        name = f"daicho_bench_{system_entropy('database').hex()[:12]}"
        _ask(servers[0], f'create database "{name}"')
        stack.callback(partial(_ask, servers[0], f'drop database "{name}" with (force)'))
        return urlunsplit(urlsplit(servers[0])._replace(path=f"/{name}"))

    return fresh


def _own(folder: Path, stack: ExitStack) -> str:
    folder.mkdir(mode=0o711, exist_ok=True)
    return stack.enter_context(EmbeddedPostgres(folder / "pg")).dsn


def _ask(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(statement.encode())
