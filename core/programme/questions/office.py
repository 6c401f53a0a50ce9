"""The question about an office's habits, which belong to no year: defaults."""

from msgspec import Struct, field


class DefaultsFacts(Struct, frozen=True, kw_only=True):
    """Question `defaults`: what does a command propose where nobody fills the field in?

    It is put to the newest policy adopted that answers it, whatever its years.
    """

    fiscal_year: int
    parameters: dict[str, str | int] = field(default_factory=dict)


class CaseCheck(Struct, frozen=True, forbid_unknown_fields=True):
    """A question about the text of an activity case, answered yes or no before its approval."""

    code: str
    ja: str
    en: str


class Amendment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How soon a withdrawn row is gone: so many working days after, by the hour `closes`; from the
    hour `opens` the clock does it by itself."""

    working_days: int
    opens: int
    closes: int


class DefaultsRuling(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a command takes for an empty field. None: the policy says nothing, and the field must
    be given.

    `memo_headings`: subject of a memo (`method`, `inquiry`) -> what must be weighed.
    `consent_reminder_days`: days before the answers are due, of the first and the second reminder.
    `small_number_least` is the least number that is shown, `cross_table_least` the answers that a
    table of one question by another needs, `reminders_most` the reminders of one survey.
    """

    case_review_months: int | None = None
    case_checks: tuple[CaseCheck, ...] = ()
    memo_headings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    small_number_least: int | None = None
    cross_table_least: int | None = None
    reminders_most: int | None = None
    consent_reminder_days: tuple[int, int] | None = None
    consent_undo_days: int | None = None
    group_size: int | None = None
    amendment: Amendment | None = None
