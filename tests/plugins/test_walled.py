"""Policies of others: in a child process, from the bytes that were digested, each call anew."""

import io
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from core.errors import Refused
from core.programme.questions import CalendarFacts, CalendarRuling
from plugins.child_kernel import NETWORK_WALLS
from plugins.finding import installed_folders
from plugins.host import Policies
from plugins.kit.cases import differences
from plugins.walled import walled
from tests.plugins.conftest import POLICY
from tests.plugins.test_host import codes, write
from tests.plugins.test_policy_cases import CASES
from tests.plugins.worlds import fixed

FACTS = CalendarFacts(fiscal_year=2025)
ROOT = Path(__file__).resolve().parents[2]
ANSWER = "return CalendarRuling(rounds=(Round(number=1, seats={}, **months),))"
Make = Callable[..., Policies]


def seats(value: str, *before: str) -> str:
    """The body of a rule that answers with a number, as the seats of its only round."""
    months = "months = dict.fromkeys(Round.__struct_fields__[2:], f'{facts.fiscal_year}-06')"
    return "\n    ".join([months, *before, ANSWER.format(value)])


def asked(policies: Policies) -> int:
    """The number that the policy `other` answers with."""
    ruling = policies.ask("calendar", "other", FACTS)
    assert isinstance(ruling, CalendarRuling)
    return ruling.rounds[0].seats


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """A host with one policy of somebody else's, `other`, and more of its files."""
    made: list[Policies] = []

    def host(body: str, trace: io.StringIO | None = None, **files: str) -> Policies:
        folder = write(tmp_path, "other", body)
        for name, text in files.items():
            (folder / f"{name}.txt").write_text(text)
        made.append(Policies([folder], trace, seconds=1.5))
        return made[-1]

    yield host
    for each in made:
        each.close()


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Policies, Policies]]:
    """The policies shipped here, run in this process and in a child."""
    walled_in = Policies(wall_all=True)
    yield Policies(wall_all=False), walled_in
    walled_in.close()


@pytest.mark.parametrize(("policy", "name"), CASES)
def test_a_case_holds_in_a_child_as_it_does_here(
    both: tuple[Policies, Policies], policy: str, name: str
) -> None:
    _, child = both
    assert not differences(CASES[policy, name], lambda asks, facts: child.ask(asks, policy, facts))


@pytest.mark.parametrize("number", range(10))
def test_a_child_rules_to_the_letter_as_the_policy_does_here(
    both: tuple[Policies, Policies], number: int
) -> None:
    here, child = both
    facts = fixed(number)
    assert here.ask("selection", POLICY, facts) == child.ask("selection", POLICY, facts)


def test_the_environment_can_send_every_policy_into_a_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = Policies().info(POLICY)
    assert here is not None
    assert here.walls is None
    monkeypatch.setenv("DAICHO_POLICIES_IN_CHILD", "1")
    info = Policies().info(POLICY)
    assert info is not None
    assert info.walls is not None


def test_it_is_told_which_walls_the_kernel_holds(make: Make) -> None:
    info = make(seats("1")).info("other")
    assert info is not None
    assert info.walls is not None
    assert sys.platform != "linux" or NETWORK_WALLS & set(info.walls)


def test_nothing_of_it_runs_in_this_process(make: Make) -> None:
    policies = make(seats("sys.was_here", "import sys", "sys.was_here = 7"))
    assert asked(policies) == 7
    assert not hasattr(sys, "was_here")
    assert f"daicho_policy_{policies.digest('other')}" not in sys.modules


def test_nothing_is_kept_from_one_call_to_the_next(make: Make) -> None:
    policies = make(
        seats("len(seen)", "seen = refuse.__globals__.setdefault('seen', [])", "seen.append(1)")
    )
    assert [asked(policies) for _ in range(3)] == [1, 1, 1]


def test_what_runs_is_what_was_digested(make: Make, tmp_path: Path) -> None:
    policies = make(seats("1"))
    digest = policies.digest("other")
    (tmp_path / "other" / "__init__.py").write_text("raise SystemExit")
    assert asked(policies) == 1
    assert policies.digest("other") == digest
    with pytest.raises(Refused) as refused:
        Policies([tmp_path / "other"]).ask("calendar", policies.ref("other"), FACTS)
    assert codes(refused.value) == ["policy.changed"]


def test_it_reads_its_own_files_and_the_standard_library(make: Make) -> None:
    reads = "text = Path(__file__).with_name('own.txt').read_text()"
    body = seats(
        "statistics.mode([int(text)])", "from pathlib import Path", "import statistics", reads
    )
    assert asked(make(body, own="5")) == 5


def test_it_finds_nothing_that_was_installed(make: Make) -> None:
    finds = "from importlib.util import find_spec"
    body = seats("int(any(find_spec(n) for n in ('sqlalchemy', 'tenants', 'web')))", finds)
    assert asked(make(body)) == 0


def test_it_is_given_no_environment_and_the_same_hashes(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAICHO_SECRET", "x")
    policies = make(seats("(hash('a') % 1000) * 1000 + len(os.environ)", "import os"))
    first = asked(policies)
    policies.close()
    assert first == asked(policies)
    assert first % 1000 == 0


def test_a_call_ends_when_its_time_is_over_and_the_next_is_answered(make: Make) -> None:
    policies = make(seats("1", "while facts.fiscal_year == 2026: pass"))
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        policies.ask("calendar", "other", CalendarFacts(fiscal_year=2026))
    assert time.monotonic() - began < 5
    assert codes(refused.value) == ["policy.failed"]
    assert "時間内" in refused.value.faults[0].ja
    assert asked(policies) == 1


def test_a_child_that_died_while_nobody_asked_is_replaced(make: Make) -> None:
    policies = make(seats("1"))
    assert asked(policies) == 1
    child = walled(policies.digest("other"), policies.sources("other"))._child
    assert child is not None
    os.kill(child._number, 9)
    os.read(child._out, 1)  # at the end of its life the pipe ends
    assert asked(policies) == 1


def test_many_threads_share_a_child(make: Make) -> None:
    policies = make(seats("facts.fiscal_year"))
    years = range(2025, 2065)

    def ask(year: int) -> int:
        ruling = policies.ask("calendar", "other", CalendarFacts(fiscal_year=year))
        assert isinstance(ruling, CalendarRuling)
        return ruling.rounds[0].seats

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, years)) == list(years)


FORKS = """
import os, sys
from pathlib import Path
from core.programme.questions import CalendarFacts
from plugins.host import Policies

policies = Policies([Path(sys.argv[1])])
def ask():
    return policies.ask("calendar", "other", CalendarFacts(fiscal_year=2025)).rounds[0].seats
first = ask()
child = os.fork()
if child == 0:
    second = ask()
    policies.close()
    os._exit(second)
_, status = os.waitpid(child, 0)
print(first, os.waitstatus_to_exitcode(status), ask())
"""


def test_after_a_fork_each_process_has_children_of_its_own_and_none_is_left(
    tmp_path: Path,
) -> None:
    folder, rest = write(tmp_path, "other", seats("9")), tmp_path / "rest"
    rest.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKS, str(folder)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(rest)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("9 9 9\n", "")
    assert not list(rest.iterdir())


DIES = """
import sys
from pathlib import Path
from core.programme.questions import CalendarFacts
from plugins.breeding import NURSERY
from plugins.host import Policies

policies = Policies([Path(sys.argv[1])])
policies.ask("calendar", "other", CalendarFacts(fiscal_year=2025))
print(NURSERY._process.pid, flush=True)
sys.stdin.read()
"""


def test_a_host_that_is_killed_leaves_neither_processes_nor_files(tmp_path: Path) -> None:
    folder, rest = write(tmp_path, "other", seats("9")), tmp_path / "rest"
    rest.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", DIES, str(folder)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(rest)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as host:
        assert host.stdout is not None
        nursery = os.pidfd_open(int(host.stdout.readline()))
        assert list(rest.iterdir())
        host.kill()
    # the nursery ends its processes first, and itself last
    ended, _, _ = select.select([nursery], [], [], 20)
    os.close(nursery)
    assert ended
    assert not list(rest.iterdir())


def test_the_trace_tells_of_children_too_and_of_failures(make: Make) -> None:
    trace = io.StringIO()
    policies = make(seats("1 // (2026 - facts.fiscal_year)"), trace)
    asked(policies)
    with pytest.raises(Refused):
        policies.ask("calendar", "other", CalendarFacts(fiscal_year=2026))
    first, second = trace.getvalue().splitlines()
    assert first.startswith("other@")
    assert first.endswith("decide_calendar fiscal_year=2025 -> number=1")
    assert second.endswith("decide_calendar fiscal_year=2026 -> failed=raised")


def test_a_policy_with_a_link_in_it_is_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path, "other", seats("1"))
    (folder / "notes.txt").symlink_to("/etc/passwd")
    policies = Policies([folder])
    assert "other" in policies.failed
    assert not policies.available()


def test_an_installed_policy_is_found_without_importing_what_is_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "around"
    write(package, "inside", seats("1"))
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    info = tmp_path / "around-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: around\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[daicho.policy]\ninside = around.inside\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert installed_folders()[-1] == package / "inside"
    assert "around" not in sys.modules
    policies = Policies()
    ruling = policies.ask("calendar", "inside", FACTS)
    policies.close()
    assert msgspec.to_builtins(ruling)["rounds"][0]["seats"] == 1
