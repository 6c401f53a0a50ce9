"""Empty fields take what the policy in force proposes; where none does, they must be given."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.clock import JAPAN
from core.log.application import close_location
from core.programme.directory.reduce import amend_by, amend_from
from core.programme.questions import Amendment, CaseCheck, DefaultsFacts, DefaultsRuling
from plugins.host import Policies
from plugins.soundness import is_sound
from tests.architecture.tree import ROOT
from tests.programme.casework import CASE, published, redacted, submitted, with_coordinators
from tests.programme.register import APPROVER, OPERATOR, POLICIES, Register, only

KITAHAMA = ROOT / "docs/examples/daicho-policy-kitahama/daicho_policy_kitahama"
SURVEY = {
    "survey": "R7",
    "ja_title": "調査",
    "en_title": "Survey",
    "text": "見本",
    "audience": "windows",
}
EDITION = {
    "edition": "2025",
    "fiscal_year": 2025,
    "ask_by": "2025-04-30",
    "proofs_by": "2025-05-20",
    "publish_on": "2025-06-20",
}
MEMO = {"memo": "M1", "subject": "method", "title": "方法"}


def under(policies: Policies, id: str, folder: Path) -> Iterator[Register]:
    """A register that began with this policy, with coordinators."""
    store = f"{folder.name}-{id}"
    register = Register(folder / id, store)
    register.engine = register.engine_with(policies)
    ref = policies.ref(id)
    words = {"policy_id": ref.id, "policy_version": ref.version, "policy_digest": ref.digest}
    register.do("found-tenant", OPERATOR, title="見本", **words)
    yield with_coordinators(register)
    close_location(f"memory:{store}")


@pytest.fixture
def isa(tmp_path: Path) -> Iterator[Register]:
    """Under isa_fy2025."""
    yield from under(POLICIES, "isa_fy2025", tmp_path)


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[Register]:
    """Under a partner's policy with other habits, in a child process as any of somebody else."""
    policies = Policies([KITAHAMA])
    yield from under(policies, "kitahama_japanese", tmp_path)
    policies.close()


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[Register]:
    """Under a policy that says nothing of habits."""
    yield from under(POLICIES, "isa_fy2027_private", tmp_path)


def missing(register: Register, name: str, **values: Any) -> int:
    """How many fields a command wants to be given, and nothing else."""
    codes = register.refused(name, **values)
    assert set(codes) == {"defaults.missing"}
    return len(codes)


def test_a_case_is_reviewed_when_the_policy_says(isa: Register, partner: Register) -> None:
    for register, due in ((isa, date(2025, 9, 10)), (partner, date(2026, 3, 10))):
        published(register)
        told = only(register.facts("activity_case.published"))
        assert told.event.review_due == due
        assert told.envelope.policy is not None


def test_what_is_given_wins_and_asks_nobody(isa: Register) -> None:
    published(isa)
    isa.do("review-case", case=CASE, outcome="keep", review_months=3)
    told = only(isa.facts("activity_case.reviewed"))
    assert told.event.review_due == date(2025, 6, 10)
    assert told.envelope.policy is None


def test_a_field_must_be_given_where_no_policy_says_anything(silent: Register) -> None:
    assert missing(silent, "draft-survey", **SURVEY) == 3
    assert missing(silent, "plan-edition", **EDITION) == 2
    assert missing(silent, "plan-edition", **EDITION, first_reminder="2025-04-10") == 1
    given = {"first_reminder": "2025-04-10", "second_reminder": "2025-04-20"}
    silent.do("plan-edition", **EDITION, **given)
    silent.do("draft-survey", **SURVEY, reminders_max=1, cell_min=3, cross_min=10)
    assert only(silent.events("survey.drafted")).cell_min == 3


def test_an_edition_reminds_on_the_policys_days(isa: Register, partner: Register) -> None:
    for register, days in ((isa, (16, 27)), (partner, (20, 28))):
        register.do("plan-edition", **EDITION)
        told = only(register.events("directory.planned"))
        assert [day.day for day in told.plan.reminders] == list(days)


def test_a_survey_hides_no_less_than_the_policy_asks(partner: Register) -> None:
    partner.do("draft-survey", **SURVEY)
    told = only(partner.events("survey.drafted"))
    assert (told.reminders_max, told.cell_min, told.cross_min) == (1, 10, 30)
    codes = partner.refused("draft-survey", **SURVEY, reminders_max=2, cell_min=5)
    assert codes == ["survey.too_many_reminders", "survey.too_small"]


def test_counts_are_hidden_by_the_policys_least(partner: Register) -> None:
    given = {"evidence": "R8", "dimension": "topic", "fiscal_year": 2025, "unit": "件"}
    partner.do("compile-evidence", **given, source="報告", counts=("work=50", "tax=9"))
    assert only(partner.events("evidence.compiled")).counts == {"work": None, "tax": None}
    codes = partner.refused(
        "compile-evidence", **given, source="報告", counts=("work=50",), cell_min=5
    )
    assert codes == ["evidence.too_small"]


def test_a_memo_weighs_what_the_policy_asks_and_what_it_adds(
    isa: Register, partner: Register
) -> None:
    text = "【会場】\n北浜"
    added = {**MEMO, "headings": ("会場",), "text": text}
    assert isa.refused("propose-memo", **added) == ["memo.heading_missing"] * 5
    assert "memo.headings" in partner.refused("propose-memo", **MEMO, text=text)
    partner.do("propose-memo", **added)


def test_the_checklist_is_the_policys_as_the_organisation_changed_it(partner: Register) -> None:
    last = {"item": "no_learner", "ja_text": "x", "en_text": "x", "asked": False}
    assert partner.refused("set-case-check", **last) == ["activity_case.last_check"]
    own = {"ja_text": "校名がない", "en_text": "No school is named"}
    partner.do("set-case-check", item="no_school", **own)
    partner.do("set-case-check", **last)
    submitted(partner)
    redacted(partner)
    told = only(partner.events("activity_case.redacted"))
    assert [each.code for each in told.checklist] == ["no_school"]


def test_no_text_is_edited_without_any_check(silent: Register) -> None:
    submitted(silent)
    words = {"case": CASE, "title": "題", "text": "概要"}
    assert silent.refused("redact-case", **words) == ["activity_case.no_checks"]
    silent.do("set-case-check", item="nobody", ja_text="だれもいない", en_text="Nobody")
    silent.do("redact-case", **words)


def test_habits_outlive_the_years_of_a_policy_with_what_was_adopted_for_it(isa: Register) -> None:
    isa.do("draft-survey", **SURVEY)
    assert isa.events("survey.drafted")[-1].cell_min == 5
    ref = POLICIES.ref("isa_fy2025")
    words = {"policy_id": ref.id, "policy_version": ref.version, "policy_digest": ref.digest}
    isa.do("propose-policy", **words, from_date="2026-05-01", parameters="small_number_least=8")
    isa.do("adopt-policy", APPROVER, digest_seen=isa.events("policy.proposed")[-1].digest)
    isa.at("2028-05-01 10:00").do("draft-survey", **{**SURVEY, "survey": "R10"})
    assert isa.events("survey.drafted")[-1].cell_min == 8


def test_a_withdrawal_is_undone_within_the_policys_days(isa: Register, partner: Register) -> None:
    asked = {"person": "R6-1", "window": "W1", "text": "W1国際課 1名"}
    own = {"person": "R6-1", "party": "person"}
    for register in (isa, partner):
        register.do("request-consent", **asked)
        register.do("answer-consent", **own, agrees=True)
        register.do("withdraw-consent", **own)
        register.at("2025-03-20 10:00")
    assert isa.refused("undo-withdrawal", **own) == ["consent.too_late_to_undo"]
    partner.do("undo-withdrawal", **own)


def test_a_withdrawn_row_is_gone_when_the_policy_says_or_at_once() -> None:
    withdrawn = datetime(2025, 5, 2, 18, tzinfo=JAPAN)
    rule = DefaultsRuling(amendment=Amendment(working_days=2, opens=10, closes=16))
    # the weekend and three holidays do not count
    assert amend_from(withdrawn, rule) == datetime(2025, 5, 8, 10, tzinfo=JAPAN)
    assert amend_by(withdrawn, rule) == datetime(2025, 5, 8, 16, tzinfo=JAPAN)
    assert amend_by(withdrawn, DefaultsRuling()) == withdrawn


@pytest.mark.parametrize(
    "wrong",
    [
        {"case_review_months": 0},
        {"small_number_least": 1},
        {"consent_reminder_days": (14, -1)},
        {"amendment": Amendment(working_days=1, opens=17, closes=9)},
        {"case_checks": (CaseCheck("a", "あ", "A"), CaseCheck("a", "い", "B"))},
    ],
)
def test_what_no_field_could_hold_is_no_answer(wrong: dict[str, Any]) -> None:
    facts = DefaultsFacts(fiscal_year=2025)
    assert is_sound("defaults", facts, DefaultsRuling(case_review_months=6))
    assert not is_sound("defaults", facts, DefaultsRuling(**wrong))
