"""Autumn 2025, beside the courses: publicity, activity cases, a survey and its memo, and the
follow-up session of those certified."""

from tests.story.clauses import test_clause_23_decision_memo as memo
from tests.story.clauses import test_clause_39_briefings as briefing
from tests.story.clauses import test_clause_40_posts as posts
from tests.story.clauses.activity_case import PUBLIC, TOLD
from tests.story.clauses.followup import announced, joins, recorded
from tests.story.clauses.survey import answers, opened
from tests.story.clauses.test_clause_19_evidence import GIVEN
from tests.story.years.register import Years

CERTIFIED = ("R6-001", "R6-002", "R6-003", "R6-004")


def test_chapter_13_the_programme_is_made_known_and_the_sixteen_are_closed(year: Years) -> None:
    # given a text in two languages and a joint briefing
    year.at("2025-09-16 10:00")
    year.do("draft-message", **posts.DRAFT)
    year.do("translate-message", message="M1", language="en", text="There are coordinators.")
    year.do("plan-briefing", **{**briefing.PLAN, "on": "2025-10-01"})
    plan = {"fiscal_year": 2025, "channel": "facebook", "measure": "awareness", "times": 4}
    year.do("plan-channel", **plan, languages=["ja", "en"])
    # when it is posted, held, and told at a university; and 秋田県 is closed without a nominee
    year.do("post-outreach", **{**posts.POST, "on": "2025-09-16"})
    year.at("2025-10-01 17:00").do("record-briefing", **{**briefing.HELD, "on": "2025-10-01"})
    told = {"record": "R1", "title": "大学で講演", "on": "2025-09-20", "measure": "supply"}
    year.do("record-outreach", **told)
    closing = {"targets": "R6", "prefecture": "05", "result": "not_nominated", "on": "2025-10-01"}
    year.do("close-outreach", **closing)
    # then the page counts them, and a new text flags the old translation
    year.do("draft-message", **{**posts.DRAFT, "text": "全国にコーディネーターがいます。"})
    page = year.seen_by("officer", "/outreach")
    for words in ("大阪府、大阪市（合同）", "大学で講演", "古い版のまま"):
        assert words in page


def test_chapter_14_a_case_is_quarantined_edited_agreed_to_and_made_public(year: Years) -> None:
    # given a check of the agency's own, and a case whose attachment holds data of a client
    check = {"item": "town", "ja_text": "地域が分からない", "en_text": "No town can be told"}
    year.do("set-case-check", **check)
    sent = {"person": "R6-001", "kind": "consultation", "text": TOLD}
    year.do("submit-case", "R6-001", **sent, attachment="a" * 64, attachment_name="経過.docx")
    case = str(year.events("activity_case.submitted")[-1].case)
    year.do("quarantine-case", case=case)
    assert "添付を隔離しています" in year.seen_by("officer", f"/cases/desk/{case}")
    # when the attachment is released without it, the text redacted, checked and agreed to
    year.do("release-case", case=case, attachment="b" * 64)
    year.do("redact-case", case=case, **PUBLIC)
    seen = {"case": case, "digest_seen": year.digest("activity_case.redacted")}
    checks = [each.code for each in year.events("activity_case.redacted")[-1].checklist]
    assert "town" in checks
    for item in checks:
        year.do("answer-case-check", **seen, item=item, holds=True)
    assert PUBLIC["text"] in year.seen_by("R6-001", f"/cases/{case}/author")
    year.do("agree-to-case", "R6-001", **seen, person="R6-001")
    year.do("approve-case", "approver", **seen)
    year.do("publish-case", case=case, on="2025-10-01")
    # then anybody reads the public text, and nobody what was told
    public = year.seen_by("", "/cases")
    assert PUBLIC["text"] in public
    assert TOLD not in public


def test_chapter_15_a_survey_is_reminded_of_by_the_clock_and_ends_in_a_memo(year: Years) -> None:
    # given a survey of the coordinators, and a session announced on the same day
    announced(year, "R7-1")
    own = {"kind": "follow-up-reminded", "subject": "お願い", "body": "{choose_until}まで"}
    year.do("set-letter-template", **own)
    opened(year, "R7-cases")
    year.ticks("2025-10-11 09:00")
    for person in CERTIFIED[:2]:
        answers(year, "R7-cases", person, "need=yes", "form=online")
    joins(year, "R7-1", *CERTIFIED[:3])
    # when the clock ticks to its end
    did = [year.ticks(f"{day} 09:00") for day in ("2025-10-24", "2025-10-29", "2025-11-01")]
    assert [each.get("remind-surveys", 0) for each in did] == [1, 1, 0]
    assert did[2]["close-surveys"] == 1
    # then whoever was silent was reminded twice, and whoever answered never
    about = "事例研究検討会について"
    letters = {p: year.letters_to(f"{p.lower()}@example.jp") for p in CERTIFIED}
    surveyed = [sum(about in each for each in letters[p]) for p in CERTIFIED]
    assert surveyed == [1, 1, 3, 3]
    assert [letters[p].count("【要回答】お願い") for p in CERTIFIED] == [0, 0, 0, 2]
    counts = ["permanent=120", "work=3", "student=40"]
    year.do("compile-evidence", **GIVEN, counts=counts, surveys=["R7-cases"])
    assert "秘匿" in year.seen_by("officer", "/evidence")
    year.do("propose-memo", **memo.MEMO, surveys=["R7-cases"])
    digest = year.digest("memo.proposed")
    year.do("approve-memo", "approver", memo="M1", digest_seen=digest)
    assert "決裁済み" in year.seen_by("officer", "/memos")


def test_chapter_16_the_certified_follow_up_and_who_missed_it_sees_the_recording(
    year: Years,
) -> None:
    # given three who join the session, one of them with a talk and one with a question
    year.at("2025-11-04 10:00")
    year.do("register-talk", "R6-001", session="R7-1", person="R6-001", theme="多機関の連携")
    asked = {"session": "R7-1", "person": "R6-002", "text": "在留期間の更新の変更点は何ですか"}
    year.do("ask-follow-up-question", "R6-002", **asked)
    year.at("2025-11-20 09:00").do("draw-follow-up-groups", session="R7-1", size=2)
    # when it was held without one of them, and its lecture was recorded
    year.at("2025-11-20 18:00")
    for person in CERTIFIED[:2]:
        year.do("record-follow-up-attendance", session="R7-1", person=person)
    number = year.events("followup.asked")[-1].number
    answer = {"session": "R7-1", "person": "R6-002", "number": number, "text": "次のとおりです"}
    year.do("answer-follow-up-question", **answer)
    recorded(year, "R7-1")
    # then the one who missed it opens the recording, and that is no attendance
    year.do("view-recording", "R6-003", session="R7-1", person="R6-003", item="law-2")
    assert "https://video.example.jp/law-2" in year.client("R6-003").get("/isa/me").text
    assert "次のとおりです" in year.seen_by("R6-002", "/me")
