"""The auditor's room proves from kept tiles, and says so when stored bytes were changed."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from core.audit.receipt import check_receipt, make_receipt
from core.errors import Invalid
from core.log.application import close_location
from tenants.checkpoints import sign_at, sign_head, vkey
from tenants.gate import Tenant, add_tenant, open_tenant
from tenants.place import Place
from web.pages.audit import prove


@pytest.fixture
def tenant(tmp_path: Path) -> Tenant:
    """A founded register on files."""
    home = Place(tmp_path)
    add_tenant("isa", "試験の台帳", "isa_fy2025", home)
    made = open_tenant("isa", home)
    yield made
    close_location(home.log)


def change(tenant: Tenant, position: int) -> None:
    """Change stored bytes as somebody above the triggers could."""
    with closing(apsw.Connection(tenant.place.log)) as db:
        db.execute("drop trigger event_stays")
        found = db.execute("select state from event where position = ?", (position,))
        ((state,),) = found.fetchall()
        changed = state.replace(b'"operator"', b'"OPERATOR"')
        db.execute("update event set state = ? where position = ?", (changed, position))


def test_a_fact_is_proved_and_its_receipt_can_be_checked(tenant: Tenant) -> None:
    for fact in tenant.log.walk():
        proof = prove(tenant, fact)
        assert proof.holds
        assert (proof.size, proof.root) == (tenant.log.head().size, tenant.log.head().root().hex())
    tree = tenant.tiles.tree()
    entry = next(tenant.log.entries())
    receipt = make_receipt(tree.inclusion(1, tree.size), 1, entry, sign_at(tenant, tree, tree.size))
    assert check_receipt(receipt, vkey(tenant)).ok


def test_a_changed_record_is_shown_as_not_in_the_tree_and_no_root_is_signed(
    tenant: Tenant,
) -> None:
    change(tenant, 1)
    (fact,) = tenant.log.facts(1, 1)
    assert fact.envelope.actor == "OPERATOR"
    proof = prove(tenant, fact)
    assert not proof.holds
    assert proof.siblings == ()
    with pytest.raises(Invalid, match="do not lead"):
        sign_head(tenant)
