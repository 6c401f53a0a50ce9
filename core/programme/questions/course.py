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


class Unit(Struct, frozen=True, forbid_unknown_fields=True):
    """One subject of a study step, seen as one video; `hours` is None where they are not known."""

    id: str
    step: str
    ja: str
    en: str
    hours: int | None = None


class CurriculumRuling(Struct, frozen=True, kw_only=True):
    """The steps in the order they are locked, and the units of study steps.

    `attempts`: test step -> `unlimited`, a number, or `by_decision` (one, then each by an
    approver). `absences` are the half-days of the on-site course that may be missed.
    """

    steps: tuple[Step, ...]
    units: tuple[Unit, ...] = ()
    attempts: dict[str, str] = field(default_factory=dict)
    absences: int = 0


class HeldCertificate(Struct, frozen=True, kw_only=True):
    """A certification that somebody asks to renew, on `asked_on`: its end (None: without end),
    whether the person acts, and how many follow-up sessions were attended in its term."""

    asked_on: date
    valid_until: date | None
    acting: bool
    sessions: int


class CertificationFacts(Struct, frozen=True, kw_only=True):
    """Question `certification`: how is a certificate of this cohort numbered, and how long is it
    valid? With `held`: may it be renewed, and until when would it be valid?"""

    fiscal_year: int
    certified_on: date
    parameters: dict[str, str | int] = field(default_factory=dict)
    held: HeldCertificate | None = None


class CertificateWording(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is printed on a certificate: its title, and what it certifies."""

    title_ja: str = ""
    title_en: str = ""
    body_ja: str = ""
    body_en: str = ""


class RenewalNeed(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a renewal asks for, and whether it is met."""

    code: str
    met: bool
    ja: str
    en: str


class RenewalRuling(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """From when one may renew, the last day before a certification lapses (None: never), and what
    is asked for."""

    opens_on: date | None
    lapses_after: date | None
    needs: tuple[RenewalNeed, ...] = ()


class RevocationGround(Struct, frozen=True, forbid_unknown_fields=True):
    """A reason for which a certification may be revoked."""

    code: str
    ja: str
    en: str


class RevocationRules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The grounds, how many months nobody revoked may be nominated, and whether date and ground
    are shown to the public."""

    grounds: tuple[RevocationGround, ...] = ()
    bar_months: int = 0
    published: bool = False


class CertificationRuling(Struct, frozen=True, kw_only=True):
    """`number_pattern` has {year} and {number}; `valid_until` is None where validity does not
    end. `renewal` is there where `held` was given."""

    number_pattern: str
    valid_until: date | None
    note_ja: str
    note_en: str
    wording: CertificateWording = CertificateWording()
    renewal: RenewalRuling | None = None
    revocation: RevocationRules = RevocationRules()


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
