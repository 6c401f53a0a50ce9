"""What happens to an activity case, as events (clauses 35-38).

What a coordinator tells is about clients, and sealed under the coordinator's key. The edited text
is about no person: that is what the checklist is for.
"""

from datetime import date

from msgspec import Struct

from core.approval import Approval
from core.event import Event, NoPerson, Open, SealedText, event


class CheckItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A question about an edited text, answered yes or no before anybody may approve it."""

    code: str
    ja: str
    en: str


@event(
    "activity_case.check_set",
    ja="活動事例の確認項目 {code}「{ja_text}」を定めた",
    en="Set check {code} of activity cases: {en_text}",
)
class CaseCheckSet(Event, frozen=True):
    """The checklist is data: an item is added, worded anew, or no longer asked."""

    code: NoPerson[str]
    ja_text: NoPerson[str]
    en_text: NoPerson[str]
    asked: NoPerson[bool]


@event(
    "activity_case.numbered",
    ja="活動事例に番号 {case} を付けた",
    en="Gave an activity case the number {case}",
)
class CaseNumbered(Event, frozen=True):
    """Running numbers: nothing of a person is in them."""

    case: Open[str]


@event(
    "activity_case.submitted",
    ja="{person} から活動事例 {case} が寄せられた",
    en="{person} submitted activity case {case}",
)
class CaseSubmitted(Event, frozen=True):
    """What the coordinator wrote, unedited; an attachment by its hash."""

    case: Open[str]
    person: Open[str]
    kind: Open[str]
    channel: Open[str]
    text: SealedText
    attachment: Open[str | None]
    attachment_name: SealedText


@event(
    "activity_case.interviewed",
    ja="活動事例 {case} のために {person} に話を聞いた",
    en="Interviewed {person} for activity case {case}",
)
class InterviewRecorded(Event, frozen=True):
    """An officer's note of an interview; it may begin a case or add to one."""

    case: Open[str]
    person: Open[str]
    kind: Open[str]
    note: SealedText


@event(
    "activity_case.quarantined",
    ja="活動事例 {case} の添付を隔離した",
    en="Quarantined the attachment of activity case {case}",
)
class CaseQuarantined(Event, frozen=True):
    """The attachment seems to hold data of clients: nothing goes on before an officer has
    looked."""

    case: Open[str]
    attachment: Open[str | None]
    grounds: Open[tuple[str, ...]]


@event(
    "activity_case.released",
    ja="活動事例 {case} の隔離を解いた",
    en="Released activity case {case} from quarantine",
)
class CaseReleased(Event, frozen=True):
    """Goes on with a clean attachment, or without one."""

    case: Open[str]
    attachment: Open[str | None]


@event(
    "activity_case.redacted",
    ja="活動事例 {case} の掲載文（第 {number} 版）を作った",
    en="Edited activity case {case} for the public, version {number}",
)
class CaseRedacted(Event, frozen=True):
    """The text for the public, with the checklist as it stood that day."""

    case: Open[str]
    number: NoPerson[int]
    title: NoPerson[str]
    text: NoPerson[str]
    digest: NoPerson[str]
    checklist: NoPerson[tuple[CheckItem, ...]]


@event(
    "activity_case.checked",
    ja="活動事例 {case} 第 {number} 版の確認項目 {item} に答えた",
    en="Answered check {item} of activity case {case}, version {number}",
)
class CaseChecked(Event, frozen=True):
    """An officer's answer to one item, for one version."""

    case: Open[str]
    number: NoPerson[int]
    item: NoPerson[str]
    holds: NoPerson[bool]


@event(
    "activity_case.author_agreed",
    ja="活動事例 {case} 第 {number} 版に {person} が同意した",
    en="{person} agreed to version {number} of activity case {case}",
)
class AuthorAgreed(Event, frozen=True):
    """The author saw this very text and has nothing against it."""

    case: Open[str]
    person: Open[str]
    number: NoPerson[int]
    digest_seen: NoPerson[str]


@event(
    "activity_case.author_objected",
    ja="活動事例 {case} 第 {number} 版に {person} から異議があった",
    en="{person} objected to version {number} of activity case {case}",
)
class AuthorObjected(Event, frozen=True):
    """The author saw this very text and does not want it so."""

    case: Open[str]
    person: Open[str]
    number: NoPerson[int]
    digest_seen: NoPerson[str]
    reason: SealedText


@event(
    "activity_case.approved",
    ja="活動事例 {case} 第 {number} 版の掲載を決裁した",
    en="Approved version {number} of activity case {case}",
)
class CaseApproved(Event, frozen=True):
    """決裁 of one version."""

    case: Open[str]
    number: NoPerson[int]
    approval: NoPerson[Approval]


@event(
    "activity_case.rejected",
    ja="活動事例 {case} 第 {number} 版を掲載しないことにした",
    en="Rejected version {number} of activity case {case}",
)
class CaseRejected(Event, frozen=True):
    """This version is not published; another may be made. The reason may speak of the author."""

    case: Open[str]
    person: Open[str]
    number: NoPerson[int]
    reason: SealedText


@event(
    "activity_case.withdrawn",
    ja="活動事例 {case} の提供を {person} が取り下げた",
    en="{person} withdrew activity case {case}",
)
class CaseWithdrawn(Event, frozen=True):
    """For good, and from every page at once; no reason is asked."""

    case: Open[str]
    person: Open[str]


@event(
    "activity_case.published",
    ja="活動事例 {case} 第 {number} 版を {on} から掲載した（見直し期限 {review_due}）",
    en="Published version {number} of activity case {case} from {on}, review due {review_due}",
)
class CasePublished(Event, frozen=True):
    """Shown to everybody from `on`."""

    case: Open[str]
    number: NoPerson[int]
    on: NoPerson[date]
    review_due: NoPerson[date]


@event(
    "activity_case.reviewed",
    ja="活動事例 {case} の掲載を見直した（見直し期限 {review_due}）",
    en="Reviewed activity case {case}, review due {review_due}",
)
class CaseReviewed(Event, frozen=True):
    """keep: good for another period; revise: the task stays until a new version is out."""

    case: Open[str]
    outcome: NoPerson[str]
    on: NoPerson[date]
    review_due: NoPerson[date]


@event(
    "activity_case.retired",
    ja="活動事例 {case} の掲載を終えた",
    en="Retired activity case {case}",
)
class CaseRetired(Event, frozen=True):
    """No longer shown, on the pages of calls neither."""

    case: Open[str]


@event(
    "activity_case.linked",
    ja="活動事例 {case} を募集 {call} で紹介することにした",
    en="Call {call} presents activity case {case}",
)
class CaseLinkedToCall(Event, frozen=True):
    """The call's page shows the case as long as the case is public."""

    case: Open[str]
    call: NoPerson[str]


@event(
    "activity_case.unlinked",
    ja="活動事例 {case} を募集 {call} で紹介しないことにした",
    en="Call {call} no longer presents activity case {case}",
)
class CaseUnlinkedFromCall(Event, frozen=True):
    """Taken off the call's page."""

    case: Open[str]
    call: NoPerson[str]
