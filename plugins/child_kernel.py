"""The walls that the kernel holds around a policy's process: namespace, Landlock, seccomp, limits.

Those of Linux are asked for through ctypes, and none needs a privilege. Where a kernel lacks one or
refuses it, the others stand, and the host is told which do.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

NAMESPACE, LANDLOCK, SECCOMP = "namespace", "landlock", "seccomp"
NETWORK_WALLS = frozenset({NAMESPACE, SECCOMP})
"""Either of them keeps a process off the network."""

MEMORY_BYTES = 512 << 20
OPEN_FILES = 32

LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
"""Where the loader finds what the standard library's own extensions need."""

_NEW_USER_NET_IPC = 0x10000000 | 0x40000000 | 0x08000000
_NO_NEW_PRIVILEGES, _DEATH_SIGNAL, _SET_SECCOMP, _FILTER = 38, 1, 22, 2

# Landlock (linux/landlock.h): the call numbers are the same on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH, _READ_FILE_AND_DIR = 1, 1, 4 | 8
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_FILE_RIGHTS_NOW = 16
_TCP, _ABSTRACT_SOCKETS_AND_SIGNALS = 3, 3

# seccomp: architecture and call numbers, from the kernel's tables.
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Sockets; programs; signals, tracing, sessions; mounts and namespaces; other processes' memory and
# descriptors; bpf and io_uring.
_REACHING_OUT = {
    "x86_64": (
        *(41, 42, 43, 44, 49, 50, 53),
        *(59, 322),
        *(62, 200, 234, 129, 424, 101, 109, 112),
        *(165, 272, 308),
        *(310, 311, 438),
        *(321, 425),
    ),
    "aarch64": (
        *(198, 199, 200, 201, 202, 203, 206),
        *(221, 281),
        *(129, 130, 131, 138, 424, 117, 154, 157),
        *(40, 97, 268),
        *(270, 271, 438),
        *(280, 425),
    ),
}
_SPAWNING = {"x86_64": (56, 57, 58, 435), "aarch64": (220, 435)}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # the second answers EPERM
_X32_BIT = 0x40000000


def wall_in(readable: Iterable[str]) -> tuple[str, ...]:
    """Give up the network, every file outside the folders `readable`, and most of the machine.

    The names of the walls that now stand; limits always do.
    """
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(kind, (limit, limit))
    libc = _libc()
    if libc is None:
        return ()
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    raised = (
        (NAMESPACE, libc.unshare(_NEW_USER_NET_IPC) == 0),
        (LANDLOCK, _landlock(libc, readable)),
        (SECCOMP, _refuse_calls(libc, _REACHING_OUT)),
    )
    return tuple(name for name, stands in raised if stands)


def wall_in_call(seconds: float) -> None:
    """What one call gives up besides: children, threads, and all time beyond `seconds`."""
    cpu = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    libc = _libc()
    if libc is not None:
        libc.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        _refuse_calls(libc, _SPAWNING)


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if platform.system() == "Linux" else None


def _landlock(libc: ctypes.CDLL, readable: Iterable[str]) -> bool:
    """Reading in these folders is all that is left of the file system."""
    version = libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    if version < 1:
        return False
    rights = (1 << _FILE_RIGHTS.get(version, _FILE_RIGHTS_NOW)) - 1
    fields = [rights, _TCP, _ABSTRACT_SOCKETS_AND_SIGNALS]
    known = fields[: 1 + (version >= 4) + (version >= 6)]
    ruleset = libc.syscall(
        _CREATE_RULESET, struct.pack(f"{len(known)}Q", *known), 8 * len(known), 0
    )
    if ruleset < 0:
        return False
    added = [_allow(libc, ruleset, folder) for folder in readable if Path(folder).is_dir()]
    stands = all(added) and libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return stands


def _allow(libc: ctypes.CDLL, ruleset: int, folder: str) -> bool:
    opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", _READ_FILE_AND_DIR, opened)
    done = libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0) == 0
    os.close(opened)
    return bool(done)


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _refuse_calls(libc: ctypes.CDLL, by_machine: Mapping[str, Sequence[int]]) -> bool:
    """Answer these system calls with EPERM from now on."""
    machine = platform.machine()
    if machine not in by_machine:
        return False
    steps = _steps(_ARCHITECTURES[machine], by_machine[machine])
    program = _Program(len(steps), b"".join(steps))
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _steps(architecture: int, refused: Sequence[int]) -> list[bytes]:
    """The filter: another architecture or numbering is refused, then each number of `refused`."""
    count = len(refused)
    checks = [_step(_EQUAL, number, count - at, 0) for at, number in enumerate(refused)]
    return [
        _step(_LOAD, 4),
        _step(_EQUAL, architecture, 0, count + 3),
        _step(_LOAD, 0),
        _step(_AT_LEAST, _X32_BIT, count + 1, 0),
        *checks,
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _REFUSE),
    ]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
