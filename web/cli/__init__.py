"""`daicho`: the command line. Exit 0 done, 1 refused or found wrong, 2 wrong usage."""

import argparse
import sys
from collections.abc import Sequence

import msgspec

from core.errors import Invalid, Refused
from core.log.port import LogError
from projections.store import ViewsError
from tenants.doctor import VIEWS_UNREADABLE
from tenants.place import place_from_environment
from web.cli import (
    auditing,
    benching,
    demonstrating,
    doctoring,
    doing,
    mailing,
    papers,
    plugins,
    policies,
    reading,
    running,
    tenancy,
    ticking,
    trying,
    views,
    year,
)
from web.cli.output import Context, show_refusal

MODULES = (
    doing,
    mailing,
    year,
    reading,
    papers,
    views,
    auditing,
    trying,
    plugins,
    tenancy,
    policies,
    running,
    ticking,
    demonstrating,
    doctoring,
    benching,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    if not __debug__:
        sys.stderr.write("daicho: python -O would switch our own checks off; run it without\n")
        return 2
    parser = build_parser()
    args = parser.parse_args(argv)
    if not hasattr(args, "run"):
        parser.print_help(sys.stderr)
        return 2
    context = Context(args, place_from_environment(args.data))
    try:
        return int(args.run(context) or 0)
    except Refused as refusal:
        show_refusal(context, refusal)
        return 1
    except Invalid as bad:
        sys.stderr.write(f"daicho: {bad}\n")
        return 1
    except LogError as error:
        sys.stderr.write(f"daicho: 記録を扱えません / {error}\n  daicho doctor\n")
        return 1
    except ViewsError:
        sys.stderr.write(f"daicho: {VIEWS_UNREADABLE}\n  daicho doctor\n")
        return 1
    except (msgspec.ValidationError, BrokenPipeError):
        return 1


def build_parser() -> argparse.ArgumentParser:
    """The whole command line: each module adds its own commands."""
    parser = argparse.ArgumentParser(prog="daicho", description="台帳: 記録・選定・公開・検証")
    parser.add_argument("-t", "--tenant", metavar="SLUG", help="どの台帳か / which register")
    parser.add_argument("--data", metavar="DIR", help="データの場所 / data (DAICHO_DATA)")
    commands = parser.add_subparsers(metavar="COMMAND")
    for module in MODULES:
        module.add(commands)
    return parser
