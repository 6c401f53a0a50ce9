"""What happens to a follow-up session, as events (clauses 24-27).

What a coordinator writes (a talk, a question) is sealed under the own key. An answer to a question
is about no person, and is refused where it does not look so.
"""

from datetime import date

from msgspec import Struct

from core.event import Event, NoPerson, Open, SealedText, event


class Item(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry of a programme. `part` is lecture (ア), exchange (イ) or questions (ウ); `group`
    names the heading it stands under, of which the source has two that are both called ア;
    `lecturer` is an office or a role, never a name; `material` the SHA-256 of its file, or empty,
    and `edition` counts how often that file changed."""

    code: str
    part: str
    group: str
    kind: str
    ja: str
    en: str
    lecturer: str
    material: str = ""
    edition: int = 0


@event(
    "followup.announced",
    ja="フォローアップ研修 {session} を案内した（対象 {count} 名）",
    en="Announced follow-up session {session} to {count}",
)
class FollowUpAnnounced(Event, frozen=True):
    """When, where, until when one chooses, whom the rule `audience` invites and who may see the
    recordings. `count` were found among all facts up to `position`; those not invited before follow
    in the same commit. Announced again, it replaces what was said."""

    session: NoPerson[str]
    fiscal_year: NoPerson[int]
    ja_title: NoPerson[str]
    en_title: NoPerson[str]
    form: NoPerson[str]
    place: NoPerson[str]
    on: NoPerson[date]
    choose_from: NoPerson[date]
    choose_until: NoPerson[date]
    audience: NoPerson[str]
    viewers: NoPerson[str]
    count: NoPerson[int]
    position: NoPerson[int]


@event(
    "followup.invited",
    ja="フォローアップ研修 {session} に {count} 名を招いた",
    en="Invited {count} to follow-up session {session}",
)
class FollowUpInvited(Event, frozen=True):
    """Ids of persons, some hundreds at a time: an entry of the log is small. Whoever is certified
    later is added by one more of these."""

    session: NoPerson[str]
    count: NoPerson[int]
    people: Open[tuple[str, ...]]


@event(
    "followup.chosen",
    ja="{person} がフォローアップ研修 {session} の参加・不参加を答えた",
    en="{person} chose whether to join follow-up session {session}",
)
class ParticipationChosen(Event, frozen=True):
    """Join or not; until the deadline a later choice takes its place."""

    session: NoPerson[str]
    person: Open[str]
    joins: Open[bool]


@event(
    "followup.programme_set",
    ja="フォローアップ研修 {session} の内容を定めた（第 {number} 版）",
    en="Set the programme of follow-up session {session}, version {number}",
)
class ProgrammeSet(Event, frozen=True):
    """Version `number` of the programme: the one before, with this item new, changed or (not
    `given`) gone."""

    session: NoPerson[str]
    number: NoPerson[int]
    item: NoPerson[Item]
    given: NoPerson[bool]


@event(
    "followup.talk_registered",
    ja="{person} がフォローアップ研修 {session} の発表を登録した",
    en="{person} registered a talk at follow-up session {session}",
)
class TalkRegistered(Event, frozen=True):
    """What somebody will speak about; a later one takes its place."""

    session: NoPerson[str]
    person: Open[str]
    theme: SealedText


@event(
    "followup.groups_drawn",
    ja="フォローアップ研修 {session} の参加者 {count} 名を班に分けた",
    en="Put {count} participants of follow-up session {session} into groups",
)
class GroupsDrawn(Event, frozen=True):
    """Groups of about `size` that mix regions: what `draw` makes of `seed` (hex), and of who joined
    and where they worked at `position`. Drawn again, they replace the earlier ones."""

    session: NoPerson[str]
    size: NoPerson[int]
    seed: NoPerson[str]
    count: NoPerson[int]
    position: NoPerson[int]
    groups: Open[tuple[tuple[str, ...], ...]]


@event(
    "followup.asked",
    ja="{person} がフォローアップ研修 {session} に質問した（{number} 番目）",
    en="{person} asked question {number} at follow-up session {session}",
)
class QuestionAsked(Event, frozen=True):
    """The `number`-th question of this person."""

    session: NoPerson[str]
    person: Open[str]
    number: Open[int]
    text: SealedText


@event(
    "followup.question_flagged",
    ja="{person} の {number} 番目の質問に、相談者の情報と思われる箇所がある",
    en="Question {number} of {person} seems to hold details of a client",
)
class QuestionFlagged(Event, frozen=True):
    """A warning, not a refusal: the codes of the signs found (`questions.py` has the rule)."""

    session: NoPerson[str]
    person: Open[str]
    number: Open[int]
    signs: Open[tuple[str, ...]]


@event(
    "followup.answered",
    ja="{person} の {number} 番目の質問に回答した",
    en="Answered question {number} of {person}",
)
class QuestionAnswered(Event, frozen=True):
    """The answer, for every participant to read; a later one takes its place."""

    session: NoPerson[str]
    person: Open[str]
    number: Open[int]
    answer: NoPerson[str]


@event(
    "followup.recording_published",
    ja="フォローアップ研修 {session} の {item} の録画（第 {number} 版）を公開した",
    en="Published recording {number} of {item} of follow-up session {session}",
)
class RecordingPublished(Event, frozen=True):
    """Version `number` of a lecture's recording: the SHA-256 of its file, where it can be seen, the
    last day, and the edition of the material that it shows."""

    session: NoPerson[str]
    item: NoPerson[str]
    number: NoPerson[int]
    file: NoPerson[str]
    place: NoPerson[str]
    until: NoPerson[date]
    edition: NoPerson[int]


@event(
    "followup.recording_outdated",
    ja="フォローアップ研修 {session} の {item} の録画（第 {number} 版）の後に、資料が変わった",
    en="The material changed after recording {number} of {item} of follow-up session {session}",
)
class RecordingOutdated(Event, frozen=True):
    """The law changed, so the material did: the recording still shows the earlier edition."""

    session: NoPerson[str]
    item: NoPerson[str]
    number: NoPerson[int]
    edition: NoPerson[int]


@event(
    "followup.recording_viewed",
    ja="{person} がフォローアップ研修 {session} の {item} の録画を視聴した",
    en="{person} viewed the recording of {item} of follow-up session {session}",
)
class RecordingViewed(Event, frozen=True):
    """Viewing is not attending."""

    session: NoPerson[str]
    person: Open[str]
    item: NoPerson[str]
    number: NoPerson[int]


@event(
    "followup.attendance_recorded",
    ja="{person} のフォローアップ研修 {session} の出欠を記録した（{kind}）",
    en="Recorded that {person} {kind} follow-up session {session}",
)
class AttendanceRecorded(Event, frozen=True):
    """`kind` is attended or absent; recorded again, it mends."""

    session: NoPerson[str]
    person: Open[str]
    kind: Open[str]
