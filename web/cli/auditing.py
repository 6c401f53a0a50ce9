"""Anyone can check: `bundle`, `verify`, `replay`."""

from pathlib import Path

from core.audit import verify as verifier
from core.engine.replay import Check
from core.errors import refuse
from tenants.bundles import make_bundle
from tenants.checkpoints import sign_head, vkey
from tenants.replays import replay_bundle, replay_tenant
from web.cli.output import Commands, Context, command

MARKS = {"pass": "✓", "fail": "✗", "not_checked": "未確認"}


def add(commands: Commands) -> None:
    """Bundles and what is done with them."""
    parser = command(commands, "bundle", "検証用の束を作る / write a bundle")
    parser.add_argument("--out", required=True, metavar="F.zip")
    parser.set_defaults(run=bundle)
    parser = command(commands, "checkpoint", "署名した根を書き出す / write a signed checkpoint")
    parser.add_argument("--out", required=True, metavar="FILE")
    parser.set_defaults(run=checkpoint)
    parser = command(commands, "verify", "束を検証する / verify a bundle")
    parser.add_argument("bundle", metavar="F.zip")
    parser.add_argument("--checkpoint", metavar="FILE", help="手元の古い署名 / an older checkpoint")
    parser.add_argument("--key", metavar="VKEY", help="公開鍵 / the verifier key you trust")
    parser.set_defaults(run=verify)
    parser = command(commands, "replay", "判定をやり直して比べる / decide again and compare")
    parser.add_argument("call", nargs="?", default="", metavar="CALL")
    parser.add_argument("--bundle", metavar="F.zip")
    parser.set_defaults(run=again)


def bundle(context: Context) -> None:
    """One zip; the key to check it with is printed, to be published elsewhere."""
    tenant = context.tenant()
    size = make_bundle(tenant, Path(context.args.out))
    document = {"bundle": context.args.out, "size": size, "key": vkey(tenant)}
    context.show(document, context.args.out, f"公開鍵 {document['key']}")


def checkpoint(context: Context) -> None:
    """A signed note of the present root: keep it, and no later bundle can leave anything out."""
    tenant = context.tenant()
    size, note = sign_head(tenant)
    Path(context.args.out).write_text(note)
    context.show({"checkpoint": context.args.out, "size": size}, context.args.out)


def verify(context: Context) -> int:
    """Every check by name; the exit code says whether any failed. No register is opened."""
    arguments = [context.args.bundle]
    for option in ("checkpoint", "key"):
        if value := getattr(context.args, option):
            arguments += [f"--{option}", value]
    return verifier.main([*arguments, *(["--json"] if context.json else [])])


def again(context: Context) -> int:
    """Ask every recorded question again; the first difference is shown."""
    checks = _replayed(context)
    if not checks:
        raise refuse(
            "replay.nothing", "やり直せる判定がありません。", "There is nothing to replay."
        )
    failed = [check for check in checks if check.result == "fail"]
    document = {
        "ok": not failed and any(check.result == "pass" for check in checks),
        "checks": [
            {"name": c.name, "result": c.result, "detail": c.detail, "position": c.position}
            for c in checks
        ],
    }
    context.show(document, *_lines(checks))
    return 0 if document["ok"] else 1


def _replayed(context: Context) -> list[Check]:
    if context.args.bundle:
        return replay_bundle(Path(context.args.bundle), context.args.call)
    return replay_tenant(context.tenant(), context.args.call)


def _lines(checks: list[Check]) -> list[str]:
    counts = {result: sum(c.result == result for c in checks) for result in MARKS}
    told = [c for c in checks if c.result != "pass" or not c.name.startswith("eligibility")]
    lines = [f"{MARKS[c.result]} {c.name}: {c.detail}（記録 {c.position}）" for c in told]
    return [*lines, " ".join(f"{MARKS[result]} {count}" for result, count in counts.items())]
