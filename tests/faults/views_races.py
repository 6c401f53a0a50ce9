"""Pairs that do something with one tenant's views at the same moment, and how that ends (R11)."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager

from sqlalchemy import Connection

from core.errors import Refused
from core.log.application import close_location, open_application
from projections import rebuild, runner
from projections.advance import Follower
from projections.cursors import Overtaken
from projections.store import Views
from projections.window_register import VIEW as REGISTER
from tests.faults.campaign import Dice
from tests.faults.viewing_process import FOLLOWED, TENANT
from tests.faults.views_oracle import Freshly
from tests.projections.making import append, window_facts

CODES = 7
JUDGED_EVERY = 10
SECONDS_MAX = 120
CANCELS = {True: "cancelled", False: "nothing beside"}

Ending = Callable[[], str]
"""Does one thing with views, and says how it ended."""
Ends = tuple[str, str]


def nothing() -> None:
    """Waits for nobody."""


class Meeting(Views):
    """Views that can be told to wait for others before the next transaction that writes, and
    before it is committed."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.meet: Callable[[], object] = nothing
        self.leave: Callable[[], object] = nothing
        self.commits = 0

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """As ever, but for the waiting."""
        meet, self.meet = self.meet, nothing
        leave, self.leave = self.leave, nothing
        meet()
        with super().writing() as db:
            yield db
            leave()
        self.commits += 1


class Place:
    """A log of `TENANT` and views beside it; what is opened here is closed with `held`."""

    def __init__(self, log_location: str, location: str, held: ExitStack) -> None:
        self.log_location, self.location, self._held = log_location, location, held
        self.log = open_application(TENANT, log_location)
        held.callback(close_location, log_location)
        self.oracle = Freshly(self.log, FOLLOWED)

    def views(self) -> Meeting:
        """The views, opened once more."""
        return self._held.enter_context(closing(Meeting(self.location)))

    def grow(self, count: int) -> int:
        """So many facts more, about a few windows in turn; the position of the last."""
        size = self.log.head().size
        numbers = range(size + 1, size + count + 1)
        told = [(f"window/{n}", window_facts(f"W{n % CODES}", f"{n}番")) for n in numbers]
        append(self.log, *told)
        return size + count


class Races:
    """Two openings of the views with a runner each. `ends` counts how races ended, `found` says
    what was wrong."""

    def __init__(self, place: Place, seed: int) -> None:
        self._place, self._rng = place, Dice(seed)
        self._stores = [place.views(), place.views()]
        self._followers = [Follower(place.log, views, FOLLOWED) for views in self._stores]
        self.ends: Counter[str] = Counter()
        self.found: list[str] = []
        place.grow(CODES)
        self._judge()

    def run(self, count: int, *kinds: str) -> None:
        """So many races of these kinds, of all if none is named."""
        table = {
            "page": self._page, "free": self._free, "rebuilds": self._rebuilds,
            "runner": self._against_runner, "cancel": self._against_cancel,
        }  # fmt: skip
        for number in range(1, count + 1):
            self._place.grow(self._rng.randint(1, 4))
            table[self._rng.choice(kinds or list(table))]()
            if number % JUDGED_EVERY == 0 or number == count:
                self._judge()

    def _judge(self) -> None:
        self._followers[0].run()
        self.found += self._place.oracle.faults(self._stores[0])

    def _page(self) -> None:
        """Both have folded the same page when they write: one stores it, the other nothing."""
        barrier = threading.Barrier(2, timeout=SECONDS_MAX)
        for views in self._stores:
            views.meet = barrier.wait
        self._race("page", self._stepping(0), self._stepping(1), {("overtaken", "stored")})

    def _free(self) -> None:
        """Both run as they come."""
        ends = {("overtaken", "stored"), ("idle", "stored"), ("stored", "stored")}
        self._race("free", self._stepping(0), self._stepping(1), ends)

    def _rebuilds(self) -> None:
        """Of two rebuilds one is superseded, unless it began when the other was done."""
        ends = {("refused", "switched"), ("switched", "switched")}
        self._race("rebuilds", self._rebuilding(0), self._rebuilding(1), ends)

    def _against_runner(self) -> None:
        """A rebuild is switched in, though a runner moves the rows in use."""
        ends = {("stored", "switched"), ("overtaken", "switched")}
        self._race("runner", self._rebuilding(0), self._stepping(1), ends)

    def _against_cancel(self) -> None:
        """A rebuild is cancelled, or there was nothing to cancel, yet or any more."""
        ends = {("cancelled", "refused"), ("nothing beside", "switched")}
        self._race("cancel", self._rebuilding(0), self._cancelling(1), ends)

    def _race(self, kind: str, one: Ending, other: Ending, expected: set[Ends]) -> None:
        first, second = sorted(_at_once([one, other]))
        ends = first, second
        self.ends[f"{kind} {'/'.join(ends)}" if ends in expected else "otherwise"] += 1
        if ends not in expected:
            self.found.append(f"{kind}: {ends}")

    def _stepping(self, number: int) -> Ending:
        follower, views = self._followers[number], self._stores[number]

        def step() -> str:
            before = views.commits
            follower.step()
            return "stored" if views.commits > before else "idle"

        return step

    def _rebuilding(self, number: int) -> Ending:
        def build() -> str:
            found = runner.rebuild(TENANT, self._place.log, self._stores[number], REGISTER)
            return "switched" if found.switched else "differs"

        return build

    def _cancelling(self, number: int) -> Ending:
        return lambda: CANCELS[rebuild.cancel(TENANT, self._stores[number], REGISTER)]


def _at_once(doers: Sequence[Ending]) -> list[str]:
    """How each ended."""
    ends = dict.fromkeys(range(len(doers)), "hangs")
    start = threading.Barrier(len(doers))

    def run(number: int) -> None:
        start.wait()
        try:
            ends[number] = doers[number]()
        except Overtaken:
            ends[number] = "overtaken"
        except Refused:
            ends[number] = "refused"
        except Exception as error:
            ends[number] = repr(error)
            raise

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in ends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS_MAX)
    return list(ends.values())
