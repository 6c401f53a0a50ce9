"""The question about an office's habits, which belong to no year: defaults."""

from msgspec import Struct, field


class DefaultsFacts(Struct, frozen=True, kw_only=True):
    """Question `defaults`: what does a command propose where nobody fills the field in?

    It is put to the newest policy adopted that answers it, whatever its years.
    """

    fiscal_year: int
    """The fiscal year of today; a habit has none."""
    parameters: dict[str, str | int] = field(default_factory=dict)
    """The parameters as adopted, by name; `choose` checks them and fills in defaults."""


class CaseCheck(Struct, frozen=True, forbid_unknown_fields=True):
    """A question about the text of an activity case, answered yes or no before its approval."""

    code: str
    """Its code, which never changes: small letters and `_`."""
    ja: str
    """The question in Japanese."""
    en: str
    """The same in English."""


class Amendment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How soon a withdrawn row is gone: so many working days after, by the hour `closes`; from the
    hour `opens` the clock does it by itself."""

    working_days: int
    """Working days after the withdrawal."""
    opens: int
    """Hour of the day in Japan, 0 to 23."""
    closes: int
    """Hour of the day in Japan, 0 to 23, not before `opens`."""


class DefaultsRuling(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a command takes for an empty field. None: the policy says nothing, and the field must
    be given.

    `memo_headings`: subject of a memo (`method`, `inquiry`) -> what must be weighed.
    `consent_reminder_days`: days before the answers are due, of the first and the second reminder.
    `small_number_least` is the least number that is shown, `cross_table_least` the answers that a
    table of one question by another needs, `reminders_most` the reminders of one survey.
    """

    case_review_months: int | None = None
    """Months until a published activity case is looked at again, 1 to 60."""
    case_checks: tuple[CaseCheck, ...] = ()
    """In the order in which they are asked."""
    memo_headings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Subject of a memo (`method`, `inquiry`) -> what must be weighed, in Japanese."""
    small_number_least: int | None = None
    """The least number that is shown as a number, 2 to 100."""
    cross_table_least: int | None = None
    """The answers that a table of one question by another needs, 2 to 10,000."""
    reminders_most: int | None = None
    """The most reminders of one survey, 0 to 10."""
    consent_reminder_days: tuple[int, int] | None = None
    """Days before the answers are due: of the first reminder, and of the second."""
    consent_undo_days: int | None = None
    """Days in which a withdrawn consent can be taken back up, 0 to 400."""
    group_size: int | None = None
    """People to a group at the on-site course, 2 to 50."""
    amendment: Amendment | None = None
    """When a withdrawn row is gone."""
