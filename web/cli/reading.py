"""What stands: `roster`, `directory build`, `approvals`."""

from pathlib import Path

import msgspec

from projections.approvals import approvals
from projections.coordinator_roster import roster
from tenants.editions import edition_at, write_edition
from web.cli.output import Commands, Context, command


def add(commands: Commands) -> None:
    """Readers; none of them appends."""
    parser = command(commands, "roster", "認証を受けた人の名簿 / the roster of certified people")
    parser.add_argument("--as-of", dest="as_of", metavar="DATE|POSITION")
    parser.set_defaults(run=show_roster)
    parser = command(commands, "approvals", "決裁を待つもの / what awaits approval")
    parser.set_defaults(run=show_approvals)
    parser = command(commands, "directory", "所属機関リストを作り直す / rebuild the directory")
    parser.add_argument("step", choices=["build"])
    parser.add_argument("--as-of", dest="as_of", metavar="DATE|POSITION")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.set_defaults(run=build)


def show_roster(context: Context) -> None:
    """The roster now, or as of a position or the end of a date; what was only announced by then
    does not show."""
    tenant = context.tenant()
    size = tenant.catch_up()
    position = tenant.as_of(context.args.as_of)
    day = tenant.day_of(context.args.as_of)
    rows = roster(tenant.views, tenant.slug, as_of=position, effective_on=day)
    people = [
        {
            "id": row.person,
            "window": row.window,
            "prefecture": row.prefecture,
            "status": row.status,
        }
        for row in rows
    ]
    document = {
        "position": size if position is None else position,
        "as_of": context.args.as_of,
        "coordinators": people,
    }
    lines = [f"{p['id']}\t{p['status']}\t{p['prefecture']}\t{p['window']}" for p in people]
    context.show(document, *lines)


def show_approvals(context: Context) -> None:
    """What waits for a second person, with the command that decides and the digest it must name."""
    tenant = context.tenant()
    tenant.catch_up()
    found = approvals(tenant.views, tenant.slug)
    lines = [f"{w.command}\t{w.subject}\t{w.proposer}\t{w.digest}" for w in found]
    context.show(msgspec.to_builtins(found), *lines)


def build(context: Context) -> None:
    """What the public saw at that point, written as files; the same bytes on any machine."""
    tenant = context.tenant()
    tenant.catch_up()
    edition = edition_at(tenant, tenant.as_of(context.args.as_of))
    written = write_edition(edition, Path(context.args.out))
    document = {
        "edition": edition.name,
        "number": edition.number,
        "position": edition.position,
        "organisations": edition.organisations,
        "coordinators": edition.coordinators,
        "files": [path.name for path in written],
    }
    context.show(document, *(str(path) for path in written))
