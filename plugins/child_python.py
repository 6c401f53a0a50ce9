"""What a policy's process is refused by the interpreter: files, network, clock, chance, processes.

The second wall, where the kernel's are the first; but only this one can take away the clock and
chance. A policy that tries has failed, even if it swallows the refusal: `Watch.tried` remembers.
"""

import ctypes
import gc
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from importlib import import_module
from typing import Any, NoReturn

# To be taken away, not to be used.
random, secrets = import_module("random"), import_module("secrets")

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LISTING = _words("os.listdir os.scandir os.walk os.fwalk")
REFUSED = _words("""
    ctypes fcntl ftplib http imaplib mmap nntplib os poplib pty resource shutil signal smtplib
    socket sqlite3 subprocess syslog telnetlib tempfile urllib webbrowser
""")
"""Families of audit events (the first word) that mean reaching out of the process."""

ASKING = _words("stat lstat access readlink statvfs")
"""Calls about a path, about which there is no audit event."""

STEERING = _words("""
    _exit abort chdir dup dup2 fchdir getlogin getloadavg getpgid getpgrp getpid getppid getrandom
    getsid nice pipe pipe2 sched_setaffinity setpgid setsid times umask uname urandom cpu_count
""")
"""What is different on each machine and at each run, or steers the process."""

CLOCKS = _words("""
    time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns
    thread_time thread_time_ns clock_gettime clock_gettime_ns sleep
""")
CLOCKS_UNLESS_GIVEN = _words("localtime gmtime ctime asctime")
"""These are pure when they are given a time."""

CHANCE = _words("""
    random uniform triangular randint choice randrange sample shuffle choices normalvariate
    lognormvariate expovariate vonmisesvariate gammavariate gauss betavariate binomialvariate
    paretovariate weibullvariate getstate setstate getrandbits randbytes seed
""")


class Forbidden(Exception):
    """A policy reached for what it may not have."""


class Watch:
    """Refuses and remembers. `on` is false while the process's own code works."""

    def __init__(self, readable: Iterable[str]) -> None:
        self._readable = tuple(os.path.realpath(folder) + os.sep for folder in readable)
        self.on = False
        self.tried = False

    def refuse(self, *_: object, **__: object) -> NoReturn:
        """Whatever is asked."""
        self.tried = True
        raise Forbidden

    def start(self) -> None:
        """From now on, for good: an audit hook cannot be taken away."""
        _take_clock(self)
        _take_chance(self)
        _take_machine(self)
        sys.addaudithook(self._heard)
        self.on = True

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            self._may_open(args[0], args[2])
        elif event in LISTING:
            self.may_read(args[0])
        elif event.partition(".")[0] in REFUSED or event == "sys.addaudithook":
            self.refuse()

    def _may_open(self, path: Any, flags: int) -> None:
        if flags & WRITING:
            self.refuse()
        self.may_read(path)

    def may_read(self, path: Any) -> None:
        """`Forbidden` unless the path is within what may be read; descriptors are open already."""
        if isinstance(path, int) or path is None:
            return
        self.on = False
        try:
            found = os.path.realpath(os.fsdecode(path))
        finally:
            self.on = True
        installed = "site-packages" in found or "dist-packages" in found
        if installed or not (found + os.sep).startswith(self._readable):
            self.refuse()


def _take_clock(watch: Watch) -> None:
    for name in CLOCKS:
        _replace(time, name, watch.refuse)
    for name in CLOCKS_UNLESS_GIVEN:
        _replace(time, name, _if_given(watch, getattr(time, name)))
    _replace(time, "strftime", _if_given(watch, time.strftime, 2))
    for kind, names in ((date, ["today"]), (datetime, ["now", "utcnow", "today"])):
        for name in names:
            _replace_in_type(kind, name, classmethod(watch.refuse))


def _take_chance(watch: Watch) -> None:
    for name in CHANCE:
        _replace(random, name, watch.refuse)
    _replace(random, "SystemRandom", watch.refuse)
    _replace(random, "_urandom", watch.refuse)
    _replace(random, "Random", _if_given(watch, random.Random))
    for name in ("choice", "randbelow", "randbits", "token_bytes", "token_hex", "token_urlsafe"):
        _replace(secrets, name, watch.refuse)
    for name in ("uuid1", "uuid4", "getnode"):
        _replace(uuid, name, watch.refuse)


def _take_machine(watch: Watch) -> None:
    for name in STEERING:
        _replace(os, name, watch.refuse)
    for name in ASKING:
        _replace(os, name, _if_readable(watch, getattr(os, name)))
    _replace(threading.Thread, "start", watch.refuse)
    _replace(sys.modules["_thread"], "start_new_thread", watch.refuse)
    _replace(sys.modules["_thread"], "start_new", watch.refuse)


def _replace(owner: Any, name: str, by: Callable[..., Any]) -> None:
    if hasattr(owner, name):
        setattr(owner, name, by)


def _replace_in_type(kind: type, name: str, by: Any) -> None:
    """A built-in type cannot be assigned to, but its dictionary is an object like any other."""
    (names,) = gc.get_referents(kind.__dict__)
    names[name] = by
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def _if_given(watch: Watch, pure: Callable[..., Any], count: int = 1) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        if len(args) < count or args[count - 1] is None:
            watch.refuse()
        return pure(*args)

    return call


def _if_readable(watch: Watch, ask: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any, *args: Any, **named: Any) -> Any:
        if watch.on:
            watch.may_read(path)
        return ask(path, *args, **named)

    return call
