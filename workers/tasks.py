"""The bodies of the jobs pages ask for: import, selection, bundle, edition (design page, part 9).

Each acts for the account that asked, and ends in commands or in a file whose name is the job's.
"""

import zipfile
from pathlib import Path
from typing import Any

from core.command import Actor
from core.errors import refuse
from tenants.bundles import make_bundle
from tenants.editions import edition_at, write_edition
from tenants.gate import Tenant
from workers.imports import import_file
from workers.jobs import Task, job
from workers.queue import Work

UPLOADS = "uploads"
RESULTS = "results"
ERRORS_SHOWN_MAX = 200


@job("import-file", Work.LONG, after=lambda tenant, task: _upload(tenant, task).unlink(True))
def import_upload(tenant: Tenant, task: Task) -> dict[str, Any]:
    """Import an uploaded file. What the cells held stays with the sender: errors say where."""
    upload = _upload(tenant, task)
    if not upload.exists():
        raise refuse(
            "import.upload_gone",
            "送られたファイルが見つかりません。もう一度送ってください。",
            "The uploaded file is no longer there. Please send it again.",
        )
    task.progress(0, 1)
    given = task.arguments
    source, actor = upload.read_bytes(), _actor(tenant, task)
    call, partial = given.get("call", ""), given.get("partial", False)
    found = import_file(tenant, given["form"], source, actor, call=call, partial=partial).as_json()
    task.progress(1, 1)
    errors = [{**error, "value": None} for error in found["errors"]]
    return {**found, "errors": errors[:ERRORS_SHOWN_MAX], "error_count": len(errors)}


@job("run-selection", Work.LONG)
def run_selection(tenant: Tenant, task: Task) -> dict[str, Any]:
    """Run the selection of a call as of a date (today by default)."""
    values = {
        "command_id": task.command_id(),
        "call": task.arguments["call"],
        "decided_on": task.arguments.get("decided_on") or tenant.today.isoformat(),
    }
    command = tenant.read_command("run-selection", values, strings=True)
    receipt = tenant.handle(command, _actor(tenant, task))
    return {"position": receipt.last, "root": receipt.root}


@job("make-bundle", Work.LONG)
def make_tenants_bundle(tenant: Tenant, task: Task) -> dict[str, Any]:
    """Write the tenant's bundle into its results."""
    out = _result(tenant, task, ".zip")
    return {"file": out.name, "size": make_bundle(tenant, out)}


@job("build-edition", Work.LONG)
def build_edition(tenant: Tenant, task: Task) -> dict[str, Any]:
    """Pack the edition that was public at `as_of`; the same edition gives the same bytes."""
    edition = edition_at(tenant, tenant.as_of(task.arguments.get("as_of")))
    out = _result(tenant, task, ".zip")
    folder = out.with_suffix(".files")
    _pack(write_edition(edition, folder), out)
    return {
        "file": out.name,
        "edition": edition.name,
        "organisations": edition.organisations,
        "coordinators": edition.coordinators,
    }


def _actor(tenant: Tenant, task: Task) -> Actor:
    """The account that asked, with the rights it has now."""
    actor = tenant.accounts.actor(task.arguments["account"])
    if actor is None:
        raise refuse(
            "account.unknown",
            "この処理を頼んだ利用者は、もういません。",
            "The account that asked for this work no longer exists.",
        )
    return actor


def _upload(tenant: Tenant, task: Task) -> Path:
    # The name came through a page: only its last part may choose a file.
    return tenant.place.files / tenant.slug / UPLOADS / Path(task.arguments["upload"]).name


def _result(tenant: Tenant, task: Task, suffix: str) -> Path:
    folder = tenant.place.files / tenant.slug / RESULTS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{Path(task.id).name}{suffix}"


def _pack(files: list[Path], out: Path) -> None:
    draft = out.with_name(f".{out.name}.part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            # The format's earliest date, always: a build time would make two equal editions differ.
            archive.writestr(zipfile.ZipInfo(path.name, (1980, 1, 1, 0, 0, 0)), path.read_bytes())
    draft.replace(out)
    for path in files:
        path.unlink()
    files[0].parent.rmdir()
