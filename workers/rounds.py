"""What the process that follows the log does, for whom and in which order: a piece at a time.

One thread serves thousands of tenants. A piece is one page of one tenant at most, so nobody waits
behind a long log; an idle tenant costs a number in memory. Whatever is cut off is found to be done,
or undone, by the next process.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from core.clock import system_clock
from core.identity import system_entropy
from core.log.application import heads, pulse
from plugins.host import Policies
from projections import runner
from projections.cursors import Overtaken
from projections.runner import Follower
from projections.store import Views, close_views, open_views
from tenants.gate import SLUG, Tenant
from tenants.outbox import Outbox
from tenants.place import Place
from workers.call_sending import order_call_sendings
from workers.lanes import Lane
from workers.letters import order_letters
from workers.observing import order_telling
from workers.rebuilds import order_rebuilds

OPEN_MAX = 64
"""Tenants kept open: to open one again takes less than a millisecond, but the rows in use have to
be read anew."""
OPEN_IDLE_SECONDS = 60.0
LOOK_SHARE_MAX = 0.1
"""Of the time, at most so much goes into asking which logs have grown."""
LOOK_REST_SECONDS_MAX = 2.0
ERRAND_SECONDS = 0.1
LOG = "log"

Seconds = Callable[[], float]


class Desk(NamedTuple):
    """What is held of one tenant while it is open, and when it was last of use."""

    tenant: Tenant
    follower: Follower
    used: float


class Opened:
    """Tenants in use, `OPEN_MAX` at once; one that was idle for long is let go."""

    def __init__(self, place: Place, views: Views, outbox: Outbox, clock: Seconds) -> None:
        self._place, self._views, self._outbox, self._clock = place, views, outbox, clock
        self._policies = Policies()
        self._desks = OrderedDict[str, Desk]()

    def __len__(self) -> int:
        return len(self._desks)

    def get(self, slug: str) -> Desk:
        """The tenant, which must have a log."""
        desk = self._desks.pop(slug, None)
        if desk is None:
            tenant = Tenant(slug, self._place, system_clock, system_entropy, self._policies)
            # One store of each kind for all, so that a tenant costs no connection.
            tenant.jobs = self._outbox.of(slug)
            desk = Desk(tenant, runner.follower(tenant.log, self._views), 0.0)
        self._desks[slug] = desk._replace(used=self._clock())
        if len(self._desks) > OPEN_MAX:
            self._desks.popitem(last=False)
        return desk

    def let_go(self) -> None:
        """Close who was idle for long."""
        while self._desks and self._first_used() < self._clock() - OPEN_IDLE_SECONDS:
            self._desks.popitem(last=False)

    def _first_used(self) -> float:
        return next(iter(self._desks.values())).used


class Rounds:
    """Two kinds of work, each with a queue of tenants. Pages of what is new come first; errands
    (what a stopped process left undone, rows of an older version, letters) wait until there are
    none, but one is done every `ERRAND_SECONDS` all the same."""

    def __init__(self, place: Place, outbox: Outbox, clock: Seconds = time.monotonic) -> None:
        self._place, self._outbox, self._clock = place, outbox, clock
        self._sizes, self._met = dict[str, int](), set[str]()
        self._pulse: object = None
        self._grown = False
        self._look_after = 0.0
        self._looks = Lane(self._look, LOOK_REST_SECONDS_MAX, clock)
        self._pages = Lane(self._page, clock=clock)
        self._errands = Lane(self._errand, clock=clock)
        self._errand_after = clock() + ERRAND_SECONDS

    @cached_property
    def views(self) -> Views:
        """Where the rows of all tenants are kept."""
        return open_views(self._place.views)

    @cached_property
    def opened(self) -> Opened:
        """The tenants in use."""
        return Opened(self._place, self.views, self._outbox, self._clock)

    def look(self) -> bool:
        """Ask which logs have grown, unless that was asked a moment ago; whether any has."""
        begun, self._grown = self._clock(), False
        if begun >= self._look_after and self._place.has_log:
            self._looks.add(LOG)
            self._looks.turn()
            self._look_after = begun + (self._clock() - begun) / LOOK_SHARE_MAX
        return self._grown

    def turn(self) -> bool:
        """Do one piece of work; False if there is none."""
        if self._clock() < self._errand_after and self._pages.turn():
            return True
        if self._errands.turn():
            self._errand_after = self._clock() + ERRAND_SECONDS
            return True
        return self._pages.turn()

    def finish(self) -> None:
        """Do all there is, here and now."""
        while self.look() or self.turn():
            pass

    def idle(self) -> None:
        """There is nothing to do: hold on to less."""
        self.opened.let_go()

    def close(self) -> None:
        """Release the views' connections."""
        if "views" in vars(self):
            close_views(self._place.views)

    def _look(self, _log: str) -> bool:
        now, first = pulse(self._place.log), not self._sizes
        if now is not None and now == self._pulse:
            return False
        for slug, size in heads(self._place.log).items():
            if self._sizes.get(slug) != size and SLUG.fullmatch(slug):
                self._sizes[slug], self._grown = size, True
                self._errands.add(slug)
                # At the start nobody knows who is behind: each is met in an errand first.
                if not first:
                    self._pages.add(slug)
        self._pulse = now
        return False

    def _page(self, slug: str) -> bool:
        try:
            return self.opened.get(slug).follower.step()
        except Overtaken:
            return True

    def _errand(self, slug: str) -> bool:
        """A tenant met for the first time may have been left in mid-command, or behind, or by an
        older version."""
        tenant = self.opened.get(slug).tenant
        if slug not in self._met:
            self._pages.add(slug)
            tenant.recover()
            order_rebuilds(tenant)
            self._met.add(slug)
        order_letters(tenant, self._outbox)
        order_call_sendings(tenant, self._outbox)
        order_telling(tenant, self._outbox)
        return False
