"""The programme of a session, an item at a time (clause 25).

A new law adds an item; changed material makes a new edition, and marks the recording of the
earlier one. Parts, headings and kinds are the year's own: the source's two headings ア stand beside
each other as two groups until the agency says which holds.
"""

import re
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Choice, Code, Label, command
from core.errors import Faults
from core.programme.followup.facts import Item, ProgrammeSet, RecordingOutdated
from core.programme.followup.state import (
    OfSession,
    Session,
    known_session,
    own_stream,
    stream_of,
)

LECTURE, EXCHANGE, QUESTIONS = "lecture", "exchange", "questions"
PARTS = (
    Choice(LECTURE, "ア 講義", "Lecture"),
    Choice(EXCHANGE, "イ 意見交換会", "Exchange in groups"),
    Choice(QUESTIONS, "ウ 質疑応答", "Questions and answers"),
)
KINDS = (
    Choice("law", "法令", "Law"),
    Choice("revision", "制度改正", "A revision"),
    Choice("theme", "テーマ", "A theme"),
)
ITEMS_MAX = 60
Line = Annotated[str, Meta(min_length=1, max_length=200)]
ItemCode = Annotated[Code, Label("項目番号", "Item", "例: law-1", "For example law-1")]


@command(
    "set-follow-up-item",
    ja="フォローアップ研修の項目を定める",
    en="Set an item of a follow-up session",
    roles=("officer",),
    clauses=(25,),
)
class SetFollowUpItem(OfSession, frozen=True, kw_only=True):
    """One item a row; a workbook of them is a programme."""

    code: ItemCode
    part: Annotated[str, Label("区分", "Part", choices=PARTS)]
    group: Annotated[
        Annotated[str, Meta(max_length=100)],
        Label("見出し", "Heading", "例: ア 法令の講義", "As the notice has it"),
    ] = ""
    kind: Annotated[str, Label("種類", "Kind", choices=KINDS)]
    ja_title: Annotated[Line, Label("題名", "Title in Japanese")]
    en_title: Annotated[Line, Label("題名（英語）", "Title")]
    lecturer: Annotated[
        Annotated[str, Meta(max_length=100)],
        Label(
            "講師の所属・職",
            "Lecturer's office",
            "例: 当庁職員。氏名は書かない",
            "An office or role, no name",
        ),
    ] = ""
    material: Annotated[
        Annotated[str, Meta(max_length=64)],
        Label("資料の指紋", "SHA-256 of the material", "SHA-256、16進64桁", "64 hex digits"),
    ] = ""
    given: Annotated[bool, Label("行う", "Given")] = True


@decides(SetFollowUpItem, streams=own_stream)
def set_item(wanted: SetFollowUpItem, states: States, known: Known) -> Sequence[To]:
    """A new version of the programme; an equal item changes nothing."""
    session = known_session(states, wanted.session)
    held = session.items.get(wanted.code)
    _check(wanted, session)
    item = _item(wanted, held)
    if (held == item) if wanted.given else held is None:
        return []
    told = ProgrammeSet(
        session=session.id, number=session.version + 1, item=item, given=wanted.given
    )
    return [To(stream_of(session.id), told), *_outdated(session, item)]


def _item(wanted: SetFollowUpItem, held: Item | None) -> Item:
    item = Item(
        code=wanted.code,
        part=wanted.part,
        group=wanted.group,
        kind=wanted.kind,
        ja=wanted.ja_title,
        en=wanted.en_title,
        lecturer=wanted.lecturer,
        material=wanted.material,
    )
    before = (held.edition, held.material) if held else (0, "")
    changed = item.material != before[1]
    return msgspec.structs.replace(item, edition=before[0] + changed)


def _outdated(session: Session, item: Item) -> list[To]:
    shown = session.recordings.get(item.code)
    if shown is None or shown.edition == item.edition or item.code in session.outdated:
        return []
    marked = RecordingOutdated(
        session=session.id, item=item.code, number=shown.number, edition=item.edition
    )
    return [To(stream_of(session.id), marked)]


def _check(wanted: SetFollowUpItem, session: Session) -> None:
    faults = Faults()
    faults.unless(
        not wanted.material or is_digest(wanted.material),
        "followup.bad_digest",
        "資料の指紋は、SHA-256 の16進64桁（小文字）で書いてください。",
        "Write the SHA-256 as 64 lower-case hex digits.",
        "material",
    )
    faults.unless(
        wanted.code in session.items or len(session.items) < ITEMS_MAX,
        "followup.too_many_items",
        f"項目は {ITEMS_MAX} までです。",
        f"At most {ITEMS_MAX} items.",
        "code",
    )
    shown = session.recordings.get(wanted.code)
    faults.unless(
        shown is None or (wanted.given and wanted.part == LECTURE),
        "followup.recorded",
        "録画を公開した項目は、講義のまま残してください。",
        "A recording of it is published: it stays a lecture.",
        "part",
    )
    faults.raise_any()


def is_digest(text: str) -> bool:
    """Whether the text is a SHA-256 in lower-case hex."""
    return re.fullmatch("[0-9a-f]{64}", text) is not None
