"""Sessions: kept in memory only as long as the file they were read from has not changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.clock import system_clock
from core.command import Actor
from tenants import accounts
from tenants.accounts import Accounts

OFFICER = Actor(id="officer", roles=("officer",))


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], Accounts]:
    """Opens the accounts of one tenant, as each process does."""
    return lambda: Accounts(tmp_path / "accounts.db", "isa", system_clock)


def signed_in(at: Accounts) -> str:
    """A session of the officer."""
    at.put(OFFICER)
    session = at.sign_in(at.link(OFFICER.id))
    assert session is not None
    return session


@pytest.mark.parametrize("settled", [0.0, 0.1])
def test_a_session_that_another_process_ends_is_ended_here_at_once(
    opened: Callable[[], Accounts], monkeypatch: pytest.MonkeyPatch, settled: float
) -> None:
    # given a session that was just read, from a file that counts as settled or not
    monkeypatch.setattr(accounts, "STAMP_SECONDS", settled)
    here, elsewhere = opened(), opened()
    session = signed_in(here)
    assert here.session(session) == OFFICER
    assert here.session(session) == OFFICER
    # when it is revoked elsewhere
    elsewhere.revoke(OFFICER.id)
    # then it is gone here
    assert here.session(session) is None


def test_a_changed_role_holds_for_the_sessions_there_are(opened: Callable[[], Accounts]) -> None:
    here, elsewhere = opened(), opened()
    session = signed_in(here)
    assert here.session(session) == OFFICER
    elsewhere.put(Actor(id="officer", roles=("auditor",)))
    found = here.session(session)
    assert found is not None
    assert found.roles == ("auditor",)


def test_a_session_of_another_tenant_is_none_of_ours(
    opened: Callable[[], Accounts], tmp_path: Path
) -> None:
    session = signed_in(opened())
    assert Accounts(tmp_path / "accounts.db", "twin", system_clock).session(session) is None
