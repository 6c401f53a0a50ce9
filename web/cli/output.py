"""What all commands share: their context, JSON on stdout, refusals on stderr."""

import argparse
import sys
from typing import Any

import msgspec

from core.command import Actor, Command
from core.errors import Refused, refuse
from tenants.gate import UNKNOWN, Tenant, local_actor, open_tenant
from tenants.place import Place

Commands = Any
"""What `add_subparsers` returns; argparse does not name its type in public."""


class Context:
    """The arguments of one run, and the place they are about."""

    def __init__(self, args: argparse.Namespace, place: Place) -> None:
        self.args, self.place = args, place

    @property
    def json(self) -> bool:
        """Whether one JSON document is wanted on stdout."""
        return bool(getattr(self.args, "json", False))

    def tenant(self) -> Tenant:
        """The register named by -t."""
        if not self.args.tenant:
            raise refuse(
                "tenant.not_named",
                "どの台帳か -t で指定してください。",
                "Name the register with -t.",
            )
        try:
            return open_tenant(self.args.tenant, self.place)
        except Refused as refused:
            raise self._not_here(refused) from None

    def _not_here(self, refused: Refused) -> Refused:
        """The refusal; where the register was looked for, if there is none."""
        (fault, *_), where = refused.faults, self.place.database and "DATABASE_URL"
        if fault.code != UNKNOWN.code:
            return refused
        slug, where = self.args.tenant, where or str(self.place.data)
        return refuse(
            fault.code,
            f"{where} に台帳 {slug} はありません。--data か DAICHO_DATA で場所を指定できます。",
            f"There is no register {slug} in {where}. Name another place by --data or DAICHO_DATA.",
        )

    def actor(self, tenant: Tenant, command: type[Command]) -> Actor:
        """Who acts: `--as`, or the account the command is for."""
        return local_actor(tenant, command, getattr(self.args, "account", None))

    def show(self, document: Any, *lines: str) -> None:
        """Print the document under --json, the lines otherwise."""
        if self.json:
            out(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
        else:
            for line in lines:
                out(line)


def out(line: str) -> None:
    """One line on stdout."""
    sys.stdout.write(line + "\n")


def show_refusal(context: Context, refusal: Refused) -> None:
    """Every reason: to people on stderr, and under --json as the document."""
    for fault in refusal.faults:
        where = f" [{fault.field}]" if fault.field else ""
        sys.stderr.write(f"✗ {fault.ja}{where}\n  {fault.en} ({fault.code})\n")
    if context.json:
        context.show({"refused": msgspec.to_builtins(refusal.faults)})


def command(
    commands: Commands, name: str, help: str, *, json: bool = True
) -> argparse.ArgumentParser:
    """A subcommand with its help, taking --json after it."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    if json:
        parser.add_argument("--json", action="store_true", help="JSON を出す / JSON on stdout")
    return parser


def acting(parser: argparse.ArgumentParser) -> None:
    """Let a subcommand say on whose behalf it acts."""
    parser.add_argument("--as", dest="account", metavar="ACCOUNT", help="利用者 / whose account")
