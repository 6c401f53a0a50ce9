"""Any command as a plain form or a button (design page, part 3: every door for free)."""

import hashlib
from collections.abc import Mapping

import msgspec
from starlette.responses import RedirectResponse, Response

from core.command import COMMANDS, Command
from core.engine.receipt import Receipt
from core.errors import Refused
from web.forms import NONCE_FIELD, controls, nonce, prefilled, read_form
from web.render import page
from web.visit import NotHere, Visit

BACK_FIELD = "back"


def show_commands(visit: Visit) -> Response:
    """Every command the visitor's roles may issue."""
    allowed = [each for each in COMMANDS.values() if visit.may(each)]
    return page(visit, "commands/list.html", commands=allowed)


def show_command(visit: Visit) -> Response:
    """The form of one command; a link may fill in what is not personal."""
    command = _named(visit)
    values = prefilled(command, visit.request.query_params)
    return _form(visit, command, values, _back(visit, visit.query(BACK_FIELD)))


def do_command(visit: Visit) -> Response:
    """Issue what was typed in, and go back to where the button was; with faults, show them all."""
    command, entered = _named(visit), visit.entered()
    back = _back(visit, entered.get(BACK_FIELD, ""))
    try:
        wanted = read_form(visit.tenant, command, entered)
        receipt = visit.tenant.handle(_identified(wanted, visit, entered), visit.someone)
    except Refused as refused:
        return _form(visit, command, entered, back, refused)
    return RedirectResponse(_shown_at(back, receipt), 303)


def _named(visit: Visit) -> type[Command]:
    command = COMMANDS.get(visit.part("name"))
    if command is None or not visit.may(command):
        raise NotHere
    return command


def _form(
    visit: Visit,
    command: type[Command],
    values: Mapping[str, str],
    back: str,
    refused: Refused | None = None,
) -> Response:
    faults = refused.faults if refused else ()
    drawn = controls(command, values, faults)
    named = {control.name for control in drawn}
    return page(
        visit,
        "commands/form.html",
        422 if refused else 200,
        command=command,
        controls=drawn,
        faults=faults,
        general=[fault for fault in faults if fault.field not in named],
        back=back,
    )


def _identified(wanted: Command, visit: Visit, entered: Mapping[str, str]) -> Command:
    """The same form with the same values is the same command; with others it is another."""
    digest = hashlib.sha256(msgspec.json.encode(wanted, order="sorted")).hexdigest()
    own = own_id(visit, f"{entered.get(NONCE_FIELD) or nonce()}/{digest}")
    return msgspec.structs.replace(wanted, command_id=own)


def own_id(visit: Visit, given: str) -> str:
    """A command id that nobody else can name: another's receipt cannot be asked for by guessing."""
    text = "\x1f".join((visit.someone.id, given))
    return "w-" + hashlib.sha256(text.encode()).hexdigest()[:38]


def _back(visit: Visit, wanted: str) -> str:
    """An address of this tenant to return to, never another's."""
    inside = wanted.startswith(visit.path("/")) and "\\" not in wanted
    plain = wanted.isascii() and wanted.isprintable()
    return wanted if inside and plain else visit.path("/commands")


def _shown_at(back: str, receipt: Receipt) -> str:
    """Where to go, with the position that the page is to show."""
    path, _, fragment = back.partition("#")
    joint = "&" if "?" in path else "?"
    done = "&done=unchanged" if receipt.unchanged else "&done=yes"
    mark = f"#{fragment}" if fragment else ""
    return f"{path}{joint}at={receipt.last or receipt.size}{done}{mark}"
