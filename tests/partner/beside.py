"""What the partner does beside the course: publicity, an activity case, a survey with its memo, a
session for those certified. Every text typed here is the partner's own."""

from tests.partner.register import Partner
from tests.partner.year import certified_one, own_of
from tests.story.clauses.activity_case import PUBLIC, TOLD
from tests.story.clauses.followup import RECORDING, SESSION
from tests.story.clauses.survey import NEED, SURVEY
from tests.story.clauses.test_clause_19_evidence import GIVEN
from tests.story.clauses.test_clause_39_briefings import PLAN

LECTURE = {
    "code": "law-2",
    "part": "lecture",
    "group": "やさしい日本語",
    "kind": "theme",
    "ja_title": "教室をひらく",
    "en_title": "Opening a class",
    "lecturer": "見本 講師",
}
TARGETS = {
    "targets": "R8",
    "prefectures": ["05"],
    "source": "受講者のいない地域",
    "on": "2027-01-25",
}
CONTACT = {
    "targets": "R8",
    "prefecture": "05",
    "by": "事務局",
    "body": "見本県",
    "means": "phone",
    "result": "considering",
    "on": "2027-01-25",
}


def beside(office: Partner) -> None:
    """On 25 January 2027, after the list is out."""
    person = certified_one(office)
    own = own_of(office, person)
    office.at("2027-01-25 13:00")
    office.do("draft-edition", edition="2027", fiscal_year=2027)
    made_known(office)
    told(office, person, own)
    asked(office, person, own)
    invited(office, person, own)
    office.work()


def made_known(office: Partner) -> None:
    """Targets, a briefing, a text."""
    office.do("adopt-outreach-targets", **TARGETS)
    office.do("record-outreach-contact", **CONTACT)
    office.do("plan-briefing", **{**PLAN, "on": "2027-02-20"})
    office.do("draft-message", message="M1", title="紹介", text="地域の日本語教室を支えています。")
    plan = {"fiscal_year": 2026, "channel": "facebook", "measure": "awareness", "times": 2}
    office.do("plan-channel", **plan, languages=["ja", "en"])


def told(office: Partner, person: str, own: str) -> None:
    """A case from the person to the public, shown in the next call."""
    office.do("submit-case", own, person=person, kind="consultation", text=TOLD)
    case = office.last("activity_case.submitted").case
    office.do("redact-case", case=case, **PUBLIC)
    shown = {"case": case, "digest_seen": office.last("activity_case.redacted").digest}
    for check in office.last("activity_case.redacted").checklist:
        office.do("answer-case-check", **shown, item=check.code, holds=True)
    office.do("agree-to-case", own, **shown, person=person)
    office.do("approve-case", "approver", **shown)
    office.do("publish-case", case=case, on="2027-01-25")
    call = {"call": "2026-2", "text": "推薦を募集します。", "priority_clause": "推薦を募集します。"}
    office.do("draft-call", **call)
    office.do("link-case-to-call", case=case, call="2026-2")


def asked(office: Partner, person: str, own: str) -> None:
    """A survey with one answer, evidence, and a memo that awaits its approval."""
    office.do("draft-survey", **{**SURVEY, "survey": "S1"})
    office.do("set-survey-question", **NEED, survey="S1")
    office.do("open-survey", survey="S1", deadline="2027-02-28")
    office.do("answer-survey", own, survey="S1", person=person, answers=["need=yes"])
    office.do("compile-evidence", **GIVEN, counts=["permanent=120", "work=3"])
    memo = {
        "memo": "M1",
        "subject": "method",
        "title": "当面の形",
        "text": "【形】\n研修会とする。",
    }
    office.do("propose-memo", **memo, headings=["形"])


def invited(office: Partner, person: str, own: str) -> None:
    """A session that the person joins, with a question."""
    days = {"on": "2027-03-10", "choose_from": "2027-01-25", "choose_until": "2027-02-20"}
    titles = {"ja_title": "学びなおしの会", "en_title": "Session", "fiscal_year": 2026}
    office.do("announce-follow-up", session="F1", **{**SESSION, **days, **titles})
    office.do("set-follow-up-item", session="F1", **LECTURE)
    office.do("choose-participation", own, session="F1", person=person, joins=True)
    asked = {"session": "F1", "person": person, "text": "教室はどう探しますか"}
    office.do("ask-follow-up-question", own, **asked)
    office.at("2027-03-11 10:00").do("record-follow-up-attendance", session="F1", person=person)
    office.do("publish-recording", session="F1", **{**RECORDING, "until": "2027-12-31"})
