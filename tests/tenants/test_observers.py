"""Policies that observe are told afterwards: of what they asked for, in order, at least once."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sql

from projections import observers as kept
from tenants.observers import remarks, resume, standings, tell, waits
from tenants.place import Place, close_place
from tests import postgres
from tests.tenants.conftest import Make
from tests.tenants.observing import Watched, written

FOUR = ("A1", "A2", "A3", "A4")


def test_it_is_told_in_order_what_was_recorded_since_its_adoption(make: Make) -> None:
    # given a window before the adoption, and four after it
    register = make("watch")
    register.windows("A0")
    adopted = register.adopt("watch")
    positions = register.windows(*FOUR)
    # when it is told
    tell(register.tenant)
    # then it has seen the four, once, in order, and nothing of other topics
    found = remarks(register.tenant, "watch")[::-1]
    assert [each.position for each in found] == positions
    assert [each.ja for each in found] == [
        f"{code}を4件のうち{number}番目に見ました。" for number, code in enumerate(FOUR, 1)
    ]
    assert found[0].en == "Saw A1, 1 of 4."
    assert (found[0].stream, found[0].about) == ("window/A1", "window/A1")
    # and stands at the head, with nothing left to say
    standing = register.standing("watch")
    assert standing.state == "live"
    assert standing.observer.adopted == adopted
    assert standing.told.position == register.tenant.log.head().size
    assert waits(register.tenant) == ""


def test_it_is_told_more_than_a_batch_and_each_fact_once(make: Make) -> None:
    register = make("watch")
    register.adopt("watch")
    positions = register.windows(*(f"A{number}" for number in range(120)))
    tell(register.tenant)
    assert register.remarked("watch") == positions


def test_nothing_personal_is_told_nor_who_did_it(make: Make) -> None:
    register = make("watch")
    register.adopt("watch")
    register.do("register-person", person="P-1", full_name="見本 一郎", mail="i@example.jp")
    tell(register.tenant)
    (found,) = remarks(register.tenant)
    assert found.ja.startswith("PersonRegistered(person='P-1', full_name=None, ")


def test_a_withdrawn_adoption_is_told_nothing_more(make: Make) -> None:
    register = make("watch")
    register.adopt("watch")
    before = register.windows("A1")
    register.days_later(3)
    before += register.windows("A1-2")
    register.withdraw("watch")
    register.windows("A2")
    register.days_later(1)
    register.windows("A3")
    tell(register.tenant)
    assert register.remarked("watch") == before
    assert register.standing("watch").state == "over"
    # a new adoption is told from its own position on
    adopted = register.adopt("watch")
    later = register.windows("A4")
    tell(register.tenant)
    assert register.remarked("watch") == [*before, *later]
    assert register.standing("watch").observer.adopted == adopted
    assert [each.state for each in standings(register.tenant)] == ["live", "over"]


def test_other_files_under_the_same_id_begin_at_their_own_adoption(
    make: Make, tmp_path: Path
) -> None:
    register = make("watch")
    register.adopt("watch")
    first = register.windows("A1")
    tell(register.tenant)
    # given other files, which nobody adopted: they are told nothing
    register.machine(written(tmp_path / "policies", "watch", "number == 1"))
    register.windows("A2")
    tell(register.tenant)
    assert register.standing("watch").state == "absent"
    assert register.remarked("watch") == first
    # once they are adopted, what was recorded before stays untold to them
    register.adopt("watch")
    second = register.windows("A3")
    tell(register.tenant)
    assert register.remarked("watch") == [*first, *second]
    assert [each.state for each in standings(register.tenant)] == ["live", "over"]


def test_an_adoption_takes_nothing_from_the_one_before_it_that_was_recorded_already(
    make: Make, tmp_path: Path
) -> None:
    # given a window that nobody was told of yet, and other files adopted on the same day
    register = make("watch")
    old = register.policies
    register.adopt("watch")
    before = register.windows("A1")
    register.machine(written(tmp_path / "policies", "watch", "number == 1"))
    register.adopt("watch")
    register.windows("A2")
    # when a machine with the old files tells them
    register.tenant.policies = old
    tell(register.tenant)
    # then they are told of the one, and not of the other
    assert register.remarked("watch") == before


def test_two_registers_with_the_same_ids_are_told_apart(make: Make) -> None:
    one = make("watch")
    two = make("watch", slug="twin")
    one.adopt("watch")
    two.adopt("watch")
    first = one.windows("A1", "watch-raises")
    second = two.windows("A1", "A2", "A3")
    for each in (one, two):
        tell(each.tenant)
    assert one.standing("watch").state == "parked"
    assert one.remarked("watch") == []
    assert two.remarked("watch") == second
    resume(one.tenant, "watch", skip=True)
    tell(one.tenant)
    assert one.remarked("watch") == first[:1]
    assert two.remarked("watch") == second


def test_what_was_thrown_away_is_remarked_again(make: Make) -> None:
    register = make("watch")
    adopted = register.adopt("watch")
    register.windows(*FOUR)
    tell(register.tenant)
    register.days_later(1)
    register.withdraw("watch")
    before = remarks(register.tenant)
    with register.tenant.views.writing() as db:
        kept.forget(db, "isa", [adopted])
    assert remarks(register.tenant) == []
    register.days_later(1)
    tell(register.tenant)
    assert remarks(register.tenant) == before


def test_one_that_is_ahead_of_a_restored_log_begins_anew(make: Make) -> None:
    register = make("watch")
    adopted = register.adopt("watch")
    positions = register.windows("A1")
    register.tenant.views.prepare_observers()
    with register.tenant.views.writing() as db:
        ghost = kept.Remarked(adopted, 900, 1, "window/X", "window/X", "seen", "幻", "ghost")
        kept.change(db, "isa", kept.Told(adopted, adopted), kept.Told(adopted, 1_000), [ghost])
    tell(register.tenant)
    assert register.remarked("watch") == positions


def test_of_two_who_tell_at_once_one_stores(make: Make) -> None:
    register = make("watch")
    adopted = register.adopt("watch")
    known = kept.Told(adopted, adopted)
    register.tenant.views.prepare_observers()
    with register.tenant.views.writing() as db:
        kept.change(db, "isa", known, known._replace(position=adopted + 1))
    for late in (known, known._replace(turn=7)):
        with (
            pytest.raises(kept.Overtaken),
            register.tenant.views.writing() as db,
        ):
            kept.change(db, "isa", late, late._replace(position=adopted + 9))
    with register.tenant.views.reading("isa") as db:
        assert kept.told(db, "isa")[adopted].position == adopted + 1


KILLED = """
import os, signal, sys
from pathlib import Path
from core.clock import system_clock
from core.identity import system_entropy
from plugins.host import SHIPPED, Policies
from projections import observers
from tenants.gate import Tenant
from tenants.observers import tell
from tenants.place import Place
observers.change = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
data, url, *folders = sys.argv[1:]
policies = Policies([SHIPPED / "isa_fy2025", *map(Path, folders)])
tell(Tenant("isa", Place(Path(data), url), system_clock, system_entropy, policies))
"""


def test_one_who_dies_between_telling_and_noting_it_has_it_told_again(
    make: Make, tmp_path: Path
) -> None:
    register = make("watch")
    register.adopt("watch")
    positions = register.windows(*FOUR)
    folder = tmp_path / "policies" / "watch"
    words = (str(register.place.data), register.place.database, str(folder))
    died = subprocess.run([sys.executable, "-c", KILLED, *words], check=False)
    assert died.returncode == -signal.SIGKILL
    assert register.remarked("watch") == []
    tell(register.tenant)
    assert register.remarked("watch") == positions


def test_where_no_installed_policy_observes_nobody_is_asked_anything(make: Make) -> None:
    register = make()
    del register.tenant.log
    assert waits(register.tenant) == ""


def test_the_tables_of_observers_outlast_a_pruning(make: Make) -> None:
    register = make("watch")
    register.adopt("watch")
    positions = register.windows("A1")
    tell(register.tenant)
    register.tenant.views.prune([])
    assert register.remarked("watch") == positions


@pytest.mark.slow
def test_row_security_shows_a_reader_its_own_register_alone(tmp_path: Path) -> None:
    with postgres.database() as url:
        place = Place(tmp_path / "data", url).make()
        register = Watched(place, [written(tmp_path, "watch")])
        register.adopt("watch")
        register.windows("A1")
        tell(register.tenant)
        for tenant, count in (("isa", 1), ("twin", 0)):
            for table in (kept.OBSERVERS, kept.REMARKS):
                with register.tenant.views.reading(tenant) as db:
                    assert len(db.execute(sql.select(table)).all()) == count
        register.policies.close()
        close_place(place)
