"""Importing a file: every row a command, all of them in one commit or none (programme.md part 4).

Errors name the cell and go to the sender only. The ids of a file's commands follow from a keyed
hash of its bytes, so the same file twice changes nothing; they tell nobody what was in it.
"""

import hmac
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from core.area import folded
from core.command import COMMANDS, Actor, Command, read_command
from core.engine.receipt import Receipt
from core.errors import Fault, Refused, refuse
from core.parts import Reader
from core.programme.nomination.later import NominationReceivedLate
from core.programme.nomination.submit import SubmitNomination
from core.programme.window import WindowFactsRecorded
from tenants.gate import Tenant
from workers.documents.columns import Form
from workers.documents.command_form import NotTabular, form_named
from workers.documents.facts import command_values
from workers.documents.parsing import CellError, ParsedRow, read_form

FRIENDLY = {
    "windows": "register-window",
    "nominations": "submit-nomination",
    "bodies": "register-body",
}
"""Forms of programme.md part 4 -> the command a row of them is."""


class _Titled(Struct, frozen=True):
    title: str


class _Named(Struct, frozen=True):
    code: str
    attributes: _Titled


class Imported(NamedTuple):
    """What became of a file: rows stored, rows that changed nothing, every error; `late` of the
    rows stored came in after the deadline and wait for a decision."""

    accepted: int
    unchanged: int
    errors: tuple[CellError, ...]
    late: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shape of design.md part 12, and the rows that were late, if there are any."""
        errors = [error.as_json() for error in self.errors]
        told = {"accepted": self.accepted, "unchanged": self.unchanged, "errors": errors}
        return {**told, "late": list(self.late)} if self.late else told


def import_file(
    tenant: Tenant,
    name: str,
    source: bytes,
    actor: Actor,
    *,
    call: str = "",
    partial: bool = False,
) -> Imported:
    """Store the rows of `source` as commands; with errors nothing, unless `partial`.

    `name` is a form of programme.md part 4 or any command; `call` is for nominations.
    """
    form, command = form_of(name)
    parsed = read_form(form, source, known_windows(tenant) if name == "nominations" else None)
    digest = hmac.digest(tenant.keys.secret(), f"{name}/{call}/".encode() + source, "sha256")
    extra = {"call": call} if call or name == "nominations" else {}
    rows = [
        (
            row,
            _command(command, row, {**extra, "command_id": f"i-{digest.hex()[:24]}-{row.number}"}),
        )
        for row in parsed.rows
    ]
    good, unchanged, found = _tried(tenant, form, rows, actor)
    found = _said_once(found, len(rows))
    errors = tuple(sorted((*parsed.errors, *found), key=lambda error: error.row or 0))
    if errors and not partial:
        return Imported(0, 0, errors)
    receipts = tenant.handle_all(good, actor) if good else []
    same = sum(receipt.unchanged for receipt in receipts)
    late = tuple(_late_rows(rows, receipts))
    return Imported(len(receipts) - same, unchanged + same, errors, late)


def _late_rows(rows: "Sequence[Row]", receipts: Sequence[Receipt]) -> Iterator[int]:
    numbers = {each.command_id: row.number for row, each in rows if isinstance(each, Command)}
    for receipt in receipts:
        if any(isinstance(fact.event, NominationReceivedLate) for fact in receipt.facts):
            yield numbers[receipt.command_id]


def form_of(name: str) -> tuple[Form, type[Command]]:
    """The form called `name` and the command of its rows; `Refused` if there is none."""
    command = COMMANDS.get(FRIENDLY.get(name, name))
    try:
        form = form_named(name, COMMANDS)
    except NotTabular:
        form = None
    if form is None or command is None:
        raise refuse(
            "import.unknown_form",
            "そのような様式はありません。",
            "There is no such form.",
            name[:40],
        )
    return form, command


def known_windows(tenant: Tenant) -> dict[str, str]:
    """Code -> name of every registered window."""
    recorded = tenant.log.parts(Reader({WindowFactsRecorded: _Named}))
    return {window.code: window.attributes.title for _, window in recorded}


Row = tuple[ParsedRow, Command | Refused]


def _command(kind: type[Command], row: ParsedRow, extra: dict[str, str]) -> Command | Refused:
    try:
        return read_command(kind.name, {**command_values(row), **extra})
    except Refused as refusal:
        return refusal


def _tried(
    tenant: Tenant, form: Form, rows: Sequence[Row], actor: Actor
) -> tuple[list[Command], int, list[CellError]]:
    """Rows that can be stored together, how many are there already, what is wrong with others."""
    ready = [each for _, each in rows if isinstance(each, Command)]
    ready = tenant.complete(ready)
    verdicts = iter(zip(ready, tenant.trial(ready, actor), strict=True))
    good, unchanged, errors = list[Command](), 0, list[CellError]()
    for row, each in rows:
        if isinstance(each, Refused):
            errors += _errors(form, row, each)
            continue
        command, refusal = next(verdicts)
        if refusal is None:
            good.append(command)
        elif _there_already(tenant, command, refusal):
            unchanged += 1
        else:
            errors += _errors(form, row, refusal)
    return good, unchanged, errors


def _said_once(errors: Sequence[CellError], row_count: int) -> list[CellError]:
    """What is wrong with every row and no cell (the call is closed, say) is a fault of the file."""
    counts = Counter(error.message for error in errors if error.column is None)
    common = {message for message, count in counts.items() if count == row_count > 1}
    whole = {error.message: error._replace(row=None) for error in errors}
    kept = [error for error in errors if error.column or error.message not in common]
    return [*(whole[message] for message in counts if message in common), *kept]


def _errors(form: Form, row: ParsedRow, refusal: Refused) -> list[CellError]:
    return [_error(form, row, fault) for fault in refusal.faults]


def _error(form: Form, row: ParsedRow, fault: Fault) -> CellError:
    header = next((c.header for c in form.columns if c.field == fault.field), None)
    value = row.values.get(fault.field) if fault.field else None
    shown = None if value is None else str(value)
    return CellError(row.number, header, shown, fault.ja, None, fault.en)


def _there_already(tenant: Tenant, command: Command, refusal: Refused) -> bool:
    """A corrected file sent again: the person's live nomination is this very one."""
    if [fault.code for fault in refusal.faults] != ["person.already_nominated"]:
        return False
    assert isinstance(command, SubmitNomination)
    person = folded(tenant.log.stream(f"person/{command.person}"))
    held = folded(tenant.log.stream(f"nomination/{person.live}")) if person else None
    return held is not None and (held.call, held.window) == (command.call, command.window)
