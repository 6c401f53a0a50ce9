"""Policies that observe are told in the background: beside the process that folds, never in it.

A call that hangs costs a worker the two seconds that any call may take, and folding nothing. One
row a tenant in the list of what is due: it is ordered anew while somebody is still to be told.
"""

from typing import Any

from tenants.gate import Tenant
from tenants.observers import tell, waits
from tenants.outbox import Order, Outbox
from workers.jobs import Task, job
from workers.queue import Work

TELL = "tell-observers"
SECONDS = 5.0
"""After so long other tenants have their turn."""


def order_telling(tenant: Tenant, outbox: Outbox) -> bool:
    """Order that observers are told, unless nobody waits or the last order has not ended."""
    where = waits(tenant)
    return bool(where) and outbox.order_again(tenant.slug, Order(TELL, TELL, {"where": where}))


def _go_on(tenant: Tenant, task: Task) -> None:
    if where := waits(tenant):
        task.order_again(where=where)


@job(TELL, Work.LONG, after=_go_on)
def tell_observers(tenant: Tenant, task: Task) -> dict[str, Any]:
    """Tell them, for a while; what is left is ordered anew."""
    tell(tenant, SECONDS)
    return dict(task.arguments)
