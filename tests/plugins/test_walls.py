"""Each wall around a policy's process alone: the kernel's without the interpreter's, and back."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.child_kernel import LANDLOCK, NAMESPACE, SECCOMP

ROOT = Path(__file__).resolve().parents[2]
STDLIB = Path(os.__file__).parent

ATTEMPTS = """
import importlib, os, signal, socket, sys, threading
import plugins.child_kernel as kernel
from plugins.child_python import Watch

inside, secret, port, wall = sys.argv[1:]
fork = os.fork

def tries(name, act):
    try:
        act()
    except BaseException:
        return
    os.write(1, (name + "\\n").encode())

def connect():
    socket.create_connection(("127.0.0.1", int(port)), 1).close()

def write():
    with open(secret + ".new", "w") as file:
        file.write("x")

def fork_off():
    child = fork()
    if child == 0:
        os.kill(os.getpid(), 9)
    os.waitpid(child, 0)

def start_thread():
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()

if wall == "kernel":
    os.write(1, (" ".join(kernel.wall_in([inside, STDLIB, *kernel.LIBRARIES])) + "\\n").encode())
    kernel.wall_in_call(5)
elif wall == "interpreter":
    Watch([inside, STDLIB]).start()
    os.write(1, b"\\n")
else:
    os.write(1, b"\\n")
tries("connect", connect)
tries("socket", lambda: socket.socket(type=socket.SOCK_DGRAM).close())
tries("read", lambda: open(secret).close())
tries("passwd", lambda: open("/etc/passwd").close())
tries("write", write)
tries("kill", lambda: os.kill(os.getppid(), 0))
tries("fork", fork_off)
tries("thread", start_thread)
tries("run", lambda: os.system("true") and 1 / 0)
tries("memory", lambda: bytearray(1 << 30))
tries("own", lambda: open(inside + "/own").close())
tries("library", lambda: open(STDLIB + "/os.py").close())
"""
OWN = {"own", "library"}
OUTSIDE = {"connect", "socket", "read", "passwd", "write", "kill", "fork", "thread", "run"}
HELD_BY = {
    "connect": {NAMESPACE, LANDLOCK, SECCOMP},
    "socket": {SECCOMP},
    "read": {LANDLOCK},
    "passwd": {LANDLOCK},
    "kill": {SECCOMP, LANDLOCK},
    "fork": {SECCOMP},
    "thread": {SECCOMP},
    "run": {SECCOMP},
}
"""What the kernel refuses, by any one of its walls; limits hold the rest, wherever it runs."""


@pytest.fixture
def attempts(tmp_path: Path) -> list[str]:
    """The command line of a process that tries everything, but for which wall stands."""
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "own").write_text("own")
    (tmp_path / "secret").write_text("secret")
    code = f"STDLIB = {str(STDLIB)!r}\n{ATTEMPTS}"
    return [sys.executable, "-c", code, str(tmp_path / "inside"), str(tmp_path / "secret")]


def succeeded(attempts: list[str], wall: str) -> tuple[set[str], set[str]]:
    """Which walls stood, and what the process could do."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = subprocess.run(
            [*attempts, port, wall], cwd=ROOT, capture_output=True, text=True, check=True
        )
    walls, *names = done.stdout.splitlines()
    return set(walls.split()), set(names)


def test_the_kernel_alone_holds_back_whatever_the_interpreter_would_let_through(
    attempts: list[str],
) -> None:
    walls, done = succeeded(attempts, "kernel")
    assert done >= OWN
    for name in OUTSIDE - {"write"}:
        assert (name in done) is not bool(walls & HELD_BY[name]), (name, walls)
    # Files of a length and a gigabyte of memory are refused by limits, which every system has.
    assert not done & {"write", "memory"}


def test_the_interpreter_alone_holds_it_back_too(attempts: list[str]) -> None:
    _, done = succeeded(attempts, "interpreter")
    assert done == OWN | {"memory"}


def test_without_any_wall_the_same_process_can_do_all_of_it(attempts: list[str]) -> None:
    _, done = succeeded(attempts, "none")
    assert done == OWN | OUTSIDE | {"memory"}
