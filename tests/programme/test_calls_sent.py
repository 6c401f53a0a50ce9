"""Sending calls, given commands only: who is told what, and what is recorded of it."""

from pathlib import Path
from typing import Any

import pytest

from core.command import Actor
from tests.programme.register import (
    APPROVER,
    CLAUSE,
    TEXT,
    Register,
    founded,
    only,
    opened,
    topics,
)

CALL, BODY = "2025-1", "131016"
SYSTEM = Actor(id="daicho", roles=("system",))
SECOND = "改めて募集します。" + CLAUSE
LATER = {"call": CALL, "deadline": "2025-04-25T17:00:00+09:00", "reason": "大雨"}
TOLD = {"call": CALL, "body": BODY, "notice": "v1", "text_version": 1, "address": "a@example.jp"}


@pytest.fixture
def register(tmp_path: Path, request: pytest.FixtureRequest) -> Register:
    """A register with an open call."""
    return opened(founded(tmp_path, request.node.name))


def told(register: Register, outcome: str, **changes: Any) -> list[str]:
    return topics(register.do("record-delivery", SYSTEM, **{**TOLD, **changes, "outcome": outcome}))


def amended(register: Register) -> list[str]:
    wanted = {"call": CALL, "text": SECOND, "priority_clause": CLAUSE, "reason": "様式"}
    register.do("amend-call-text", **wanted)
    digest = register.events("call.text_amended")[-1].digest
    return topics(register.do("approve-call-text", APPROVER, call=CALL, digest_seen=digest))


def test_a_sending_is_ordered_of_the_text_in_force(register: Register) -> None:
    ordered = only([fact.event for fact in register.do("send-call", call=CALL).facts])
    assert (ordered.sending, ordered.occasion, ordered.notice) == (1, "opening", "v1")
    amended(register)
    register.do("send-call", call=CALL)
    latest = register.events("call.sending_ordered")[-1]
    assert (latest.sending, latest.notice, latest.text_version) == (3, "v2", 2)


def test_an_extension_and_an_amendment_order_a_sending_only_of_a_call_that_was_sent(
    register: Register,
) -> None:
    assert topics(register.do("extend-call", **LATER)) == ["call.deadline_extended"]
    assert amended(register) == ["call.text_approved"]
    register.do("send-call", call=CALL)
    again = {**LATER, "deadline": "2025-04-30T17:00:00+09:00"}
    assert topics(register.do("extend-call", **again)) == [
        "call.deadline_extended",
        "call.sending_ordered",
    ]
    assert register.events("call.sending_ordered")[-1].notice == "e2"


def test_an_approved_amendment_takes_the_place_of_the_text(register: Register) -> None:
    amended(register)
    same = {"call": CALL, "text": SECOND, "priority_clause": CLAUSE, "reason": "同じ"}
    assert topics(register.do("amend-call-text", **same)) == []
    back = {**same, "text": TEXT}
    assert topics(register.do("amend-call-text", **back)) == ["call.text_amended"]
    assert register.events("call.text_amended")[-1].text_version == 3


def test_a_sending_ends_once_and_only_if_it_was_ordered(register: Register) -> None:
    ended = {"call": CALL, "sending": 1, "ending": "complete"}
    assert topics(register.do("end-call-sending", SYSTEM, **ended)) == []
    register.do("send-call", call=CALL)
    assert topics(register.do("end-call-sending", SYSTEM, **ended)) == ["call.sending_ended"]
    assert topics(register.do("end-call-sending", SYSTEM, **ended)) == []


def test_what_became_of_a_notice_is_recorded_once(register: Register) -> None:
    assert told(register, "sent") == ["delivery.sent"]
    assert told(register, "bounced", code="5.1.1") == []
    assert told(register, "sent", notice="e1") == ["delivery.sent"]
    assert told(register, "sent", notice="v1") == []


@pytest.mark.parametrize(
    ("outcome", "address", "again"),
    [
        ("bounced", "b@example.jp", ["delivery.sent"]),
        ("bounced", "a@example.jp", []),
        ("no_address", "b@example.jp", ["delivery.sent"]),
        ("unknown", "b@example.jp", []),
        ("sent", "b@example.jp", []),
    ],
)
def test_a_notice_goes_again_only_to_a_new_address_where_the_old_one_failed(
    register: Register, outcome: str, address: str, again: list[str]
) -> None:
    told(register, outcome, code="5.1.1", address="" if outcome == "no_address" else "a@example.jp")
    assert told(register, "sent", address=address) == again


def test_a_late_bounce_counts_for_the_latest_notice_only(register: Register) -> None:
    told(register, "sent")
    told(register, "sent", notice="e1")
    bounce = {"call": CALL, "body": BODY, "code": "5.2.2"}
    assert topics(register.do("record-bounce", **bounce, notice="v1")) == []
    assert topics(register.do("record-bounce", **bounce, notice="e1")) == ["delivery.bounced"]
    assert topics(register.do("record-bounce", **bounce)) == []


def test_a_telephone_call_ends_a_task_and_is_refused_without_one(register: Register) -> None:
    phoned = {"call": CALL, "body": BODY, "spoke_to": "見本係長", "on": "2025-03-10"}
    assert register.refused("record-phone-notice", **phoned) == ["delivery.unknown"]
    told(register, "sent")
    ahead = {**phoned, "on": "2025-03-11"}
    assert register.refused("record-phone-notice", **ahead) == [
        "delivery.no_task",
        "delivery.ahead",
    ]
    register.do("record-bounce", call=CALL, body=BODY, code="5.1.1")
    assert topics(register.do("record-phone-notice", **phoned)) == ["delivery.phoned"]
    # a further notice that does not arrive is a further task
    told(register, "bounced", notice="e1", code="5.1.1")
    assert topics(register.do("record-phone-notice", **phoned)) == ["delivery.phoned"]
