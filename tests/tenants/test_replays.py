"""Replay folds every view again and says which differs."""

from tenants.gate import Tenant
from tenants.replays import fold_again, replay_tenant
from tests.programme.register import OFFICER, nominee
from tests.tenants.test_access import isa

__all__ = ["isa"]


def test_every_view_has_the_rows_of_a_fresh_fold(isa: Tenant) -> None:
    isa.handle(isa.read_command("submit-nomination", nominee(1)), OFFICER)
    checks = replay_tenant(isa)
    assert {check.result for check in checks} == {"pass"}
    assert {check.name for check in checks} >= {"view nomination_inbox", "view directory"}


def test_a_view_with_other_rows_or_an_unknown_one_is_named(isa: Tenant) -> None:
    size = isa.catch_up()
    recorded = {**isa.view_digests(size), "call_register": "0" * 64, "gone": "1" * 64}
    failed = [c.name for c in fold_again(isa.log, recorded, size) if c.result == "fail"]
    assert failed == ["view call_register", "view gone"]


def test_replaying_one_call_leaves_the_views_alone(isa: Tenant) -> None:
    assert replay_tenant(isa, "2025-1") == []
