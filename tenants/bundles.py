"""A tenant's bundle: log, proofs, policies, editions and the verifier, in one zip."""

from collections.abc import Mapping
from pathlib import Path

from core.audit.bundle import BundleParts, write_bundle
from core.event import PolicyRef
from core.programme.directory.edition import edition_files
from core.programme.policy import PolicyAdopted
from tenants.checkpoints import origin_of, sign_at, vkey
from tenants.editions import editions
from tenants.gate import Tenant

README = """# 台帳の束 / A bundle of a Daicho register

この束だけで、ネットワークもデータベースも使わずに確かめられます。
This bundle can be checked with nothing but Python 3.11 or later:

    python -I -S verify.py BUNDLE.zip

- `tile/` 台帳の記録とそのハッシュ木（C2SP tlog-tiles） / entries and their tree
- `checkpoint` 署名された木の根（C2SP tlog-checkpoint） / the signed root
- `policies/` 判定に使った規則の全文 / the rules as used
- `editions/` 公開した所属機関リスト / what was published
- `views.json` 画面のもとになる表の指紋 / digests of the views

「未確認」と出た検査は、確かめられていません。`--key` に公開鍵、`--checkpoint` に手元の古い署名を
渡すと確かめられます。
A check shown as 未確認 was not made: give `--key` and an older `--checkpoint` to make it.
個人の氏名などは暗号のまま入っています。鍵は入っていません。
Personal values stay sealed; no key is inside.
"""


def make_bundle(tenant: Tenant, out: Path) -> int:
    """Write the tenant's bundle to `out`, whole or not at all; how many entries it holds."""
    tenant.catch_up()
    tree = tenant.tiles.tree()
    size = tree.size
    parts = BundleParts(
        tenant=tenant.slug,
        origin=origin_of(tenant),
        entries=tenant.log.entries(stop=size),
        checkpoint=sign_at(tenant, tree, size),
        vkey=vkey(tenant),
        readme=README,
        older=[sign_at(tenant, tree, each.position) for each in editions(tenant, size)[:-1]],
        policies=_policies(tenant),
        editions=_editions(tenant, size),
        views=tenant.view_digests(size),
    )
    draft = out.with_name(f".{out.name}.part")
    out.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("wb") as file:
        write_bundle(file, parts)
    draft.replace(out)
    return size


def _policies(tenant: Tenant) -> Mapping[str, tuple[str, Mapping[str, bytes]]]:
    """Sources of every policy ever adopted, as far as the same files are installed here."""
    used: dict[str, PolicyRef] = {}
    for fact in tenant.log.stream("policy/tenant"):
        if isinstance(fact.event, PolicyAdopted):
            used[fact.event.policy_id] = fact.event.in_force.policy
    return {
        name: (policy.version, tenant.policies.sources(name))
        for name, policy in used.items()
        if tenant.installed(name) == policy.digest
    }


def _editions(tenant: Tenant, size: int) -> Mapping[str, Mapping[str, bytes]]:
    return {
        f"{edition.name}-{edition.number}": edition_files(edition)
        for edition in editions(tenant, size)
    }
