"""Clause 35: cases come in by form or mail and from interviews; client data in an attachment →
quarantine."""

import pytest

from tests.story.clauses.activity_case import AUTHOR, FILE, OTHER, PUBLIC, TOLD, Office
from tests.web.conftest import token


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A register with coordinators."""
    return Office(tmp_path_factory.mktemp("cases"))


def test_clause_35_a_coordinator_sends_a_case_by_form_and_only_staff_and_author_read_it(
    office: Office,
) -> None:
    own = office.client(AUTHOR)
    assert 'action="/isa/commands/submit-case"' in office.page("/cases/mine", AUTHOR)
    entered = {"person": AUTHOR, "kind": "consultation", "text": TOLD, "channel": "form"}
    answer = own.post("/isa/commands/submit-case", data={**token(own), **entered})
    assert answer.status_code == 303
    case = office.last("activity_case.submitted").case
    assert f"/isa/cases/{case}/author" in office.page("/cases/mine", AUTHOR)
    assert TOLD in office.page(f"/cases/{case}/author", AUTHOR)
    assert TOLD in office.page(f"/cases/desk/{case}", "officer")
    assert TOLD not in office.page("/cases")


def test_clause_35_an_officer_enters_what_came_by_mail_and_what_an_interview_told(
    office: Office,
) -> None:
    told = {"person": AUTHOR, "kind": "prevention"}
    office.done("submit-case", **told, text="メールの本文", channel="mail")
    case = office.last("activity_case.submitted").case
    office.done("record-interview", **told, case=case, on="2025-03-01", text="聞き取りの記録")
    page = office.page(f"/cases/desk/{case}", "officer")
    assert page.index("メールの本文") < page.index("聞き取りの記録")
    assert "聞き取りの記録" not in office.page(f"/cases/{case}/author", AUTHOR)


def test_clause_35_client_data_in_an_attachment_goes_into_quarantine(office: Office) -> None:
    case = office.told(
        attachment=FILE, attachment_name="相談記録.xlsx", client_data="no", channel="mail"
    )
    assert office.send("redact-case", case=case, **PUBLIC).codes == ["activity_case.quarantined"]
    page = office.page(f"/cases/desk/{case}", "officer")
    assert "添付を隔離しています" in page
    assert "ファイル名が、相談者の情報を思わせる" in page
    office.done("release-case", case=case, attachment="b" * 64)
    page = office.page(f"/cases/desk/{case}", "officer")
    assert FILE not in page
    assert "b" * 64 in page
    office.text_of(case)


def test_clause_35_what_was_told_lies_nowhere_readable(office: Office) -> None:
    office.told(text="だれにも読めてはいけない一文です")
    office.tenant.catch_up()
    held = [path for path in office.tenant.place.data.rglob("*") if path.is_file()]
    assert held
    assert not [path for path in held if "だれにも読めてはいけない".encode() in path.read_bytes()]


def test_clause_35_what_an_erased_author_told_opens_no_more_and_the_public_text_stays(
    office: Office,
) -> None:
    case = office.told(person=OTHER, text="消える一文", sender=OTHER)
    shown = office.text_of(case, title="残る題名")
    office.check_all(shown)
    office.done("approve-case", "approver", **shown)
    office.done("publish-case", case=case, on=office.tenant.today.isoformat())
    office.done("request-erasure", person=OTHER, ground="request")
    digest = office.last("person.erasure_requested").digest
    office.done("approve-erasure", "approver", person=OTHER, digest_seen=digest)
    page = office.page(f"/cases/desk/{case}", "officer")
    assert "消える一文" not in page
    assert "（消去済み）" in page
    assert "残る題名" in office.page("/cases")
    office.done("withdraw-case", case=case, person=OTHER)
    assert "残る題名" not in office.page("/cases")
