"""Four calls of five hundred nominees under a coming policy, in its child process (issue 7)."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.command import Actor
from plugins.host import Policies
from tenants.shadow import shadow
from tests.plugins.coming import FORTY_HOURS, LAST_FIRST, coming
from tests.programme.register import nominee
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import CODES, desk_in, opened, place

pytestmark = pytest.mark.slow
CALLS = ("2025-1", "2025-2", "2026-1", "2026-2")
NOMINEES, WINDOWS, SEATS = 500, 100, 60
SECONDS_MAX = 60
OFFICER = Actor(id="officer", roles=("officer",))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An invented register with four selections."""
    with desk_in(tmp_path_factory.mktemp("large")) as made:
        made.do("plan-cohorts", fiscal_year=2026)
        places = [
            place(f"W{number}", list(CODES)[number % len(CODES)], caseload=number)
            for number in range(WINDOWS)
        ]
        all_of(made, "register-window", places)
        for call in CALLS:
            opened(made, call)
            sent = [
                nominee(
                    number, f"W{number % WINDOWS}", call=call, mail=f"{call}.{number}@example.jp"
                )
                for number in range(NOMINEES)
            ]
            all_of(made, "submit-nomination", sent)
            received = [{"nomination": f"{call}-{number:04d}"} for number in range(1, NOMINEES + 1)]
            all_of(made, "accept-evidence", received)
        made.at("2025-05-12 09:00")
        for call in CALLS:
            made.do("close-call", call=call)
            made.do("run-selection", call=call, decided_on="2025-05-12")
        yield made


def all_of(desk: Office, name: str, rows: list[dict]) -> None:
    """Many commands in one commit."""
    tenant = desk.tenant
    commands = [
        tenant.read_command(name, {**row, "command_id": f"{name}-{row}"[:200]}) for row in rows
    ]
    tenant.handle_all(commands, OFFICER)


def test_four_calls_of_five_hundred_take_less_than_a_minute_in_a_child(
    desk: Office, tmp_path: Path
) -> None:
    host = Policies([coming(tmp_path, "both", eligibility=FORTY_HOURS, selection=LAST_FIRST)])
    began = time.monotonic()
    found = shadow(desk.tenant, host, "both", CALLS, {})
    took = time.monotonic() - began
    host.close()
    assert [len(each.pairs) for each in found.calls] == [NOMINEES] * len(CALLS)
    for each in found.calls:
        gained = [pair for pair in each.changed if pair.seat == "gained"]
        lost = [pair for pair in each.changed if pair.seat == "lost"]
        assert len(gained) == len(lost) > 0
        assert sum(pair.after.outcome == "selected" for pair in each.pairs) == SEATS
        # Nobody has forty hours: the two answers are at odds on everybody.
        assert len(each.at_odds) == NOMINEES
    assert took < SECONDS_MAX
