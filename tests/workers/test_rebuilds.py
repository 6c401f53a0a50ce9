"""Views built anew from outside: over processes, by a job, and from the command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sql

from core.clock import system_clock
from core.errors import Refused
from projections import runner
from projections.catalogue import VIEWS
from projections.rebuild import beside
from projections.window_register import WINDOWS
from tenants.gate import Tenant, add_tenant, open_tenant
from tenants.outbox import Outbox
from tenants.place import Place, close_place
from tests.programme.register import OFFICER, window
from tests.workers import story
from web.cli import main
from workers import rebuilds
from workers.jobs import Workplace, do_all
from workers.rebuilds import REBUILD, Moved, Wanted, order_rebuilds, rebuild_all, seen

SLUGS = ("isa", "isb")


@pytest.fixture
def home(place: Place) -> Place:
    """Two registers with a window each, followed to the end."""
    for slug in SLUGS:
        add_tenant(slug, f"見本庁 {slug}", "isa_fy2025", place)
        tenant = open_tenant(slug, place)
        story.do(tenant, "register-window", OFFICER, **window("W1"))
        tenant.catch_up()
    return place


def everything() -> list[Wanted]:
    return [Wanted(slug, name) for slug in SLUGS for name in VIEWS]


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 3])
def test_all_tenants_are_built_anew_by_few_processes(home: Place, processes: int) -> None:
    told: list[Moved] = []
    found = rebuild_all(home, everything(), accept=False, processes=processes, told=told.append)
    assert [wanted for wanted, _ in found] == everything()
    assert all(rebuilt.switched and rebuilt.before == rebuilt.after for _, rebuilt in found)
    # and each said where it stood and where it was going
    last = {moved.wanted: (moved.position, moved.goal) for moved in told}
    assert set(last) == set(everything())
    assert all(position == goal for position, goal in last.values())


@pytest.mark.slow
def test_what_refuses_in_a_child_refuses_here(home: Place) -> None:
    nobody = Wanted("nobody", "directory")
    with pytest.raises(Refused, match=r"tenant\.unknown"):
        rebuild_all(home, [nobody, *everything()], accept=False, processes=2, told=lambda _: None)


@pytest.fixture
def isa(home: Place) -> Tenant:
    return open_tenant("isa", home)


@pytest.fixture
def desk(isa: Tenant) -> Iterator[Workplace]:
    outbox = Outbox(isa.place.jobs, system_clock)
    yield Workplace(outbox, lambda _: isa)
    outbox.close()


def result(desk: Workplace, tenant: Tenant, job_id: str) -> Any:
    do_all(desk)
    job = desk.outbox.find(tenant.slug, job_id)
    assert job
    return job.result


def test_a_job_builds_a_view_anew_and_says_what_it_found(desk: Workplace, isa: Tenant) -> None:
    desk.outbox.of("isa").enqueue("job-1", REBUILD, view="window_register")
    found = result(desk, isa, "job-1")
    assert found["equal"]
    assert found["before"] == found["after"] == runner.digest("isa", isa.views, WINDOW_REGISTER)


WINDOW_REGISTER = VIEWS["window_register"]


def test_a_higher_version_is_built_anew_once(
    desk: Workplace, isa: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_rebuilds(isa)
    assert desk.outbox.recent("isa") == ()
    monkeypatch.setattr(WINDOW_REGISTER, "version", WINDOW_REGISTER.version + 1)
    order_rebuilds(isa)
    order_rebuilds(isa)
    [ordered] = desk.outbox.recent("isa")
    assert result(desk, isa, ordered.id)["switched"]
    order_rebuilds(isa)
    assert len(desk.outbox.recent("isa")) == 1


def test_a_view_that_does_not_exist_is_refused(desk: Workplace, isa: Tenant) -> None:
    desk.outbox.of("isa").enqueue("job-1", REBUILD, view="nothing")
    [fault] = result(desk, isa, "job-1")["faults"]
    assert fault["code"] == rebuilds.UNKNOWN.code


def test_only_what_was_looked_at_is_accepted(desk: Workplace, isa: Tenant) -> None:
    spoil(isa)
    desk.outbox.of("isa").enqueue("job-1", REBUILD, view="window_register")
    assert not result(desk, isa, "job-1")["switched"]
    looked_at = seen(beside("isa", isa.views, WINDOW_REGISTER))
    # given that something else was looked at, then nothing is switched in
    given = {"view": "window_register", "accept": True}
    desk.outbox.of("isa").enqueue("job-2", REBUILD, **given, seen="9-00")
    [fault] = result(desk, isa, "job-2")["faults"]
    assert fault["code"] == rebuilds.CHANGED.code
    # given what stands there, then it is
    desk.outbox.of("isa").enqueue("job-3", REBUILD, **given, seen=looked_at)
    assert result(desk, isa, "job-3")["switched"]
    assert beside("isa", isa.views, WINDOW_REGISTER) is None


def spoil(tenant: Tenant) -> None:
    """A current row of one tenant that no fact says."""
    own = WINDOWS.core.c
    ours = sql.and_(own.tenant == tenant.slug, own.to_position.is_(None))
    with tenant.views.writing() as db:
        row = db.execute(sql.select(own.row).where(ours)).scalar_one()
        spoiled = row.replace("東京都".encode(), "大阪府".encode())
        db.execute(sql.update(WINDOWS.core).where(ours).values(row=spoiled))


def test_the_command_line_shows_what_differs_and_switches_when_told_to(
    isa: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    def daicho(*words: str) -> tuple[int, Any]:
        code = main(["--data", str(isa.place.data), "-t", "isa", "views", *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    spoil(isa)
    # given a row that was changed, when the view is built anew, then it is not switched in
    code, found = daicho("rebuild", "window_register")
    [built] = [each["rebuilt"] for each in found if each["rebuilt"]]
    assert (code, built["equal"], built["switched"]) == (1, False, False)
    states = {each["view"]: each["state"] for each in daicho("status")[1]}
    assert states.pop("window_register") == "differs"
    assert set(states.values()) == {"live"}
    # the difference names the row
    code, [row] = daicho("diff", "window_register")
    assert (code, row["key"]) == (1, "W1")
    assert (row["before"]["prefecture"], row["after"]["prefecture"]) == ("大阪府", "東京都")
    # it is thrown away, or accepted
    assert daicho("cancel", "window_register") == (0, ["window_register"])
    assert daicho("diff", "window_register") == (0, [])
    assert daicho("rebuild", "window_register", "--accept")[0] == 0
    assert daicho("rebuild", "window_register")[0] == 0
    assert daicho("prune") == (0, [])


@pytest.mark.parametrize("words", [("roster",), ("views", "status"), ("views", "rebuild")])
def test_a_views_file_that_is_none_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    place = Place(tmp_path / "data").make()
    add_tenant("isa", "見本庁", "isa_fy2025", place)
    Path(place.views).write_bytes(b"not a database" * 500)
    assert main(["--data", str(place.data), "-t", "isa", *words]) == 1
    told = capsys.readouterr().err
    assert told.splitlines()[1:] == ["  daicho doctor"]
    close_place(place)
