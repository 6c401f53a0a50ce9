"""A policy that is gone takes no history with it: events are the core's, rulings are in them."""

from pathlib import Path
from typing import NoReturn

from core.engine.replay import replay
from core.event import sentence
from core.log.application import close_location
from projections import runner
from projections.coordinator_roster import roster
from projections.store import Views
from tests.programme.register import founded, nominated, opened, selected
from tests.programme.test_consent_to_directory import coordinators


class Nobody:
    """A policy port where no policy is installed."""

    def ask(self, *_: object) -> NoReturn:
        """Never asked: what is not installed is not run."""
        raise AssertionError("asked a policy that is not here")

    resolve = ask


def test_history_is_read_folded_and_replayed_without_the_policy_that_ruled(tmp_path: Path) -> None:
    # given a round that was decided by a policy
    register = founded(tmp_path, tmp_path.name)
    nominated(opened(register), 3)
    selected(register)
    coordinators(register)
    # when that policy is installed nowhere any more
    port, log = Nobody(), register.log
    # then every fact is read and can be said in words
    facts = list(log.walk())
    assert len(facts) == log.head().size
    assert all(sentence(fact, language) for fact in facts for language in ("ja", "en"))
    # and the views are folded
    views = Views("memory:retired-policy")
    runner.catch_up(register.tenant, log, views)
    assert {row.person for row in roster(views, register.tenant)} == {"R6-1", "R6-2"}
    # and a replay says of each ruling that it was not checked, and for want of which policy
    asked = {fact.envelope.policy.id for fact in facts if fact.envelope.policy}
    found = replay(log, port, lambda _: None)
    assert found
    assert {check.result for check in found} == {"not_checked"}
    assert all(any(f"policy {name} " in check.detail for name in asked) for check in found)
    close_location(f"memory:{tmp_path.name}")
