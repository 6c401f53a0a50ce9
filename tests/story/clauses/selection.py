"""A call from its opening to its last seat, played through the API and the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from core.command import Actor
from projections import nomination_inbox
from projections.selection_board import Board, NomineeRow, board
from tests.programme.register import CLAUSE, TEXT, nominee, window
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import account
from workers.duties.running import tick

CALL = "2025-1"
CODES = {
    "東京都": "131016",
    "大阪府": "271004",
    "京都府": "261009",
    "北海道": "011002",
    "福岡県": "401307",
    "愛知県": "231002",
    "沖縄県": "472018",
}
OFFERS = {"call": CALL, "reply_by": "2025-05-20", "cut_off": "2025-06-01"}


def place(code: str, prefecture: str = "東京都", **changes: Any) -> dict[str, Any]:
    """A window of a prefecture's first town."""
    where = {"prefecture": prefecture, "municipality_code": CODES[prefecture]}
    return window(code, languages=[], **{**where, **changes})


@contextmanager
def desk_in(folder: Path) -> Iterator[Office]:
    """A register in March 2025, with the year's cohorts planned."""
    with office(folder) as made:
        made.at("2025-03-10 10:00")
        made.do("plan-cohorts", fiscal_year=2025)
        yield made


def certified(desk: Office, person: str, at: str, on: str = "2024-10-01") -> None:
    """Somebody certified before the register began."""
    desk.do("register-person", person=person, full_name=f"認証 {person}")
    number = f"N-{person}"
    desk.do("register-coordinator", person=person, window=at, number=number, on=on)


def parameters(desk: Office, text: str, on: str = "2025-04-01", policy: str = "isa_fy2025") -> Any:
    """Two people adopt a policy, or other parameters of it, from a day on."""
    ref = desk.tenant.policies.ref(policy)
    wanted = {"policy_id": ref.id, "policy_version": ref.version, "policy_digest": ref.digest}
    told = desk.do("propose-policy", **wanted, from_date=on, parameters=text)
    fact: Any = desk.tenant.log.facts(told["last"], 1)[0]
    return desk.do("adopt-policy", "approver", digest_seen=fact.event.digest)


def opened(
    desk: Office, call: str = CALL, deadline: str = "2025-04-18T17:00:00+09:00", cohort: str = ""
) -> None:
    """The call with its approved text, open."""
    desk.do("draft-call", call=call, text=TEXT, priority_clause=CLAUSE)
    digest = last(desk, "call.drafted").event.digest
    desk.do("approve-call-text", "approver", call=call, digest_seen=digest)
    desk.do("open-call", call=call, cohort=cohort or call, deadline=deadline)


def nominated(
    desk: Office, *windows: str, call: str = CALL, first: int = 1, **changes: Any
) -> None:
    """One eligible nomination for each window named, in this order, each with its evidence."""
    for number, at in enumerate(windows, first):
        told = desk.do("submit-nomination", **nominee(number, at, call=call, **changes))
        received = of(desk, "call.received", told)
        desk.do("accept-evidence", nomination=received.nomination)


def of(desk: Office, topic: str, told: Any) -> Any:
    """The event of a topic among those of a receipt."""
    facts = desk.tenant.log.facts(told["first"], told["last"] - told["first"] + 1)
    return next(fact.event for fact in facts if fact.event.topic == topic)


def last(desk: Office, topic: str) -> Any:
    """The latest fact of a topic."""
    return desk.tenant.log.facts(1, 1_000_000, topics=(topic,))[-1]


def topics(desk: Office, told: Any) -> list[str]:
    """What a command recorded."""
    facts = desk.tenant.log.facts(told["first"], told["last"] - told["first"] + 1)
    return [fact.event.topic for fact in facts]


def run(desk: Office, call: str = CALL, on: str = "2025-05-12") -> Board:
    """The call closed and the selection computed on a day; the board."""
    desk.at(f"{on} 09:00")
    desk.do("close-call", call=call)
    desk.do("run-selection", call=call, decided_on=on)
    return shown(desk, call)


def approved(desk: Office, call: str = CALL) -> None:
    """A second person approves what the board shows."""
    desk.do(
        "approve-selection", "approver", call=call, digest_seen=shown(desk, call).run.to_approve
    )


def offered(desk: Office, call: str = CALL, **changes: Any) -> list[str]:
    """The approved seats are offered; who has an offer, by rank."""
    desk.do("send-offers", **{**OFFERS, "call": call, **changes})
    return [row.nomination for row in shown(desk, call).nominees if row.offer == "offered"]


def decided(desk: Office, call: str = CALL) -> Board:
    """Run and approved."""
    run(desk, call)
    approved(desk, call)
    return shown(desk, call)


def shown(desk: Office, call: str = CALL) -> Board:
    """The selection as its page has it."""
    assert desk.client().get(f"/isa/calls/{call}/board").status_code == 200
    found = board(desk.tenant.views, "isa", call)
    assert found is not None
    return found


def row_of(held: Board, at: str) -> NomineeRow:
    """The only nominee of a window."""
    (row,) = [each for each in held.nominees if each.window == at]
    return row


def facts_of(row: NomineeRow) -> dict[str, str]:
    """The facts a ruling used, by name."""
    return {fact.name: fact.value for fact in row.ruling.facts}


def states(desk: Office, call: str = CALL) -> dict[str, str | None]:
    """Nomination -> what became of its offer."""
    return {row.nomination: row.offer for row in shown(desk, call).nominees}


def person_of(desk: Office, nomination: str, call: str = CALL) -> str:
    """The person of a nomination, who has an account from now on."""
    desk.tenant.catch_up()
    entries = nomination_inbox.inbox(desk.tenant.views, "isa", None, call=call)
    found = next(each for each in entries if each.nomination.nomination == nomination)
    person: str = found.nomination.person
    account(desk, person, "person", person=person)
    return person


def clerk(desk: Office, code: str = CODES["東京都"]) -> str:
    """The account of a local government's clerk."""
    desk.tenant.accounts.put(Actor(id=f"clerk-{code}", roles=("clerk",), bodies=(code,)))
    return f"clerk-{code}"


def ticked(desk: Office, day: str) -> dict[str, int]:
    """The clock of that day: what each duty of a selection did (`daicho tick`)."""
    desk.at(f"{day} 06:00")
    done = {each.duty: each.done for each in tick(desk.tenant)}
    return {name: done[name] for name in ("remind-offers", "expire-offers", "close-selections")}


def today(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
