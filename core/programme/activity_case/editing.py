"""The text for the public: its checklist as data, its versions, each check answered (clause 36).

What is concrete about a consultation or a person stays out; the agency edits (判断・修正は入管庁).
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Code, Command, Label, Text, command
from core.errors import Faults, refuse
from core.programme.activity_case.case import (
    REGISTER,
    LongText,
    OfCase,
    OfText,
    checklist,
    living_case,
    own_stream,
    register_of,
    shown_version,
    stream_of,
    workable_case,
)
from core.programme.activity_case.facts import CaseChecked, CaseCheckSet, CaseRedacted, CheckItem
from core.programme.activity_case.signs import shapes_in
from core.programme.defaults import ask_always, proposed

Item = Annotated[Code, Label("確認項目", "Check")]


@command(
    "set-case-check",
    ja="活動事例の確認項目を定める",
    en="Set a check of activity cases",
    roles=("officer",),
    clauses=(36,),
)
class SetCaseCheck(Command, frozen=True):
    """Add an item to the checklist, word it anew, or stop asking it; texts made before keep
    theirs."""

    item: Item
    ja_text: Annotated[Text, Label("確認すること（日本語）", "The check in Japanese")]
    en_text: Annotated[Text, Label("確認すること（英語）", "The check in English")]
    asked: Annotated[bool, Label("使う", "Asked")] = True


@decides(SetCaseCheck, streams=lambda _: (REGISTER,), ask=ask_always)
def set_check(wanted: SetCaseCheck, states: States, known: Known) -> Sequence[To]:
    """One item always stays: a text without any check cannot be approved by accident."""
    held = {each.code: each for each in _checks(states, known)}
    item = CheckItem(wanted.item, wanted.ja_text, wanted.en_text)
    if held.get(wanted.item) == (item if wanted.asked else None):
        return []
    if not wanted.asked and len(held) == 1:
        raise refuse(
            "activity_case.last_check",
            "最後の確認項目をなくすことはできません。",
            "The last check cannot be taken away.",
            "asked",
        )
    changed = CaseCheckSet(
        code=wanted.item, ja_text=wanted.ja_text, en_text=wanted.en_text, asked=wanted.asked
    )
    return [To(REGISTER, changed)]


@command(
    "redact-case",
    ja="活動事例の掲載文を作る",
    en="Edit a case for the public",
    roles=("officer",),
    clauses=(36,),
)
class RedactCase(OfCase, frozen=True):
    """A new version of the public text: an outline, about nobody. Its checklist starts empty."""

    title: Annotated[Annotated[str, Meta(max_length=120)], Label("題名", "Title")]
    text: Annotated[LongText, Label("掲載文（概要）", "Public text (an outline)")]


@decides(RedactCase, streams=lambda wanted: (stream_of(wanted.case), REGISTER), ask=ask_always)
def redact(wanted: RedactCase, states: States, known: Known) -> Sequence[To]:
    """Not from quarantine; what is plainly personal is refused before anybody is asked."""
    case = workable_case(states, wanted.case)
    digest = digest_of(wanted.title, wanted.text)
    held = case.latest
    if held and held.digest == digest and not held.rejected:
        return []
    checks = _checks(states, known)
    faults = Faults()
    faults.unless(
        checks,
        "activity_case.no_checks",
        "確認項目がありません。先に確認項目を定めてください。",
        "There are no checks. Please set them first.",
    )
    for field, text in (("title", wanted.title), ("text", wanted.text)):
        faults.unless(
            not shapes_in(text),
            "activity_case.personal_data",
            "電話番号、メールアドレス、在留カードの番号など、人の情報に見えるものがあります。",
            "There is what looks like a telephone number, an address, a card's number or the like.",
            field,
        )
    faults.raise_any()
    made = CaseRedacted(
        case=case.id,
        number=(held.number if held else 0) + 1,
        title=wanted.title,
        text=wanted.text,
        digest=digest,
        checklist=checks,
    )
    return [To(stream_of(case.id), made)]


def _checks(states: States, known: Known) -> tuple[CheckItem, ...]:
    return checklist(proposed(known).case_checks, register_of(states).own)


def digest_of(title: str, text: str) -> str:
    """SHA-256 (hex) of the public text, as an approver and the author must have seen it."""
    return hashlib.sha256(msgspec.json.encode([title, text])).hexdigest()


@command(
    "answer-case-check",
    ja="掲載文の確認項目に答える",
    en="Answer a check of a case's text",
    roles=("officer",),
    clauses=(36,),
)
class AnswerCaseCheck(OfText, frozen=True):
    """Yes or no to one item, for the text as shown."""

    item: Item
    holds: Annotated[bool, Label("そのとおり", "It is so")]


@decides(AnswerCaseCheck, streams=own_stream)
def answer(wanted: AnswerCaseCheck, states: States, known: Known) -> Sequence[To]:
    """Only items of this version's checklist, and only before it is approved."""
    case = living_case(states, wanted.case)
    version = shown_version(case, wanted)
    if wanted.item not in {item.code for item in version.checklist}:
        raise refuse(
            "activity_case.unknown_check",
            "その確認項目はありません。",
            "There is no such check.",
            "item",
        )
    if version.answers.get(wanted.item) == wanted.holds:
        return []
    if version.approved:
        raise refuse(
            "activity_case.approved",
            "決裁の済んだ版です。直すには新しい版を作ってください。",
            "This version is approved. Please make a new one to change it.",
        )
    checked = CaseChecked(case=case.id, number=version.number, item=wanted.item, holds=wanted.holds)
    return [To(stream_of(case.id), checked)]
