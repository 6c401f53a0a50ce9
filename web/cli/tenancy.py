"""Registers: `tenant add|list|erase-person`, `keys rotate`."""

from core.programme.person import ErasureRequested
from tenants.gate import add_tenant, tenants
from web.cli.doing import send, show_receipt
from web.cli.output import Commands, Context, acting, command


def add(commands: Commands) -> None:
    """The operator's commands."""
    parser = commands.add_parser("tenant", help="台帳を足す・並べる / registers")
    steps = parser.add_subparsers(metavar="STEP", required=True)
    step = command(steps, "add", "台帳を始める / begin a register")
    step.add_argument("slug", metavar="SLUG")
    step.add_argument("--name", required=True, metavar="N")
    step.add_argument("--policy", required=True, metavar="ID")
    step.set_defaults(run=add_one)
    command(steps, "list", "台帳の一覧 / list registers").set_defaults(run=list_all)
    step = command(steps, "erase-person", "個人情報を消去する / erase a person")
    step.add_argument("person", metavar="PERSON")
    step.add_argument("--ground", default="request", choices=["request", "retention"])
    step.add_argument("--proposed-by", dest="proposer", default="officer", metavar="ACCOUNT")
    step.add_argument("--approved-by", dest="approver", default="approver", metavar="ACCOUNT")
    step.set_defaults(run=erase)
    parser = command(commands, "keys", "鍵を包み直す / wrap all keys anew")
    parser.add_argument("step", choices=["rotate"])
    acting(parser)
    parser.set_defaults(run=rotate)


def add_one(context: Context) -> None:
    """Keys, log, policy, staff accounts: one idempotent command."""
    args = context.args
    receipt = add_tenant(args.slug, args.name, args.policy, context.place)
    document = {"tenant": args.slug, "unchanged": receipt.unchanged, "root": receipt.root}
    context.show(document, f"✓ {args.slug}")


def list_all(context: Context) -> None:
    """Every register here."""
    found = tenants(context.place)
    context.show(found, *found)


def erase(context: Context) -> None:
    """Proposed under one account and approved under another; both stand in the log."""
    tenant, args = context.tenant(), context.args
    args.account = args.proposer
    send(context, tenant, "request-erasure", {"person": args.person, "ground": args.ground})
    digest = next(
        fact.event.digest
        for fact in reversed(tenant.log.stream(f"person/{args.person}"))
        if isinstance(fact.event, ErasureRequested)
    )
    args.account = args.approver
    values = {"person": args.person, "digest_seen": digest}
    show_receipt(context, send(context, tenant, "approve-erasure", values))


def rotate(context: Context) -> None:
    """A new epoch key; no event changes."""
    tenant = context.tenant()
    count = tenant.keys.rewrap()
    context.show({"tenant": tenant.slug, "keys": count}, f"✓ {count}")
