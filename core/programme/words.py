"""Field types that several areas' commands share, each with its label once."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from core.command import Choice, Code, Label, Text

Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]

CallId = Annotated[Code, Label("募集", "Call", "例: 2025-1", "For example 2025-1")]
CohortId = Annotated[Code, Label("期", "Cohort", "例: 2025-1", "For example 2025-1")]
NominationId = Annotated[Code, Label("受付番号", "Nomination number")]
PersonId = Annotated[Code, Label("登録者番号", "Person id")]
WindowCode = Annotated[Code, Label("窓口コード", "Window code")]
FiscalYear = Annotated[
    Annotated[int, Meta(ge=2000, le=2100)], Label("年度", "Fiscal year", "西暦", "Gregorian")
]
DigestSeen = Annotated[
    Digest,
    Label(
        "確認した内容の指紋", "Digest of what was shown", "画面に表示された値", "As the page shows"
    ),
]

Name = Annotated[Text, Label("氏名", "Name", personal=True)]
Kana = Annotated[Text, Label("フリガナ", "Name in kana", personal=True)]
Roman = Annotated[Text, Label("ローマ字氏名", "Name in Latin letters", personal=True)]
Mail = Annotated[Text, Label("メールアドレス", "Mail address", personal=True)]
Remarks = Annotated[Text, Label("備考", "Remarks", personal=True)]

ROLES = (
    Choice("counsellor", "相談対応者", "Counsellor"),
    Choice("adviser", "助言・指導者", "Adviser to counsellors"),
)
FOUNDER_KINDS = (
    Choice("local_government", "地方公共団体", "Local government"),
    Choice("state", "国", "State"),
    Choice("private", "民間団体等", "Private body"),
)
ORGANISATION_KINDS = (
    Choice("npo", "NPO法人", "Specified non-profit corporation"),
    Choice("social_welfare", "社会福祉法人", "Social welfare corporation"),
    Choice("public_interest", "公益社団・財団法人", "Public interest corporation"),
    Choice("general", "一般社団・財団法人", "General corporation"),
    Choice("school", "学校法人", "School corporation"),
    Choice("voluntary", "任意団体", "Unincorporated association"),
    Choice("company", "会社", "Company"),
    Choice("other", "その他", "Another body"),
)
OPERATIONS = (
    Choice("direct", "直営", "Direct"),
    Choice("commissioned", "委託", "Commissioned"),
    Choice("subsidised", "補助", "Subsidised"),
    Choice("designated", "指定管理", "Designated manager"),
)
UNITS = (
    Choice("件", "件", "Topics"),
    Choice("人", "人", "People"),
    Choice("回", "回", "Visits"),
)
PARTIES = (
    Choice("person", "本人", "The person"),
    Choice("institution", "所属機関", "The institution"),
)


def iso(day: date) -> str:
    """A date as it stands in sentences and ids."""
    return day.isoformat()
