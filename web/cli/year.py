"""The year by hand: `call open|extend|close`, `select`, `explain`, `train`, `certify`."""

from pathlib import Path
from typing import Any

import msgspec

from core.errors import refuse
from core.programme.questions import NomineeRuling
from core.programme.selection.facts import SelectionRuled, stream_of
from tenants.gate import Tenant
from web.cli.doing import send, show_receipt
from web.cli.output import Commands, Context, acting, command
from workers.exports import export_selection, overrides_of
from workers.selection_readings import Other, other_readings

STEPS = {
    "open": ("open-call", ("cohort", "deadline")),
    "extend": ("extend-call", ("deadline", "reason")),
    "close": ("close-call", ()),
}


def add(commands: Commands) -> None:
    """The commands of a programme year."""
    parser = command(commands, "call", "募集の開始・延長・締切 / open, extend, close a call")
    parser.add_argument("step", choices=sorted(STEPS))
    parser.add_argument("call", metavar="ID")
    for option in ("--cohort", "--deadline", "--reason"):
        parser.add_argument(option)
    acting(parser)
    parser.set_defaults(run=call)
    parser = command(commands, "select", "選定を計算する / run a selection")
    parser.add_argument("call", metavar="CALL")
    parser.add_argument("--decided-on", dest="decided_on", metavar="DATE")
    parser.add_argument("--compare", action="store_true", help="ほかの読み方 / other readings")
    acting(parser)
    parser.set_defaults(run=select)
    parser = command(commands, "explain", "ある人の判定を説明する / explain one ruling")
    parser.add_argument("call", metavar="CALL")
    parser.add_argument("nomination", metavar="NOMINATION")
    parser.set_defaults(run=explain)
    parser = command(
        commands, "export", "選定の根拠をファイルにする / a selection's inputs as files"
    )
    parser.add_argument("call", metavar="CALL")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.set_defaults(run=export)
    parser = command(commands, "train", "研修を始める / start a cohort's training")
    parser.add_argument("step", choices=["start"])
    parser.add_argument("cohort", metavar="COHORT")
    parser.add_argument("--on", metavar="DATE")
    acting(parser)
    parser.set_defaults(run=train)
    parser = command(commands, "certify", "認証を起案・決裁・交付する / propose, approve, issue")
    parser.add_argument("step", choices=["approve", "issue", "propose"])
    parser.add_argument("cohort", metavar="COHORT")
    parser.add_argument("--digest-seen", dest="digest_seen", metavar="HEX")
    parser.add_argument("--certified-on", dest="certified_on", metavar="DATE")
    acting(parser)
    parser.set_defaults(run=certify)


def call(context: Context) -> None:
    """One step of a call; the cohort of the same id unless another is named."""
    name, fields = STEPS[context.args.step]
    values = {field: getattr(context.args, field) for field in fields}
    if "cohort" in values:
        values["cohort"] = values["cohort"] or context.args.call
    _do(context, name, {"call": context.args.call, **values})


def select(context: Context) -> None:
    """Run the selection of a closed call, decided today unless said otherwise; or only compare
    the readings of its rules, storing nothing."""
    if context.args.compare:
        compare(context)
        return
    day = context.args.decided_on or context.tenant().today.isoformat()
    _do(context, "run-selection", {"call": context.args.call, "decided_on": day})


def compare(context: Context) -> None:
    """Every other reading of the rules: who would gain or lose a seat, who would change rank."""
    found = other_readings(context.tenant(), context.args.call)
    document = {
        "call": context.args.call,
        "run": found.run.run if found.run else None,
        "decided_on": found.decided_on,
        "readings": [
            {
                "name": each.reading.name,
                "clause": each.reading.clause,
                "value": each.reading.value,
                "other": each.value,
                "seats_changed": len(each.seats),
                "changed": [changed._asdict() for changed in each.changed],
            }
            for each in found.others
        ],
    }
    context.show(document, *(line for each in found.others for line in _comparison(each)))


def _comparison(other: Other) -> list[str]:
    head = f"{other.reading.name} = {other.value}（今は {other.reading.value}）: "
    head += f"席が変わる人 {len(other.seats)} 名、順位が変わる人 {len(other.changed)} 名"
    return [
        head,
        *(
            f"  {each.nomination}\t{each.outcome} {each.rank or '-'}"
            f"\t→ {each.other_outcome} {each.other_rank or '-'}"
            for each in other.seats
        ),
    ]


def export(context: Context) -> None:
    """Windows, nominations (with names: mind where you put them), certified, and the options."""
    options = export_selection(context.tenant(), context.args.call, Path(context.args.out))
    context.show(options, *(f"{name} = {value}" for name, value in options.items()))


def train(context: Context) -> None:
    """Start a cohort; progress comes by `import record-progress`."""
    day = context.args.on or context.tenant().today.isoformat()
    _do(context, "start-cohort", {"cohort": context.args.cohort, "on": day})


def certify(context: Context) -> None:
    """Propose, approve, issue."""
    args = context.args
    values: dict[str, Any] = {"cohort": args.cohort}
    if args.step == "approve":
        values |= {
            "digest_seen": args.digest_seen or "",
            "certified_on": args.certified_on or context.tenant().today.isoformat(),
        }
    name = "issue-certificates" if args.step == "issue" else f"{args.step}-certification"
    _do(context, name, values)


def _do(context: Context, name: str, values: dict[str, Any]) -> None:
    given = {field: value for field, value in values.items() if value is not None}
    show_receipt(context, send(context, context.tenant(), name, given))


def explain(context: Context) -> None:
    """The one explanation object, the position it is recorded at, and the log's root."""
    tenant = context.tenant()
    position, ruling = ruling_of(tenant, context.args.call, context.args.nomination)
    head, call = tenant.log.head(), context.args.call
    run = next(
        fact.event.run
        for fact in tenant.log.facts(position, 1)
        if isinstance(fact.event, SelectionRuled)
    )
    overrides = [
        each
        for each in overrides_of(tenant, call, run)
        if each["nomination"] == context.args.nomination
    ]
    document = {
        "call": context.args.call,
        **msgspec.to_builtins(ruling),
        "overrides": overrides,
        "position": position,
        "size": head.size,
        "root": head.root().hex(),
    }
    decided = [
        f"  決定による順位 {each['rank']}: {each['reason']}（記録 {each['position']}）"
        for each in overrides
    ]
    context.show(document, *explanation_lines(ruling, position), *decided)


def ruling_of(tenant: Tenant, call: str, nomination: str) -> tuple[int, NomineeRuling]:
    """The latest ruling on a nomination, and its position; `Refused` if there is none."""
    found = [
        (fact.position, fact.event.ruling)
        for fact in tenant.log.stream(stream_of(call))
        if isinstance(fact.event, SelectionRuled) and fact.event.nomination == nomination
    ]
    if not found:
        raise refuse(
            "selection.unknown",
            "その募集に、その受付番号の判定はありません。",
            "That call has no ruling on that nomination.",
        )
    return found[-1]


def explanation_lines(ruling: NomineeRuling, position: int) -> list[str]:
    """The explanation for a terminal: sentence, facts with their events, what would have helped."""
    lines = [f"{ruling.nomination}: {ruling.ja}（記録 {position}）"]
    lines += [f"  ・{each.ja}" for each in ruling.reasons]
    lines += [f"  {each.name} = {each.value}（記録 {each.position}）" for each in ruling.facts]
    if ruling.counterfactual:
        lines.append(f"  {ruling.counterfactual.ja}")
    return lines
