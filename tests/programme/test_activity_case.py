"""Clauses 35 and 36: cases come in, are edited, checked, and decided on by two people."""

import pytest

from core.command import COMMANDS, Actor, fields_of
from core.privacy import Sealed
from core.programme.activity_case.signs import looks_personal, rare_pair, shapes_in
from tests.programme.casework import (
    AUTHOR,
    CASE,
    FILE,
    PUBLIC,
    TOLD,
    checked,
    published,
    redacted,
    submitted,
    with_coordinators,
)
from tests.programme.register import APPROVER, OFFICER, Register, only, topics

BOTH = Actor(id="officer", roles=("officer", "approver"))


@pytest.fixture
def desk(register: Register) -> Register:
    """A register with two certified coordinators."""
    return with_coordinators(register)


def test_a_case_gets_the_next_number_and_its_text_is_sealed(desk: Register) -> None:
    made = submitted(desk)
    submitted(desk, person="R6-2", kind="prevention")
    assert topics(made) == ["activity_case.numbered", "activity_case.submitted"]
    first, second = desk.events("activity_case.submitted")
    assert (first.case, second.case) == (CASE, "case-0002")
    assert isinstance(first.text, Sealed)
    assert TOLD.encode() not in first.text.box


def test_only_certified_coordinators_submit(desk: Register) -> None:
    desk.do("register-person", person="R6-9", full_name="見本")
    codes = desk.refused("submit-case", person="R6-9", kind="consultation", text=TOLD)
    assert codes == ["activity_case.no_coordinator"]


@pytest.mark.parametrize(
    ("name", "client_data", "grounds"),
    [
        ("活動の写真.jpg", "no", None),
        ("活動の写真.jpg", "yes", ("declared",)),
        ("活動の写真.jpg", "unknown", ("undeclared",)),
        ("相談記録_4月.xlsx", "no", ("name",)),
        ("ＡＢ１２３４５６７８ＣＤ.pdf", "unknown", ("undeclared", "name")),
    ],
)
def test_an_attachment_not_known_to_be_clean_goes_into_quarantine(
    desk: Register, name: str, client_data: str, grounds: tuple[str, ...] | None
) -> None:
    submitted(desk, attachment=FILE, attachment_name=name, client_data=client_data)
    held = [event.grounds for event in desk.events("activity_case.quarantined")]
    assert held == ([grounds] if grounds else [])


def test_nothing_goes_on_from_quarantine_before_an_officer_looked(desk: Register) -> None:
    submitted(desk, attachment=FILE, client_data="yes")
    assert desk.refused("redact-case", case=CASE, **PUBLIC) == ["activity_case.quarantined"]
    desk.do("release-case", case=CASE)
    assert only(desk.events("activity_case.released")).attachment is None
    redacted(desk)
    assert desk.refused("release-case", case=CASE) == ["activity_case.not_quarantined"]


def test_what_is_found_after_the_approval_stops_the_publication(desk: Register) -> None:
    submitted(desk, attachment=FILE, client_data="no")
    desk.do("approve-case", APPROVER, **checked(desk, redacted(desk)))
    assert topics(desk.do("quarantine-case", case=CASE)) == ["activity_case.quarantined"]
    codes = desk.refused("publish-case", case=CASE, on="2025-03-10")
    assert codes == ["activity_case.quarantined"]


def test_a_file_name_without_a_hash_is_refused(desk: Register) -> None:
    wanted = {"person": AUTHOR, "kind": "consultation", "text": TOLD, "attachment_name": "a.jpg"}
    assert desk.refused("submit-case", **wanted) == ["activity_case.no_hash"]


def test_an_interview_begins_a_case_or_adds_to_its_authors(desk: Register) -> None:
    talk = {"person": AUTHOR, "kind": "prevention", "on": "2025-03-01", "text": "聞き取り"}
    desk.do("record-interview", **talk)
    desk.do("record-interview", **talk, case=CASE)
    assert [each.case for each in desk.events("activity_case.numbered")] == [CASE]
    other = {**talk, "person": "R6-2", "case": CASE, "on": "2025-03-11"}
    codes = desk.refused("record-interview", **other)
    assert codes == ["activity_case.other_author", "activity_case.future"]


def test_the_number_of_the_register_is_no_case(desk: Register) -> None:
    submitted(desk)
    assert desk.refused("redact-case", case="register", **PUBLIC) == ["activity_case.unknown"]


def test_an_approval_needs_a_yes_to_every_check(desk: Register) -> None:
    submitted(desk)
    shown = redacted(desk)
    everything = desk.refused("approve-case", APPROVER, **shown)
    asked = desk.events("activity_case.redacted")[-1].checklist
    assert everything == ["activity_case.unchecked"] * len(asked)
    checked(desk, shown)
    desk.do("answer-case-check", **shown, item="no_rare_pair", holds=False)
    assert desk.refused("approve-case", APPROVER, **shown) == ["activity_case.unchecked"]
    desk.do("answer-case-check", **shown, item="no_rare_pair", holds=True)
    assert topics(desk.do("approve-case", APPROVER, **shown)) == ["activity_case.approved"]


def test_a_new_version_is_checked_and_approved_anew(desk: Register) -> None:
    submitted(desk)
    old = checked(desk, redacted(desk))
    desk.do("approve-case", APPROVER, **old)
    shown = redacted(desk, title="直した題名")
    codes = desk.refused("publish-case", case=CASE, on="2025-03-10")
    assert codes == ["activity_case.not_approved"]
    assert desk.refused("approve-case", APPROVER, **old) == ["approval.other_content"]
    assert "activity_case.unchecked" in desk.refused("approve-case", APPROVER, **shown)
    stale = {**old, "item": "no_person", "holds": True}
    assert desk.refused("answer-case-check", **stale) == ["activity_case.other_version"]


def test_the_editor_cannot_approve_and_an_approved_text_keeps_its_answers(desk: Register) -> None:
    submitted(desk)
    shown = checked(desk, redacted(desk))
    assert desk.refused("approve-case", BOTH, **shown) == ["approval.same_person"]
    desk.do("approve-case", APPROVER, **shown)
    changed = {**shown, "item": "no_person", "holds": False}
    assert desk.refused("answer-case-check", **changed) == ["activity_case.approved"]
    assert desk.do("approve-case", APPROVER, **shown).unchanged


def test_the_checklist_is_data_and_older_texts_keep_theirs(desk: Register) -> None:
    submitted(desk)
    old = checked(desk, redacted(desk))
    words = {"ja_text": "写真に人が写っていない", "en_text": "No people in pictures"}
    desk.do("set-case-check", item="no_faces", **words)
    for item in ("no_employer", "no_rare_pair"):
        desk.do("set-case-check", item=item, **words, asked=False)
    desk.do("approve-case", APPROVER, **old)
    redacted(desk, title="新しい版")
    codes = [each.code for each in desk.events("activity_case.redacted")[-1].checklist]
    assert codes == ["no_person", "no_consultation", "author_saw", "no_faces"]
    for item in codes[:-1]:
        desk.do("set-case-check", item=item, **words, asked=False)
    last = {"item": "no_faces", **words, "asked": False}
    assert desk.refused("set-case-check", **last) == ["activity_case.last_check"]
    unknown = {"case": CASE, "digest_seen": desk.events("activity_case.redacted")[-1].digest}
    codes = desk.refused("answer-case-check", **unknown, item="no_employer", holds=True)
    assert codes == ["activity_case.unknown_check"]


@pytest.mark.parametrize(
    "personal", ["電話 03-1234-5678", "a.b@example.jp", "番号AB12345678CD", "1234 5678 9012"]
)
def test_a_text_that_plainly_holds_personal_data_is_refused(desk: Register, personal: str) -> None:
    submitted(desk)
    codes = desk.refused("redact-case", case=CASE, title=personal, text=f"問合せは{personal}へ")
    assert codes == ["activity_case.personal_data"] * 2


def test_figures_of_an_ordinary_text_are_no_sign_of_a_person() -> None:
    assert shapes_in("令和7年度は120件（前年比110%）、2025-10-01から週5日です。") == ()
    assert not looks_personal("講座の資料2025-10-01.pdf")


def test_a_nationality_and_a_town_in_one_text_are_pointed_out() -> None:
    assert rare_pair("見本町のブータン国籍の方を支援") == ("ブータン国籍", "見本町")
    assert rare_pair("浜松市で中国出身の方を支援") == ("中国出身", "浜松市")
    for harmless in ("市区町村の窓口で外国人の方を支援", "ベトナム人の方を支援", "見本町で支援"):
        assert rare_pair(harmless) is None


def test_an_objection_holds_the_text_back_until_the_author_agrees(desk: Register) -> None:
    submitted(desk)
    shown = checked(desk, redacted(desk))
    desk.do("object-to-case", person=AUTHOR, **shown, reason="わたしだと分かります")
    assert isinstance(only(desk.events("activity_case.author_objected")).reason, Sealed)
    assert desk.refused("approve-case", APPROVER, **shown) == ["activity_case.author_objects"]
    desk.do("agree-to-case", person=AUTHOR, **shown)
    assert desk.do("agree-to-case", person=AUTHOR, **shown).unchanged
    desk.do("approve-case", APPROVER, **shown)
    desk.do("object-to-case", person=AUTHOR, **shown, reason="やはり困ります")
    codes = desk.refused("publish-case", case=CASE, on="2025-03-10")
    assert codes == ["activity_case.author_objects"]


def test_nobody_speaks_for_another_author(desk: Register) -> None:
    submitted(desk)
    shown = redacted(desk)
    other = Actor(id="R6-2", roles=("person",), person="R6-2")
    assert desk.refused("agree-to-case", other, person="R6-2", **shown) == ["activity_case.unknown"]
    assert desk.refused("agree-to-case", other, person=AUTHOR, **shown) == ["access.denied"]
    codes = desk.refused("withdraw-case", other, person="R6-2", case=CASE)
    assert codes == ["activity_case.unknown"]


def test_a_rejected_version_gives_way_to_a_new_one(desk: Register) -> None:
    submitted(desk)
    shown = checked(desk, redacted(desk))
    desk.do("reject-case", APPROVER, **shown, reason="概要になっていません")
    assert desk.refused("approve-case", APPROVER, **shown) == ["activity_case.rejected"]
    assert only(topics(desk.do("redact-case", case=CASE, **PUBLIC))) == "activity_case.redacted"
    assert [event.number for event in desk.events("activity_case.redacted")] == [1, 2]


def test_what_is_public_is_retired_not_rejected(desk: Register) -> None:
    shown = published(desk)
    codes = desk.refused("reject-case", **shown, reason="古い")
    assert codes == ["activity_case.public"]


OWN = [kind for kind in COMMANDS.values() if ".activity_case." in kind.__module__]
ON_A_CASE = [kind.name for kind in OWN if "case" in kind.__struct_fields__]


@pytest.mark.parametrize("command", ON_A_CASE)
def test_a_withdrawn_case_is_over_for_every_command(desk: Register, command: str) -> None:
    shown = published(desk)
    desk.do("withdraw-case", person=AUTHOR, case=CASE)
    text = {**shown, "item": "no_person", "holds": False, "reason": "理由", "person": AUTHOR}
    told = {**PUBLIC, "kind": "prevention", "on": "2025-03-10", "outcome": "keep", "call": "2025-1"}
    fields = {field.name for field in fields_of(COMMANDS[command])}
    values = {name: value for name, value in {**told, **text}.items() if name in fields}
    if command in ("withdraw-case", "retire-case", "unlink-case-from-call"):
        assert desk.do(command, **values).unchanged
    else:
        actor = APPROVER if command == "approve-case" else OFFICER
        assert desk.refused(command, actor, **values) == ["activity_case.withdrawn"]
