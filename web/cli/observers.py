"""Policies that are told afterwards: `policy observers|tell|remarks|resume` (design.md part 5)."""

from typing import Any

from core.programme.policy import FAILURES
from tenants.observers import Standing, remarks, resume, standings, tell
from web.cli.output import Commands, Context, command

STATES = {
    "live": "通知済み",
    "behind": "未通知の記録あり",
    "parked": "停止中",
    "absent": "ここに入っていない",
    "coming": "適用前",
    "over": "適用終了",
}
WORDS = {choice.code: choice for choice in FAILURES}


def add(steps: Commands) -> None:
    """The steps below `policy`."""
    step = command(steps, "observers", "記録の通知の状態 / how those that observe stand")
    step.set_defaults(run=show_observers)
    step = command(steps, "tell", "今すぐ知らせる / tell them what is new, here and now")
    step.set_defaults(run=tell_all)
    step = command(steps, "remarks", "規則からの気づき / what they remarked")
    step.add_argument("id", metavar="ID", nargs="?", default="")
    step.set_defaults(run=show_remarks)
    step = command(steps, "resume", "止まった通知の再開 / let a parked one be told again")
    step.add_argument("id", metavar="ID")
    step.add_argument(
        "--skip", action="store_true", help="失敗する1件を飛ばす / pass over the fact"
    )
    step.set_defaults(run=resume_one)


def show_observers(context: Context) -> None:
    """Every adoption that observes, the newest first; nobody is told anything for it."""
    _shown(context, standings(context.tenant()))


def tell_all(context: Context) -> int:
    """Tell every observer what is new; 1 if one that is in force is parked."""
    tenant = context.tenant()
    tell(tenant)
    return _shown(context, standings(tenant))


def show_remarks(context: Context) -> None:
    """Everything remarked, on the latest facts first."""
    tenant, id = context.tenant(), context.args.id
    names = {each.observer.adopted: each.observer.policy.id for each in standings(tenant)}
    document = [
        {"policy": names.get(each.adopted, id), **each._asdict()} for each in remarks(tenant, id)
    ]
    lines = [f"#{each['position']}\t{each['about']}\t{each['ja']}" for each in document]
    context.show(document, *lines)


def resume_one(context: Context) -> int:
    """Tell it again, here and now; 1 if it fails again."""
    tenant, id = context.tenant(), context.args.id
    resume(tenant, id, skip=context.args.skip)
    tell(tenant)
    return _shown(context, [each for each in standings(tenant) if each.observer.policy.id == id])


def _shown(context: Context, found: list[Standing]) -> int:
    document = [_document(each) for each in found]
    context.show(document, *(line for each in document for line in _lines(each)))
    return 1 if any(each.state == "parked" for each in found) else 0


def _document(standing: Standing) -> dict[str, Any]:
    observer, told = standing.observer, standing.told
    return {
        "policy": observer.policy.id,
        "version": observer.policy.version,
        "digest": observer.policy.digest,
        "adopted": observer.adopted,
        "from": observer.from_date.isoformat(),
        "state": standing.state,
        "position": told.position,
        "topics": sorted(observer.topics),
        "failed": _failure(standing) if told.failed else None,
        "skipped": told.skipped,
        "remarks": standing.remarks,
    }


def _failure(standing: Standing) -> dict[str, Any]:
    told = standing.told
    words = WORDS[told.failed]
    return {
        "kind": told.failed,
        "ja": words.ja,
        "en": words.en,
        "since": told.failed_at,
        "first": told.first,
        "last": told.last,
    }


def _lines(each: dict[str, Any]) -> list[str]:
    head = (each["policy"], each["version"], each["digest"][:12], f"採用 #{each['adopted']}")
    lines = [f"{' '.join(head)}: {STATES[each['state']]}（#{each['position']} まで）"]
    if failed := each["failed"]:
        where = f"#{failed['first']}～#{failed['last']}"
        lines.append(f"  {failed['since']} から: {failed['ja']}（{where}）")
        lines.append(f"  再開: policy resume {each['policy']} [--skip]")
    return lines
