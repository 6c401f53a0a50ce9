"""Where one copy of the register lives: the files of `var/` (design.md part 11)."""

import os
from pathlib import Path
from typing import NamedTuple

from core.log.application import close_location
from projections.store import close_views

DATA_VARIABLE = "DAICHO_DATA"
ADDRESS_VARIABLE = "DAICHO_ADDRESS"
"""Where people reach this copy, such as https://daicho.example.jp."""
DATABASE_VARIABLE = "DATABASE_URL"
DATA_DEFAULT = "var"


class Place(NamedTuple):
    """A data directory; every path in it has its name here. Log and views may be in a database
    instead, which `database` is the URL of: several machines share it."""

    data: Path
    database: str = ""

    @property
    def log(self) -> str:
        """The log's location."""
        return self.database or str(self.data / "log.db")

    @property
    def has_log(self) -> bool:
        """Whether there is a log to open: asking makes none."""
        return bool(self.database) or Path(self.log).exists()

    @property
    def views(self) -> str:
        """The views' location: apart from the log, may be thrown away. In PostgreSQL they have a
        schema of their own in the log's database."""
        return self.database or str(self.data / "views.db")

    @property
    def tiles(self) -> Path:
        """Roots of the logs' sealed tiles, by tenant: may be thrown away."""
        return self.data / "tiles"

    @property
    def accounts(self) -> Path:
        """Accounts, sign-in links and sessions."""
        return self.data / "accounts.db"

    @property
    def jobs(self) -> Path:
        """What is due."""
        return self.data / "jobs.db"

    @property
    def keys(self) -> Path:
        """Key files: never in a database, backed up apart."""
        return self.data / "keys"

    @property
    def files(self) -> Path:
        """Uploads, bundles and editions, by tenant."""
        return self.data / "files"

    @property
    def mail(self) -> Path:
        """Mail waiting to be sent."""
        return self.data / "outbox"

    def letters(self, slug: str, recipient: str) -> Path:
        """One recipient's mail of one tenant: a folder, so that an erasure can take it away."""
        return self.mail / slug / recipient

    def make(self) -> "Place":
        """Make the directory, private to its owner."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self


def close_place(home: Place) -> None:
    """Release what this process has open of the place's log and views: its tenants are void."""
    close_location(home.log)
    close_views(home.views)


def place_from_environment(data: str | None = None) -> Place:
    """The place named, or that of DAICHO_DATA, or `var/` here; log and views where DATABASE_URL
    says."""
    folder = Path(data or os.environ.get(DATA_VARIABLE) or DATA_DEFAULT).absolute()
    return Place(folder, os.environ.get(DATABASE_VARIABLE, ""))
