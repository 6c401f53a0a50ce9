"""A policy tried on past calls in the background: the document is a file of the job, nothing else
changes (clause 21)."""

from pathlib import Path
from typing import Any

import msgspec

from tenants.gate import Tenant
from tenants.shadow import shadow
from tenants.shadow_tables import shadow_document
from workers.jobs import Task, job
from workers.queue import Work
from workers.tasks import RESULTS

KIND = "try-policy"


@job(KIND, Work.LONG)
def try_policy(tenant: Tenant, task: Task) -> dict[str, Any]:
    """Write what would change; a call at a time, so that its page can tell how far it is."""
    given = task.arguments
    calls: list[str] = given["calls"]
    task.progress(0, len(calls))
    found = shadow(
        tenant,
        tenant.policies,
        given["policy"],
        calls,
        given["parameters"],
        keep_seats=given["keep_seats"],
        progress=task.progress,
    )
    folder = tenant.place.files / tenant.slug / RESULTS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    out = folder / f"{Path(task.id).name}.json"
    out.write_bytes(msgspec.json.encode(shadow_document(found)))
    return {"file": out.name}
