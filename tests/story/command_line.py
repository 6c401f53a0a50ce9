"""`daicho` as a person starts it: a process of its own, judged by what it prints."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.programme import catalogue as _registered  # noqa: F401  registers every event

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "docs" / "sample"


class Daicho:
    """The command line on one data directory; `log` gathers what it said on stderr. With a
    `database` (a URL), the log is there."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.data, self.log = data, b""
        self._environment = {**os.environ, "DATABASE_URL": database}
        self.summary: dict[str, Any] = {}

    def run(self, *arguments: str | Path, code: int = 0) -> bytes:
        """Run one command; stdout. It must exit with `code`."""
        done = subprocess.run(
            self.words(*arguments),
            capture_output=True,
            cwd=ROOT,
            env=self._environment,
            timeout=300,
            check=False,
        )
        self.log += done.stderr
        assert done.returncode == code, done.stderr.decode()
        return done.stdout

    def json(self, *arguments: str | Path, code: int = 0) -> Any:
        """Run one command with --json; its document."""
        return json.loads(self.run(*arguments, "--json", code=code))

    def isa(self, *arguments: str | Path, code: int = 0) -> Any:
        """As `json`, on the demo's register."""
        return self.json("-t", "isa", *arguments, code=code)

    def words(self, *arguments: str | Path) -> list[str]:
        """The command line as a list."""
        return [sys.executable, "-m", "web.cli", "--data", str(self.data), *map(str, arguments)]
