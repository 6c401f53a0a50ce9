"""The jobs pages ask for, on real twin registers: commands once, files by name, nothing told."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.audit.verify import verify
from tenants.gate import Tenant
from tenants.outbox import Job, Outbox
from tests.workers import story
from tests.workers.test_outbox import HandClock
from workers.jobs import Task, Workplace, do_all
from workers.tasks import import_upload, run_selection

GOOD = ("131016", "011002")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def twins(tmp_path: Path, clock: HandClock) -> Iterator[dict[str, Tenant]]:
    with story.founded(tmp_path, clock) as tenants:
        yield tenants


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock, twins: dict[str, Tenant]) -> Workplace:
    return Workplace(Outbox(tmp_path / "jobs.db", clock), twins.__getitem__)


class Breaking:
    """Opens a tenant as a machine does whose disk fails the first time."""

    def __init__(self, tenants: dict[str, Tenant]) -> None:
        self._tenants, self._opened = tenants, 0

    def __call__(self, slug: str) -> Tenant:
        self._opened += 1
        if self._opened == 1:
            raise OSError
        return self._tenants[slug]


def done(desk: Workplace, tenant: Tenant, kind: str, job_id: str = "job-1", **given: Any) -> Job:
    """Ask for a job, do what is due, and see what came of it."""
    given = {"account": "officer", **given}
    desk.outbox.of(tenant.slug).enqueue(job_id, kind, **given)
    do_all(desk)
    job = desk.outbox.find(tenant.slug, job_id)
    assert job is not None
    return job


def test_an_uploaded_file_becomes_commands_of_its_own_tenant(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    kept = story.upload(twins["isa"], "u1", story.bodies(*GOOD))
    twin = story.upload(twins["isb"], "u1", story.bodies(*GOOD))
    job = done(desk, twins["isa"], "import-file", form="bodies", upload="u1")
    assert (job.state, job.done, job.total) == ("done", 1, 1)
    assert (job.result["accepted"], job.result["errors"]) == (2, [])
    assert (twins["isa"].log.head().size, twins["isb"].log.head().size) == (4, 2)
    assert (kept.exists(), twin.exists()) == (False, True)


def test_the_same_file_again_changes_nothing(desk: Workplace, twins: dict[str, Tenant]) -> None:
    for name in ("u1", "u2"):
        story.upload(twins["isa"], name, story.bodies(*GOOD))
        job = done(desk, twins["isa"], "import-file", name, form="bodies", upload=name)
    assert (job.result["accepted"], job.result["unchanged"]) == (0, 2)


def test_faults_are_told_by_cell_without_what_the_cell_held(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    story.upload(twins["isa"], "u1", story.bodies("131016", "山田花子"))
    job = done(desk, twins["isa"], "import-file", form="bodies", upload="u1")
    assert job.state == "done"
    assert [(error["row"], error["column"]) for error in job.result["errors"]] == [
        (3, "団体コード")
    ]
    assert (job.result["accepted"], job.result["error_count"]) == (0, 1)
    assert "山田" not in repr(job)


def test_a_file_that_is_gone_is_refused_with_a_sentence(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    job = done(desk, twins["isa"], "import-file", form="bodies", upload="../../isb/uploads/u1")
    assert job.state == "failed"
    assert [fault["code"] for fault in job.result["faults"]] == ["import.upload_gone"]


def test_an_import_done_again_after_a_crash_adds_nothing(
    desk: Workplace, twins: dict[str, Tenant], clock: HandClock
) -> None:
    story.upload(twins["isa"], "u1", story.bodies(*GOOD))
    given = {"account": "officer", "form": "bodies", "upload": "u1"}
    desk.outbox.of("isa").enqueue("job-1", "import-file", **given)
    lost = desk.outbox.claim_next(["import-file"])
    assert lost is not None
    import_upload(twins["isa"], Task(desk.outbox, lost))
    clock.forward(3_600)
    do_all(desk)
    job = desk.outbox.find("isa", "job-1")
    assert job is not None
    assert (job.state, job.fence, job.result["accepted"]) == ("done", 2, 0)
    assert twins["isa"].log.head().size == 4


def test_an_account_that_is_gone_can_no_longer_act(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    story.upload(twins["isa"], "u1", story.bodies(*GOOD))
    job = done(desk, twins["isa"], "import-file", account="nobody", form="bodies", upload="u1")
    assert [fault["code"] for fault in job.result["faults"]] == ["account.unknown"]


def test_a_job_has_only_the_rights_of_its_account(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    job = done(desk, twins["isa"], "run-selection", account="auditor", call="2025-1")
    assert job.state == "failed"
    assert twins["isa"].log.head().size == 2


def test_a_selection_whose_worker_was_lost_is_recorded_once(
    desk: Workplace, twins: dict[str, Tenant], clock: HandClock
) -> None:
    story.closed(twins["isa"], clock)
    given = {"account": "officer", "call": "2025-1", "decided_on": "2025-05-12"}
    desk.outbox.of("isa").enqueue("job-1", "run-selection", **given)
    lost = desk.outbox.claim_next(["run-selection"])
    assert lost is not None
    run_selection(twins["isa"], Task(desk.outbox, lost))
    clock.forward(3_600)
    do_all(desk)
    job = desk.outbox.find("isa", "job-1")
    assert job is not None
    assert (job.state, job.fence) == ("done", 2)
    assert len(twins["isa"].log.facts(1, 1_000, topics=("selection.computed",))) == 1
    assert job.result["position"] == twins["isa"].log.head().size


def test_a_file_is_kept_until_its_job_has_ended(
    desk: Workplace, twins: dict[str, Tenant], clock: HandClock
) -> None:
    kept = story.upload(twins["isa"], "u1", story.bodies(*GOOD))
    given = {"account": "officer", "form": "bodies", "upload": "u1"}
    desk.outbox.of("isa").enqueue("job-1", "import-file", **given)
    broken = desk._replace(open_tenant=Breaking(twins))
    do_all(broken)
    assert kept.exists()
    clock.forward(3_600)
    do_all(desk)
    job = desk.outbox.find("isa", "job-1")
    assert job is not None
    assert (job.state, job.fence, kept.exists()) == ("done", 2, False)


def test_a_bundle_lies_in_the_tenants_results_and_verifies(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    job = done(desk, twins["isa"], "make-bundle")
    assert job.state == "done", job.result
    file = twins["isa"].place.files / "isa" / "results" / job.result["file"]
    assert verify(file, None, None).ok


def test_an_edition_is_packed_into_the_same_bytes_each_time(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    packed = []
    for name in ("job-1", "job-2"):
        job = done(desk, twins["isa"], "build-edition", name)
        assert job.state == "done", job.result
        packed.append(twins["isa"].place.files / "isa" / "results" / job.result["file"])
    assert packed[0].read_bytes() == packed[1].read_bytes()
    with zipfile.ZipFile(packed[0]) as archive:
        assert "edition.json" in archive.namelist()
    assert sorted(packed[0].parent.iterdir()) == sorted(packed)
