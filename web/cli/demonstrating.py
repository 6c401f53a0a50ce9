"""`demo`: two years of an invented programme, played from files a person could have sent."""

import sys
from pathlib import Path

from tenants.gate import Tenant, open_tenant
from tenants.place import Place
from web.cli.output import Commands, Context, command, out
from web.cli.running import PORT
from workers.story.play import play, summary


def add(commands: Commands) -> None:
    """The demo."""
    parser = command(commands, "demo", "架空の2年間を見せる / play an invented programme")
    parser.add_argument("--no-serve", dest="no_serve", action="store_true")
    parser.add_argument("--seed", type=int, metavar="N", help="別の架空の人々 / other people")
    parser.add_argument("--sample", type=Path, metavar="DIR", help="docs/sample の代わり / instead")
    parser.add_argument("--port", type=int, default=PORT)
    parser.set_defaults(run=demo)


def demo(context: Context) -> int:
    """Play (or resume), say what happened and where to look, then serve."""
    args = context.args
    document = play(context.place, args.seed, args.sample, _tell)
    context.show(document, *summary(document))
    if args.no_serve:
        return 0
    tenant = open_tenant(document["tenant"], context.place)
    for line in sign_in_lines(tenant, args.port):
        (sys.stderr.write(line + "\n") if context.json else out(line))
    return _serve(context.place, args.port)


def sign_in_lines(tenant: Tenant, port: int) -> list[str]:
    """A link per role, each good for one sign-in."""
    base = f"http://127.0.0.1:{port}/{tenant.slug}/sign-in"
    return [
        f"{actor.id}: {base}/{tenant.accounts.link(actor.id)}" for actor in tenant.accounts.all()
    ]


def _serve(place: Place, port: int) -> int:
    from workers.serve import serve

    return serve(place, port)


def _tell(step: str) -> None:
    sys.stderr.write(f"  {step}\n")
