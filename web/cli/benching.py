"""`bench`: how fast this machine does it, as ratios to what it could do at least."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from web.bench.goals import GOALS
from web.cli.output import Commands, Context, command, out


def add(commands: Commands) -> None:
    """The bench, whole or some of its figures."""
    parser = command(commands, "bench", "速さを比で測る / measure speed as ratios")
    parser.add_argument("--quick", action="store_true", help="短く / shorter legs")
    parser.add_argument(
        "--only", action="append", choices=list(GOALS), metavar="NAME", help=", ".join(GOALS)
    )
    parser.add_argument(
        "--dir", type=Path, metavar="DIR", help="実ディスク上の場所 / where, on a real disk"
    )
    parser.add_argument("--scale", type=float, default=1.0, help=argparse.SUPPRESS)
    parser.set_defaults(run=bench)


def bench(context: Context) -> None:
    """Figure by figure; the data directory is not touched."""
    # Imported here: servers and the library's own stores are of no use to any other command.
    from web.bench.catalogue import take
    from web.bench.machine import machine
    from web.bench.setting import setting
    from web.bench.table import heading, lines

    args, figures = context.args, []
    with setting(args.dir, quick=args.quick, scale=args.scale) as run:
        _tell(context, heading(machine(run.folder)))
        for name in args.only or GOALS:
            figures.append(take(name, run))
            _tell(context, lines(figures[-1]))
    if context.json:
        context.show(figures)


def _tell(context: Context, lines: Iterator[str]) -> None:
    if not context.json:
        for line in lines:
            out(line)
