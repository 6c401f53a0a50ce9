"""Rules at the command line: `policy list|shadow|enable|withdraw` (design.md part 12); those that
observe are in `web.cli.observers`.

Putting a policy in force and taking it back stay with two people: these propose, and say what the
second person does.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from core.area import folded
from core.errors import refuse
from core.programme import policy
from core.programme.policy import Policies as Standing
from plugins.host import Policies, PolicyInfo
from tenants.gate import Tenant
from tenants.shadow import Shadow, shadow
from tenants.shadow_tables import pair_document, shadow_document
from web.cli import observers
from web.cli.doing import send
from web.cli.output import Commands, Context, acting, command

OUTCOMES = {
    "selected": "選定",
    "waitlisted": "補欠",
    "unranked": "順位外",
    "ineligible": "資格なし",
}


def add(commands: Commands) -> None:
    """`policy` and its steps."""
    parser = commands.add_parser("policy", help="制度の版 / policies")
    steps = parser.add_subparsers(metavar="STEP", required=True)
    command(steps, "list", "入っている版と採用 / installed and in force").set_defaults(run=list_all)
    _shadow(command(steps, "shadow", "過去の募集で試す / try a policy on past calls"))
    step = command(steps, "enable", "採用を起案する / propose to put it in force")
    step.add_argument("id", metavar="ID")
    step.add_argument("--from", dest="from_date", required=True, metavar="DATE")
    step.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    acting(step)
    step.set_defaults(run=enable)
    step = command(steps, "withdraw", "取下げを起案する / propose to take it back")
    step.add_argument("id", metavar="ID")
    step.add_argument("--from", dest="from_date", required=True, metavar="DATE")
    step.add_argument("--reason", required=True, metavar="TEXT")
    acting(step)
    step.set_defaults(run=withdraw)
    observers.add(steps)


def _shadow(step: argparse.ArgumentParser) -> None:
    step.add_argument("id", metavar="ID", nargs="?", default="")
    step.add_argument("--over", action="append", required=True, metavar="CALL")
    step.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    step.add_argument("--folder", metavar="DIR", help="入れる前の版 / a policy not installed yet")
    step.add_argument(
        "--keep-seats",
        dest="keep_seats",
        action="store_true",
        help="席は当時のまま / seats as then",
    )
    step.add_argument("--explain", metavar="NOMINATION", help="両方の理由 / both explanations")
    step.set_defaults(run=try_it)


def list_all(context: Context) -> None:
    """Every installed policy; of a register named by -t, what is in force and what waits too."""
    tenant = context.tenant() if context.args.tenant else None
    host = tenant.policies if tenant else Policies()
    standing = _standing(tenant) if tenant else Standing()
    document = [_listed(info, standing) for info in host.available()]
    context.show(document, *(line for each in document for line in _listing(each)))


def _standing(tenant: Tenant) -> Standing:
    state: Standing | None = folded(tenant.log.stream(policy.STREAM))
    return state or Standing()


def _listed(info: PolicyInfo, standing: Standing) -> dict[str, Any]:
    adopted = [each for each in standing.adopted if each.policy.id == info.id]
    proposed, withdrawing = standing.proposed, standing.withdrawing
    return {
        **msgspec.to_builtins(info),
        "adopted": [
            {
                "from": each.from_date.isoformat(),
                "until": each.until.isoformat() if each.until else None,
                "same_files": each.policy.digest == info.digest,
                "parameters": each.parameters,
            }
            for each in adopted
        ],
        "proposed": proposed.from_text if proposed and proposed.policy_id == info.id else None,
        "withdrawal_proposed": (
            withdrawing.from_text if withdrawing and withdrawing.policy_id == info.id else None
        ),
    }


def _listing(each: dict[str, Any]) -> list[str]:
    status = "案" if each["source"]["status"] == "draft" else "確定"
    lines = [f"{each['id']} {each['version']} {each['digest'][:12]} {status} {each['ja']}"]
    for held in each["adopted"]:
        until = f" {held['until']} に取下げ" if held["until"] else ""
        other = "" if held["same_files"] else "（入っている版とファイルが違います）"
        lines.append(f"  採用 {held['from']} から{until}{other}")
    if each["proposed"]:
        lines.append(f"  採用の案 {each['proposed']} から（決裁待ち）")
    if each["withdrawal_proposed"]:
        lines.append(f"  取下げの案 {each['withdrawal_proposed']} から（決裁待ち）")
    return lines


def enable(context: Context) -> None:
    """Propose the installed policy, and say what the second person does."""
    tenant, args = context.tenant(), context.args
    ref = tenant.policies.ref(args.id)
    values = {
        "policy_id": ref.id,
        "policy_version": ref.version,
        "policy_digest": ref.digest,
        "from_date": args.from_date,
        "parameters": " ".join(args.set),
    }
    receipt = send(context, tenant, "propose-policy", values)
    state = _standing(tenant)
    assert state.proposed is not None
    _say_next(context, "adopt-policy", state.proposed.digest, receipt.document())


def withdraw(context: Context) -> None:
    """Propose that it holds no more from a day on."""
    tenant, args = context.tenant(), context.args
    values = {"policy_id": args.id, "from_date": args.from_date, "reason": args.reason}
    receipt = send(context, tenant, "withdraw-policy", values)
    state = _standing(tenant)
    assert state.withdrawing is not None
    _say_next(context, "approve-policy-withdrawal", state.withdrawing.digest, receipt.document())


def _say_next(context: Context, name: str, digest: str, receipt: dict[str, Any]) -> None:
    slug = context.args.tenant
    line = f"daicho -t {slug} do {name} digest_seen={digest} --as approver"
    context.show(
        {**receipt, "digest": digest, "next": line},
        f"✓ 起案しました（指紋 {digest[:16]}…）。まだ何も変わりません。",
        "  別の人が /approvals のページで決裁するか、次を行います:",
        f"  {line}",
    )


def try_it(context: Context) -> int:
    """Nothing is stored: outcomes that would change, by tier and prefecture, or of one nominee
    both explanations; exit 1 if it gave no answer about a call."""
    args, tenant = context.args, context.tenant()
    policies, id = _chosen(tenant, args.id, args.folder)
    given = policy.read_pairs(" ".join(args.set))
    try:
        found = shadow(tenant, policies, id, args.over, given, keep_seats=args.keep_seats)
        if args.explain:
            _explain(context, found, args.explain)
        else:
            document = shadow_document(found)
            context.show(document, *_report(document))
        return 1 if found.lost else 0
    finally:
        if policies is not tenant.policies:
            policies.close()


def _chosen(tenant: Tenant, id: str, folder: str | None) -> tuple[Policies, str]:
    """The installed policies and the id, or those of a folder alone."""
    if not folder:
        if not id:
            raise refuse(
                "policy.not_named",
                "試す版の名前か、--folder でそのフォルダを指定してください。",
                "Name the policy, or its folder with --folder.",
                "id",
            )
        return tenant.policies, id
    outside = Policies([Path(folder).resolve()])
    found = [info.id for info in outside.available()]
    if not found or id not in ("", found[0]):
        outside.close()
        raise refuse(
            "policy.bad_folder",
            f"{folder} に、読み込める制度の版{f'「{id}」' if id else ''}がありません。"
            f"わけは daicho plugin test {folder} が示します。",
            f"{folder} holds no policy{f' {id}' if id else ''} that can be loaded."
            f" `daicho plugin test {folder}` says why.",
            "folder",
        )
    return outside, found[0]


def _report(document: Mapping[str, Any]) -> list[str]:
    lines = [f"{document['policy']} {document['version']} {document['digest'][:12]} の試行"]
    if not document["bears"]:
        lines.append(
            "  この版は年間計画・資格・順位のどの質問にも答えないので、選定の結果は変わりません。"
        )
    for lost in document["failed"]:
        lines.append(f"✗ 募集 {lost['id']}: 答えがないので、ここには含まれていません。")
        lines += [f"    {fault['ja']}\n    {fault['en']}" for fault in lost["faults"]]
    for call in document["calls"]:
        lines += _head(call)
        for each in call["no_data"]:
            lines.append(f"  対象データなし: {document['no_data_words'][each]['ja']}（{each}）")
        lines.append("  段階（当時）\t席を得る\t席を失う\t変わらず")
        lines += [f"  {_tier(row)}\t{_seats(row)}" for row in call["by_tier"]]
        lines.append("  段階（試した版）\t推薦\t選定")
        for row in call["by_tier_after"]:
            lines.append(f"  {_tier(row)}\t{row['nominations']}\t{row['selected']}")
        lines.append("  都道府県\t席を得る\t席を失う\t変わらず")
        moved = [row for row in call["by_prefecture"] if row["gained"] or row["lost"]]
        lines += [f"  {row['prefecture']}\t{_seats(row)}" for row in moved]
        lines.append(f"  ほか {len(call['by_prefecture']) - len(moved)} 都道府県は変わらず")
        lines += [f"  {_line(each)}" for each in call["changed"]]
    return lines


def _head(call: Mapping[str, Any]) -> list[str]:
    before, after = call["seats"]["before"], call["seats"]["after"]
    seats = f"席 {before}" if before == after else f"席 {before} → {after}"
    by = "試した版の年間計画" if call["seats"]["from"] == "calendar" else "当時の募集"
    return [
        f"募集 {call['id']}: 推薦 {call['nominations']} 件のうち結果が変わる人 "
        f"{call['outcomes_changed']} 名（{seats}、{by}による）",
        f"  答えた版: 資格 {call['asked']['eligibility']}、順位 {call['asked']['selection']}",
        *(f"  資格と選定の答えが食い違う: {name}" for name in call["at_odds"]),
    ]


def _tier(row: Mapping[str, Any]) -> str:
    return "なし" if row["tier"] is None else row["mark"] or str(row["tier"])


def _seats(row: Mapping[str, Any]) -> str:
    return f"{row['gained']}\t{row['lost']}\t{row['unchanged']}"


def _line(pair: Mapping[str, Any]) -> str:
    before, after = pair["before"], pair["after"]
    return (
        f"{pair['nomination']}\t{pair['prefecture']}"
        f"\t{OUTCOMES[before['outcome']]} {before['rank'] or '-'}"
        f"\t→ {OUTCOMES[after['outcome']]} {after['rank'] or '-'}"
    )


def _explain(context: Context, found: Shadow, nomination: str) -> None:
    pairs = [each for tried in found.calls for each in tried.pairs if each.nomination == nomination]
    if not pairs:
        raise refuse(
            "selection.unknown",
            "その募集に、その受付番号の判定はありません。",
            "Those calls have no ruling on that nomination.",
            "explain",
        )
    pair = pair_document(pairs[0])
    lines = [_line(pair)]
    for name, side in (("当時", pair["before"]), (found.policy.id, pair["after"])):
        lines += [f"{name}: {side['ja']}", f"  {side['en']}"]
        lines += [f"  ・{reason['ja']}" for reason in side["reasons"]]
    context.show(pair, *lines)
