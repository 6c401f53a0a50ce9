"""The bench does the work it counts, takes its ratios inside the round, and prints the contract."""

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from core.identity import system_entropy
from core.log.application import close_location, open_application
from core.privacy import Sealed, place, unseal
from core.programme.person import ContactChanged
from tenants.keyfile import KeyFile
from web.bench import http_load, http_servers, ours
from web.bench.catalogue import FIGURES, take
from web.bench.goals import GOALS
from web.bench.model import MAIL
from web.bench.rounds import OURS, PEER, REFERENCE, Leg, Rates, figure, measure, run
from web.bench.setting import Setting
from web.cli import main
from workers.postgres import EmbeddedPostgres

TINY = 0.02
CONTRACT = {
    "name": str,
    "ratio": float,
    "low": float,
    "high": float,
    "vs_peer": float,
    "rounds": int,
    "rate": float,
    "reference": float,
}


def no_database() -> str:
    raise AssertionError("this figure needs no PostgreSQL")


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(tmp_path, tmp_path / "cache", True, TINY, no_database)


def counting(role: str, way: str, claims: int, does: int) -> Leg:
    did: list[int] = []
    return Leg(
        role=role,
        way=way,
        count=claims,
        prepare=lambda _: lambda: did.extend(range(does)),
        done=did.__len__,
    )


def test_the_command_line_prints_the_contract_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--quick", "--only", "append_sqlite_1", "--scale", str(TINY), "--json"]
    code = main(["bench", *words, "--dir", str(tmp_path)])
    [document] = json.loads(capsys.readouterr().out)
    assert code == 0
    assert {name: type(document[name]) for name in CONTRACT} == CONTRACT
    assert document["name"] == "append_sqlite_1"
    assert document["rounds"] == 5
    assert 0 < document["low"] <= document["ratio"] <= document["high"]
    assert document["probe"] > 0
    assert list(tmp_path.iterdir()) == []


def test_a_figure_without_a_peer_says_null(setting: Setting) -> None:
    found = take("tenants_10k", setting)
    assert found.vs_peer is None
    assert found.notes == {"tenants": 200, "connections": 2, "threads": 1}


def test_a_table_for_people_names_the_machine_and_the_goals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--quick", "--only", "growth_append", "--scale", "0.005"]
    assert main(["bench", *words, "--dir", str(tmp_path)]) == 0
    machine, header, row, notes = capsys.readouterr().out.splitlines()
    assert "kernel" in machine
    assert "reference/s" in header
    assert row.startswith("growth_append")
    assert " 0.85 " in row
    assert notes.strip() == "events 500, beside 50"


def test_every_figure_has_its_goals_and_the_other_way_round() -> None:
    assert list(FIGURES) == list(GOALS)


def test_a_wrong_name_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "--only", "append_faster"])
    assert ended.value.code == 2
    assert "append_sqlite_1" in capsys.readouterr().err


def test_a_leg_that_claims_more_than_it_did_stops_the_bench() -> None:
    assert run(counting(OURS, "honest", 3, 3)) > 0
    with pytest.raises(AssertionError, match="boasting did 2 of 3"):
        run(counting(OURS, "boasting", 3, 2))


def one_round(name: str, setting: Setting) -> None:
    """Every leg runs once; what the stores hold is what the legs counted."""
    with ExitStack() as stack:
        plan = FIGURES[name](setting, stack)
        before = {leg.way: leg.done() for leg in plan.legs}
        rates = measure(plan.legs, 1, None, system_entropy)
        did = {leg.way: leg.done() - before[leg.way] for leg in plan.legs}
        counted = {leg.way: leg.count for leg in plan.legs}
        # The ways of ours share one log.
        ours_did = sum(leg.count for leg in plan.legs if leg.role == OURS)
        assert did == counted | {leg.way: ours_did for leg in plan.legs if leg.role == OURS}
        assert {leg.role for leg in plan.legs} >= {OURS, REFERENCE}
        assert all(len(rates[way]) == 1 for way in counted)


@pytest.mark.parametrize(
    "name", ["append_sqlite_1", "append_sqlite_64", "batch_sqlite", "fold_sqlite", "verify"]
)
def test_legs_store_what_they_count(setting: Setting, name: str) -> None:
    one_round(name, setting)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["append_pg_1", "append_pg_64", "batch_pg", "fold_pg"])
def test_legs_on_postgresql_store_what_they_count(setting: Setting, name: str) -> None:
    with EmbeddedPostgres() as server:
        one_round(name, setting._replace(postgres=lambda: server.dsn))


@pytest.mark.slow
def test_a_command_over_http_is_in_the_log_when_it_is_answered(setting: Setting) -> None:
    one_round("http_command_64", setting)


def test_what_ours_stores_has_everything_on(tmp_path: Path) -> None:
    location = str(tmp_path / "log.db")
    [client] = ours.clients(location, tmp_path / "keys", 1, 1, people=2)
    client.append(3)
    client.append_batch(2)
    log, keys = open_application("t00000", location), KeyFile(tmp_path / "keys", "t00000", _none)
    facts = log.facts(1, 10)
    assert [fact.position for fact in facts] == [1, 2, 3, 4, 5]
    for fact in facts:
        assert isinstance(fact.event, ContactChanged)
        assert isinstance(fact.event.mail, Sealed)
        aad = place("t00000", fact.stream, fact.version, "mail")
        assert unseal(keys.get(fact.event.person), fact.event.mail, aad) == MAIL
        assert log.find_command(fact.envelope.command_id) == (fact.position, fact.position)
    close_location(location)


def test_ratios_are_taken_inside_the_round_and_the_best_way_is_named() -> None:
    legs = [counting(role, way, 1, 1) for role, way in ((OURS, "slow"), (OURS, "fast"))]
    legs += [counting(REFERENCE, "least", 1, 1), counting(PEER, "library", 1, 1)]
    rates: Rates = {
        "slow": [10, 10, 10],
        "fast": [100, 20, 300],
        "least": [100, 10, 100],
        "library": [50, 5, 50],
        "probe": [7, 9, 8],
    }
    found = figure("made-up", legs, rates, {})
    # The rates' medians would make 1; the machine was slow in the second round for both.
    assert (found.ratio, found.low, found.high) == (2, 1, 3)
    assert (found.vs_peer, found.vs_peer_low, found.vs_peer_high) == (4, 2, 6)
    assert (found.way, found.ways) == ("fast", {"slow": 0.1, "fast": 2})
    assert (found.rounds, found.rate, found.reference, found.probe) == (3, 100, 100, 8)


def test_every_leg_runs_once_a_round_in_an_order_that_is_drawn() -> None:
    ran: list[str] = []

    def named(way: str) -> Leg:
        return Leg(
            role=OURS,
            way=way,
            count=1,
            prepare=lambda _: lambda: ran.append(way),
            done=lambda: ran.count(way),
        )

    draws = iter(bytes([number]) for number in (3, 2, 1, 1, 2, 3))
    measure([named("a"), named("b"), named("c")], 2, None, lambda _: next(draws))
    assert "".join(ran) == "cbaabc"


def test_a_long_log_is_built_once_and_used_again(setting: Setting) -> None:
    for _ in range(2):
        assert take("growth_append", setting).notes == {"events": 2_000, "beside": 200}
    [kept] = setting.cache.glob("*.db")
    appended = 2 * setting.rounds * setting.size(800)
    assert open_application("t00000", str(kept)).head().size == 2_000 + appended
    close_location(str(kept))


@pytest.mark.slow
def test_an_answer_with_another_status_is_no_work() -> None:
    with ExitStack() as stack:
        port = http_servers.start(http_servers.serve_hello, "", stack)
        asked = http_load.request("GET", "/hello")
        load = http_load.Load(port, iter(lambda: asked, None), 200, 2)
        assert len(http_load.put(load, 10)) == 10
        with pytest.raises(http_load.BadAnswer, match="200 OK"):
            http_load.put(load._replace(expected=201), 10)


def _none(_: str) -> bytes:
    raise AssertionError("nothing is drawn to read keys")
