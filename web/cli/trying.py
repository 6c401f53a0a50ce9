"""`try-selection`: a policy on files; no register, nothing stored."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from core.errors import refuse
from core.japan import Misread, read_date
from plugins.host import Policies
from plugins.trial import try_selection
from web.cli.output import Commands, Context, command
from workers.documents.facts import nominee_facts, standing, window_facts
from workers.documents.forms import CERTIFIED, NOMINATIONS, WINDOWS
from workers.documents.parsing import CellError, Parsed, read_form


def add(commands: Commands) -> None:
    """The options of design.md part 12."""
    parser = command(commands, "try-selection", "ファイルで選定を試す / try a selection on files")
    parser.add_argument("--policy", required=True, metavar="ID")
    parser.add_argument("--windows", required=True, metavar="F")
    parser.add_argument("--nominations", required=True, metavar="F")
    parser.add_argument("--certified", metavar="F")
    parser.add_argument("--seats", required=True, type=int, metavar="N")
    parser.add_argument("--seed", required=True, type=_seed, metavar="HEX")
    parser.add_argument("--fiscal-year", dest="fiscal_year", required=True, type=int, metavar="Y")
    parser.add_argument("--decided-on", dest="decided_on", required=True, type=_day, metavar="DATE")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", type=_pair)
    parser.set_defaults(run=run)


def _seed(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise argparse.ArgumentTypeError("hexadecimal wanted") from None


def _day(text: str) -> date:
    try:
        return read_date(text)
    except Misread as misread:
        raise argparse.ArgumentTypeError(misread.en) from None


def _pair(text: str) -> tuple[str, str | int]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("NAME=VALUE wanted")
    return name, int(value) if value.isdigit() else value


def run(context: Context) -> int:
    """Parse the files, ask the policy, print the results; exit 1 with errors by cell."""
    args = context.args
    windows = read_form(WINDOWS, _read(args.windows))
    codes = {row.values["code"] for row in windows.rows}
    nominations = read_form(NOMINATIONS, _read(args.nominations), codes)
    empty = Parsed((), (), ())
    certified = read_form(CERTIFIED, _read(args.certified), codes) if args.certified else empty
    files = {"windows": windows, "nominations": nominations, "certified": certified}
    if errors := [(name, each) for name, parsed in files.items() for each in parsed.errors]:
        return _show_errors(context, errors)
    document = try_selection(
        args.policy,
        [window_facts(row) for row in windows.rows],
        [nominee_facts(row, args.decided_on) for row in nominations.rows],
        [standing(row, args.decided_on) for row in certified.rows],
        seats=args.seats,
        seed=args.seed,
        fiscal_year=args.fiscal_year,
        decided_on=args.decided_on,
        parameters=dict(args.set),
        policies=Policies(),
    )
    context.show(document, *(_line(each) for each in document["results"]))
    return 0


def _line(result: dict[str, Any]) -> str:
    rank, tier = result["rank"] or "-", result["tier"] or "-"
    return f"{rank}\t{tier}\t{result['outcome']}\t{result['nomination']}\t{result['prefecture']}"


def _show_errors(context: Context, errors: list[tuple[str, CellError]]) -> int:
    document = {"errors": [{"file": name, **each.as_json()} for name, each in errors]}
    lines = [f"✗ {name} {each.where}: {each.message}" for name, each in errors]
    context.show(document, *lines)
    return 1


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        raise refuse(
            "file.unreadable", f"{path} を開けません。", f"{path} cannot be opened."
        ) from None
