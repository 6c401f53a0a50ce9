"""Replay: every recorded question asked again, every view folded again (design.md part 8)."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from core.audit.reader import Bundle
from core.audit.report import Rejected
from core.engine.replay import FAIL, PASS, Check, replay
from core.errors import Invalid
from core.log.application import TenantApplication, open_bundle
from plugins.host import Policies
from projections import runner
from projections.catalogue import VIEWS
from projections.store import Views
from tenants.gate import Tenant


def replay_tenant(tenant: Tenant, call: str = "") -> list[Check]:
    """Decisions and views of a tenant, its views folded anew beside those in use."""
    checks = tenant.replay(call)
    if call:
        return checks
    size = tenant.catch_up()
    return checks + fold_again(tenant.log, tenant.view_digests(size), size)


def replay_bundle(path: Path, call: str = "") -> list[Check]:
    """Decisions and views of a bundle, with what is installed here; `Invalid` for bad bytes."""
    policies = Policies()
    with open_bundle(path) as log:
        checks = replay(log, policies, policies.installed, call)
        return checks if call else checks + fold_again(log, _recorded(path), log.head().size)


def fold_again(log: TenantApplication, recorded: Mapping[str, str], size: int) -> list[Check]:
    """Fold the log into views in memory and compare the digests of their rows at `size`."""
    views = Views(f"memory:replay-{log.tenant}-{log.head().root().hex()}")
    runner.catch_up(log.tenant, log, views)
    checks = []
    for name, digest in sorted(recorded.items()):
        view = VIEWS.get(name)
        same = view is not None and runner.digest(log.tenant, views, view, size) == digest
        result = (PASS, "same rows") if same else (FAIL, "other rows")
        checks.append(Check(f"view {name}", *result, size))
    return checks


def _recorded(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(Bundle(file).read("views.json"), type=dict[str, str])
    except (OSError, Rejected, msgspec.MsgspecError):
        raise Invalid("bad bundle") from None
