"""Questions about a year: calendar, curriculum, certification, directory, labels."""

from datetime import date

from msgspec import Struct, field


class CalendarFacts(Struct, frozen=True, kw_only=True):
    """Question `calendar`: which rounds does a fiscal year have?"""

    fiscal_year: int
    parameters: dict[str, str | int] = field(default_factory=dict)


class Round(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One planned round: seats, and the months (YYYY-MM, 頃) in which each part is to begin."""

    number: int
    seats: int
    course1_from: str
    practice_from: str
    course2_from: str


class CalendarRuling(Struct, frozen=True, kw_only=True):
    """The rounds of the year, in order."""

    rounds: tuple[Round, ...]


class CurriculumFacts(Struct, frozen=True, kw_only=True):
    """Question `curriculum`: what must a trainee of this fiscal year do, and in which order?"""

    fiscal_year: int
    parameters: dict[str, str | int] = field(default_factory=dict)


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One step of the training. `kind` is `study`, `test`, `practice` or `attendance`; tests
    have a pass mark."""

    id: str
    kind: str
    ja: str
    en: str
    pass_mark: int | None = None


class CurriculumRuling(Struct, frozen=True, kw_only=True):
    """The steps in the order they are locked."""

    steps: tuple[Step, ...]


class CertificationFacts(Struct, frozen=True, kw_only=True):
    """Question `certification`: how is a certificate of this cohort numbered, and how long is it
    valid?"""

    fiscal_year: int
    certified_on: date
    parameters: dict[str, str | int] = field(default_factory=dict)


class CertificationRuling(Struct, frozen=True, kw_only=True):
    """`number_pattern` has {year} and {number}; `valid_until` is None where validity does not
    end."""

    number_pattern: str
    valid_until: date | None
    note_ja: str
    note_en: str


class DirectoryPlace(Struct, frozen=True, kw_only=True):
    """One institution with the number of its people for whom both consents stand. No name can
    enter here."""

    institution: str
    prefecture: str
    municipality: str
    municipality_code: str
    coordinators: int


class DirectoryFacts(Struct, frozen=True, kw_only=True):
    """Question `directory`: which places are listed, in which block and order?"""

    fiscal_year: int
    places: tuple[DirectoryPlace, ...]
    parameters: dict[str, str | int] = field(default_factory=dict)


class DirectoryRow(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row of the public list (clause 31): institution, block, prefecture, municipality,
    count."""

    block: str
    prefecture: str
    municipality: str
    institution: str
    coordinators: int


class DirectoryRuling(Struct, frozen=True, kw_only=True):
    """The rows in the order of publication."""

    rows: tuple[DirectoryRow, ...]


class LabelFacts(Struct, frozen=True, kw_only=True):
    """Question `labels`: the policy's own words for its tiers (programme.md part 1: labels are
    data)."""

    fiscal_year: int


class TierLabel(Struct, frozen=True, forbid_unknown_fields=True):
    """A tier's number, its mark in the source, and its words."""

    tier: int
    mark: str
    ja: str
    en: str


class LabelRuling(Struct, frozen=True, kw_only=True):
    """The tiers in order."""

    tiers: tuple[TierLabel, ...]
