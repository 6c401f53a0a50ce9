"""Clauses 20 and 28: who is asked gets a letter; who is silent two reminders at most."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programme.register import window
from tests.story.clauses.clockwork import deliver, subjects, tick
from tests.story.clauses.followup import certified
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import account, answers, opened

BODY = "kokusai@example.jp"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Two windows of one body with an office address, and two coordinators."""
    with office(tmp_path) as made:
        made.at("2025-10-10 10:00")
        made.do("register-body", code="131016", title="千代田区", office_mail=BODY)
        for code in ("W1", "W2"):
            made.do("register-window", **window(code, languages=[]))
        for person in ("p-aoba", "p-kaede"):
            certified(made, person)
            made.do("change-contact", person=person, mail=f"{person}@example.jp")
        account(made, "clerk", "clerk", bodies=("131016",))
        yield made


def test_clause_20_a_body_is_written_to_for_each_window_and_reminded_of_the_silent_one(
    desk: Office,
) -> None:
    opened(desk, "needs", audience="windows")
    deliver(desk.tenant)
    ask = "【要回答】アンケート「事例研究検討会について」への回答のお願い（{}相談窓口）"
    assert sorted(subjects(desk.tenant, BODY)) == [ask.format(code) for code in ("W1", "W2")]
    given = {"survey": "needs", "window": "W1", "answers": ["need=yes", "form=meet"]}
    desk.do("answer-survey", "clerk", **given)
    assert tick(desk.at("2025-10-24 09:00").tenant) == {"remind-surveys": 1}
    late = "【要回答】アンケート「事例研究検討会について」の回答がまだ届いていません（W2相談窓口）"
    assert subjects(desk.tenant, BODY)[2:] == [late]


def test_clause_28_nobody_is_reminded_more_than_twice_and_nobody_who_answered(
    desk: Office,
) -> None:
    opened(desk, "cases")
    answers(desk, "cases", "p-aoba", "need=yes", "form=meet")
    for day in range(11, 32):
        tick(desk.at(f"2025-10-{day} 09:00").tenant)
    assert tick(desk.at("2025-11-01 00:00").tenant) == {"close-surveys": 1}
    assert len(subjects(desk.tenant, "p-aoba@example.jp")) == 1
    assert len(subjects(desk.tenant, "p-kaede@example.jp")) == 3


def test_clause_28_an_officers_own_reminder_counts_too(desk: Office) -> None:
    opened(desk, "cases")
    deliver(desk.tenant)
    desk.at("2025-10-23 09:00").do("remind-survey", survey="cases")
    for day in ("2025-10-24 09:00", "2025-10-29 09:00", "2025-10-30 09:00"):
        tick(desk.at(day).tenant)
    assert len(subjects(desk.tenant, "p-kaede@example.jp")) == 3
