"""Mail that comes back: `mail bounces` records the notices of a call that did not arrive."""

from pathlib import Path

from core.programme.delivery.commands import RecordBounce
from web.cli.output import Commands, Context, acting, command
from workers.bounces import take_reports


def add(commands: Commands) -> None:
    """`mail bounces`."""
    group = commands.add_parser("mail", help="届かなかった通知 / mail that came back")
    inner = group.add_subparsers(metavar="WHAT", required=True)
    parser = command(inner, "bounces", "配信不能の通知を読む / read reports of failed delivery")
    parser.add_argument("path", metavar="FOLDER|FILE", help="RFC 3464 のメール / such mails")
    acting(parser)
    parser.set_defaults(run=bounces)


def bounces(context: Context) -> None:
    """Record each report once; what is not about a notice of ours is counted and left alone."""
    tenant = context.tenant()
    actor = context.actor(tenant, RecordBounce)
    found = take_reports(tenant, Path(context.args.path), actor)
    tenant.catch_up()
    line = (
        f"届かなかった {found.bounced} 件、変更なし {found.unchanged} 件、対象外 {found.foreign} 件"
    )
    context.show(found._asdict(), line)
