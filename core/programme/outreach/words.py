"""Field types and checks that the parts of outreach share (clauses 9, 29, 39-41)."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from core.area import Known
from core.command import Choice, Label, Text
from core.errors import Faults

AWARENESS, SUPPLY = "awareness", "supply"
MEASURES = (
    Choice(AWARENESS, "認知度の向上", "Awareness"),
    Choice(SUPPLY, "受講生の確保", "Applicants"),
)
CHANNELS = (
    Choice("site", "ホームページ", "Website"),
    Choice("x", "X", "X"),
    Choice("facebook", "Facebook", "Facebook"),
    Choice("instagram", "Instagram", "Instagram"),
    Choice("youtube", "YouTube", "YouTube"),
    Choice("mail", "メール配信", "Mailing list"),
    Choice("mass_media", "マスメディア", "Mass media"),
    Choice("ethnic_media", "エスニックメディア", "Ethnic media"),
    Choice("magazine", "機関誌等", "Magazine"),
    Choice("other", "その他", "Other"),
)
MEANS = (
    Choice("phone", "電話", "Telephone"),
    Choice("mail", "メール", "Mail"),
    Choice("visit", "訪問", "Visit"),
    Choice("online", "オンライン", "Online"),
    Choice("letter", "文書", "Letter"),
    Choice("other", "その他", "Other"),
)
ANSWERS = (
    Choice("considering", "推薦を検討", "Considers a nomination"),
    Choice("no_candidate", "候補者なし", "Has no candidate"),
    Choice("declined", "見送り", "Declined"),
    Choice("informed", "案内のみ", "Informed only"),
    Choice("no_answer", "応答なし", "No answer"),
)
OUTCOMES = (
    Choice("nominated", "推薦があった", "Nominated somebody"),
    Choice("not_nominated", "推薦はなかった", "Nominated nobody"),
    Choice("other", "その他", "Other"),
)
LANGUAGE = r"^[a-z]{2,3}(-[0-9A-Za-z]{1,8})*$"
"""A language tag such as `ja`, `en`, `zh-Hant` or `ja-x-easy`."""

Measure = Annotated[str, Label("趣旨", "Purpose", choices=MEASURES)]
Channel = Annotated[str, Label("媒体", "Channel", choices=CHANNELS)]
Language = Annotated[
    Annotated[str, Meta(pattern=LANGUAGE, max_length=35)],
    Label("言語", "Language", "例: ja、en、vi、ja-x-easy", "For example ja, en, vi, ja-x-easy"),
]
Title = Annotated[Text, Label("件名", "Title")]
On = Annotated[date, Label("日付", "Date")]


def check_happened(faults: Faults, on: date, known: Known) -> None:
    """Note a fault where something that is told as done lies in the future."""
    faults.unless(
        on <= known.today,
        "outreach.ahead",
        "まだ来ていない日付です。行った日を入力してください。",
        "The date has not come yet. Please give the day on which it was done.",
        "on",
    )


def happened(on: date, known: Known) -> None:
    """`Refused` where something that is told as done lies in the future."""
    faults = Faults()
    check_happened(faults, on, known)
    faults.raise_any()
