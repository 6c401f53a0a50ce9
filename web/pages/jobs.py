"""Work in the background as the page that asked for it sees it: asked for, progress, result
(part 9)."""

import hashlib
import os
from pathlib import Path
from typing import Any

from starlette.responses import RedirectResponse, Response

from core.command import Choice
from core.errors import refuse
from core.identity import Entropy, system_entropy
from core.japan import Misread, read_date
from tenants.gate import Tenant
from tenants.outbox import Job
from web.forms import NONCE_FIELD
from web.render import page
from web.visit import NotHere, Visit

FORMS = (
    Choice("windows", "相談窓口", "Windows"),
    Choice("nominations", "推薦", "Nominations"),
    Choice("bodies", "募集の送付先", "Recipients of calls"),
)
UPLOADS = "uploads"
RESULTS = "results"
REFRESH_SECONDS = 2


def ask_for(visit: Visit, kind: str, key: str, **arguments: Any) -> str:
    """Store a job for the visitor; asked for twice with the same `key`, it is one job. Its id."""
    text = "\x1f".join((visit.tenant.slug, kind, visit.someone.id, key))
    job_id = f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:20]}"
    visit.tenant.jobs.enqueue(job_id, kind, account=visit.someone.id, **arguments)
    return job_id


def show_import(visit: Visit) -> Response:
    """Choose a form and a file; the latest jobs below."""
    mine = [job for job in visit.tenant.jobs.recent() if _may_see(visit, job)]
    return page(visit, "jobs/import.html", forms=FORMS, jobs=mine, call=visit.query("call"))


def do_import(visit: Visit) -> Response:
    """Keep the file for the worker and ask for its import; nothing of it is read here."""
    entered, file = visit.entered(), visit.upload("file")
    form = entered.get("form", "")
    if form not in {each.code for each in FORMS} or file is None:
        raise refuse(
            "import.nothing_chosen",
            "様式とファイルを選んでください。",
            "Please choose a form and a file.",
            "file",
        )
    upload = keep_upload(visit.tenant, file.file.read())
    call, partial = entered.get("call", "").strip(), entered.get("partial") == "true"
    key = f"{form}/{call}/{partial}/{upload}"
    arguments = {"form": form, "call": call, "partial": partial, "upload": upload}
    job = ask_for(visit, "import-file", key, **arguments)
    return RedirectResponse(visit.path(f"/jobs/{job}"), 303)


def do_run_selection(visit: Visit) -> Response:
    """Ask for a run of a call's selection; the job's page leads back to the board."""
    call, entered = visit.part("call"), visit.entered()
    try:
        decided_on = read_date(entered.get("decided_on", "")).isoformat()
    except Misread as misread:
        raise refuse("command.bad_value", misread.ja, misread.en, "decided_on") from None
    key = f"{call}/{decided_on}/{entered.get(NONCE_FIELD, '')}"
    job = ask_for(visit, "run-selection", key, call=call, decided_on=decided_on)
    return RedirectResponse(visit.path(f"/jobs/{job}"), 303)


def do_build_edition(visit: Visit) -> Response:
    """Ask for the files of the edition that was public at `as_of`, in one zip."""
    as_of = visit.as_of or visit.tenant.log.head().size
    job = ask_for(visit, "build-edition", str(as_of), as_of=str(as_of))
    return RedirectResponse(visit.path(f"/jobs/{job}"), 303)


def show_job(visit: Visit) -> Response:
    """How far it is, what came of it. Without scripts the page asks again by itself."""
    job = _job(visit)
    going = job.state in ("due", "running")
    headers = {"Refresh": str(REFRESH_SECONDS)} if going else {}
    response = page(visit, "jobs/job.html", job=job, going=going, file=_result_of(visit, job))
    response.headers.update(headers)
    return response


def show_result(visit: Visit) -> Response:
    """The file a job made."""
    job = _job(visit)
    file = _result_of(visit, job)
    if file is None:
        raise NotHere
    name = f"{visit.tenant.slug}-{job.kind}{file.suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.read_bytes(), media_type="application/octet-stream", headers=headers)


def finished(visit: Visit, job_id: str, kind: str) -> Path | None:
    """The file that a job of this kind made for the visitor, None if there is none."""
    job = visit.tenant.jobs.find(job_id)
    if job is None or job.kind != kind or not _may_see(visit, job):
        return None
    return _result_of(visit, job)


def keep_upload(tenant: Tenant, content: bytes, draw: Entropy = system_entropy) -> str:
    """Store a file under a name that says nothing about it, readable by its owner only."""
    folder = tenant.place.files / tenant.slug / UPLOADS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = draw("upload").hex()
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return name


def _job(visit: Visit) -> Job:
    job = visit.tenant.jobs.find(visit.part("job"))
    if job is None or not _may_see(visit, job):
        raise NotHere
    return job


def _may_see(visit: Visit, job: Job) -> bool:
    """Whoever asked for it."""
    return bool(job.arguments.get("account") == visit.someone.id)


def _result_of(visit: Visit, job: Job) -> Path | None:
    name = job.result.get("file") if isinstance(job.result, dict) else None
    if job.state != "done" or not name:
        return None
    file = visit.tenant.place.files / visit.tenant.slug / RESULTS / Path(str(name)).name
    return file if file.is_file() else None
