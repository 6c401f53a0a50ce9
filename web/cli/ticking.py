"""The clock by hand: `tick` does what is due, `schedule` has it done every few minutes; `letters`
shows what became of the mail."""

import msgspec

from tenants.gate import open_tenant, tenants
from tenants.outbox import Outbox
from tenants.postbook import State
from web.cli.output import Commands, Context, command
from workers.duties import DUTIES
from workers.duties.running import Done
from workers.duties.running import tick as tick_one
from workers.letters import mails_of, skip_letters

STATES: tuple[State, ...] = ("sent", "sending", "unknown", "refused")
FAILED: tuple[State, ...] = ("unknown", "refused")


def add(commands: Commands) -> None:
    """`tick`, `schedule`, `letters`."""
    parser = command(commands, "tick", "期日の来た仕事をする / do what is due now")
    parser.set_defaults(run=tick)
    parser = command(commands, "schedule", "定時の仕事を頼み続ける / the clock alone", json=False)
    parser.set_defaults(run=schedule)
    parser = command(commands, "letters", "通知の行方 / what became of the letters")
    parser.add_argument(
        "--skip",
        action="store_true",
        help="これまでの記録の通知を送らない（復元の後に）/ send none for what is recorded so far",
    )
    parser.set_defaults(run=letters)


def tick(context: Context) -> int:
    """Every duty of the register named by -t, or of all; 1 if one broke down."""
    slugs = [context.args.tenant] if context.args.tenant else tenants(context.place)
    found: list[tuple[str, Done]] = []
    for slug in slugs:
        found += [(slug, each) for each in tick_one(open_tenant(slug, context.place))]
    document = [
        {
            "tenant": slug,
            "duty": each.duty,
            "done": each.done,
            "refused": list(each.refused),
            "failed": each.failed,
            "more": each.more,
        }
        for slug, each in found
    ]
    told = [_line(slug, each) for slug, each in found if not each.idle]
    context.show(document, *(told or ["期日の来た仕事はありません / nothing is due"]))
    return int(any(each.failed for _, each in found))


def schedule(context: Context) -> int:
    """Orders a tick of every register again and again, until stopped."""
    from workers.schedule import run_schedule

    return run_schedule(context.place)


def letters(context: Context) -> None:
    """Mails that were refused or of which nobody knows whether they arrived; counts of all.

    `--skip` is for a log that was restored without its list of jobs: what it tells was written to
    people before.
    """
    tenant = context.tenant()
    if context.args.skip:
        skip_letters(tenant, Outbox(tenant.place.jobs, tenant.now))
    found = mails_of(tenant)
    told = {state: found.ended(state) for state in STATES}
    failed = [mail for state in FAILED for mail in told[state]]
    document = {
        "counts": {state: len(mails) for state, mails in told.items()},
        "failed": [msgspec.to_builtins(mail) for mail in failed],
    }
    lines = [
        f"{mail.state} {mail.code} {mail.kind} {mail.to_id} #{mail.position}" for mail in failed
    ]
    counts = ", ".join(f"{state} {len(mails)}" for state, mails in told.items())
    context.show(document, *lines, counts)


def _line(slug: str, each: Done) -> str:
    duty = DUTIES[each.duty]
    parts = [f"{slug} {duty.ja} / {duty.en}: {each.done}"]
    parts += [f"拒否 / refused: {', '.join(each.refused)}"] if each.refused else []
    parts += [f"失敗 / failed: {each.failed}"] if each.failed else []
    parts += ["残りは次回 / more next time"] if each.more else []
    return "、".join(parts)
