"""The desk at which the demo sits: a tenant, a clock the story moves, the sample's files."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from core.clock import JAPAN
from core.command import Command, read_command
from core.engine.receipt import Receipt
from core.errors import Fault, Refused
from core.identity import Entropy
from tenants.gate import STAFF, Tenant, open_tenant
from tenants.place import Place
from workers.documents.cells import Serial
from workers.documents.parsing import CellError
from workers.documents.reading import read_table
from workers.imports import Imported, import_file

ACTORS = {actor.id: actor for actor in STAFF}


class StepClock:
    """A clock that stands still until the story moves it."""

    def __init__(self) -> None:
        self._now = datetime(2025, 3, 1, 9, tzinfo=JAPAN)

    def __call__(self) -> datetime:
        return self._now

    def set(self, text: str) -> None:
        """Move to an instant in Japan, such as `2025-05-12 09:00`."""
        self._now = datetime.fromisoformat(text).replace(tzinfo=JAPAN)


class Desk:
    """Sends the story's commands. Their ids are fixed, so a story told again changes nothing."""

    def __init__(self, slug: str, place: Place, sample: Path, entropy: Entropy) -> None:
        self.clock = StepClock()
        self.sample = sample
        self.tenant: Tenant = open_tenant(slug, place, clock=self.clock, entropy=entropy)

    def at(self, text: str) -> None:
        """Move the clock."""
        self.clock.set(text)

    def do(self, key: str, name: str, account: str = "officer", **values: Any) -> Receipt:
        """One command under the id `demo/<key>`."""
        return self.tenant.handle(self._command(key, name, values), ACTORS[account])

    def do_all(self, key: str, name: str, rows: Sequence[tuple[str, dict[str, Any]]]) -> int:
        """A command per (row key, values), all in one commit; how many."""
        commands = [self._command(f"{key}/{row}", name, values) for row, values in rows]
        if commands:
            self.tenant.handle_all(commands, ACTORS["officer"])
        return len(commands)

    def load(self, name: str, file: str, call: str = "") -> Imported:
        """Import one of the sample's files as an officer would."""
        source = (self.sample / file).read_bytes()
        return import_file(self.tenant, name, source, ACTORS["officer"], call=call)

    def take(self, name: str, file: str, call: str = "") -> None:
        """Import a file that must be right: `Refused` with every fault of it otherwise."""
        if errors := self.load(name, file, call).errors:
            raise Refused(*(_fault(file, error) for error in errors))

    def rows(self, file: str) -> list[dict[str, str]]:
        """The rows of one of the sample's tables, as text."""
        table = read_table((self.sample / file).read_bytes())
        return [{name: _text(cell) for name, cell in row.cells.items()} for row in table.rows]

    def text(self, file: str) -> str:
        """One of the sample's texts."""
        return (self.sample / file).read_text(encoding="utf-8")

    def facts(self, *topics: str) -> list[Any]:
        """The facts of these topics, in order; whoever names a topic knows its event's fields."""
        return list(self.tenant.log.walk(topics=topics))

    def last(self, topic: str) -> Any:
        """The latest event of a topic."""
        return self.facts(topic)[-1].event

    def _command(self, key: str, name: str, values: dict[str, Any]) -> Command:
        return read_command(name, {**values, "command_id": f"demo/{key}"})


def _fault(file: str, error: CellError) -> Fault:
    """What is wrong in a file of the sample and where, without the value itself."""
    ja, en = f"{file}: {error.message}", f"{file}: {error.en}"
    if error.row is not None:
        where = f"{error.row}行目「{error.column}」" if error.column else f"{error.row}行目"
        ja, en = f"{file} {where}: {error.message}", f"{file}, row {error.row}: {error.en}"
    return Fault("demo.sample_mistaken", ja, en, "sample")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Serial):
        return cell.day.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
