"""The servers of figure `http_command_64`, each in a process of its own on a socket it is given."""

import multiprocessing
import socket
from collections.abc import Callable
from contextlib import ExitStack
from multiprocessing.process import BaseProcess
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from tenants.place import Place
from web.app import create_app
from web.bench import peer

Serve = Callable[[socket.socket, str], None]
BACKLOG = 256


def serve_product(listener: socket.socket, data: str) -> None:
    """The product on a data directory, as `daicho web` runs it."""
    _run(create_app(Place(Path(data))), listener)


def serve_hello(listener: socket.socket, _: str) -> None:
    """FastAPI saying hello: the least a request can cost with the same framework and server."""
    app = FastAPI()

    @app.get("/hello")
    async def hello() -> dict[str, str]:
        return {"hello": "world"}

    _run(app, listener)


class Change(BaseModel):
    """What the peer's endpoint takes."""

    person: str
    mail: str


def serve_peer(listener: socket.socket, path: str) -> None:
    """The library behind a plain FastAPI endpoint, on its own SQLite store."""
    app, contacts = FastAPI(), peer.on_sqlite(Path(path))

    @app.post("/change-contact")
    def change_contact(change: Change) -> dict[str, str]:
        return {"id": contacts.change_for(change.person, change.mail)}

    _run(app, listener)


def start(serve: Serve, argument: str, stack: ExitStack) -> int:
    """Start a server; its port. It listens at once, and the stack ends it."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    # Spawned, not forked: a log opened before a fork cannot be used after it.
    process = multiprocessing.get_context("spawn").Process(
        target=serve, args=(listener, argument), daemon=True
    )
    process.start()
    stack.callback(_end, process)
    port = int(listener.getsockname()[1])
    listener.close()
    return port


def _end(process: BaseProcess) -> None:
    process.terminate()
    process.join()


def _run(app: FastAPI, listener: socket.socket) -> None:
    config = uvicorn.Config(app, access_log=False, log_level="warning")
    uvicorn.Server(config).run(sockets=[listener])
