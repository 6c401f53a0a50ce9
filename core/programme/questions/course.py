"""Questions about a year: calendar, curriculum, certification, directory."""

from datetime import date

from msgspec import Struct, field


class CalendarFacts(Struct, frozen=True, kw_only=True):
    """Question `calendar`: which rounds does a fiscal year have?"""

    fiscal_year: int
    """The fiscal year, which begins in April: 2027 is April 2027 to March 2028."""
    parameters: dict[str, str | int] = field(default_factory=dict)
    """The parameters as adopted, by name; `choose` checks them and fills in defaults."""


class Round(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One planned round: seats, and the months (YYYY-MM, 頃) in which each part is to begin."""

    number: int
    """1, 2, 3 in order of time within the fiscal year."""
    seats: int
    """How many people it has room for."""
    course1_from: str
    """Month (YYYY-MM) in which the online course is to begin."""
    practice_from: str
    """Month (YYYY-MM) in which the practice is to begin."""
    course2_from: str
    """Month (YYYY-MM) in which the on-site course is to begin."""


class CalendarRuling(Struct, frozen=True, kw_only=True):
    """The rounds of the year, in order."""

    rounds: tuple[Round, ...]
    """Each number once; none at all if the year has no round."""


class CurriculumFacts(Struct, frozen=True, kw_only=True):
    """Question `curriculum`: what must a trainee of this fiscal year do, and in which order?"""

    fiscal_year: int
    """The fiscal year, which begins in April: 2027 is April 2027 to March 2028."""
    parameters: dict[str, str | int] = field(default_factory=dict)
    """The parameters as adopted, by name; `choose` checks them and fills in defaults."""


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One step of the training. `kind` is `study`, `test`, `practice` or `attendance`; tests
    have a pass mark."""

    id: str
    """Its code, as `gate`; progress is recorded under it."""
    kind: str
    """`study`, `test`, `practice` or `attendance`."""
    ja: str
    """Its name in Japanese."""
    en: str
    """Its name in English."""
    pass_mark: int | None = None
    """For a test, the lowest mark that passes, of 100."""


class Unit(Struct, frozen=True, forbid_unknown_fields=True):
    """One subject of a study step, seen as one video; `hours` is None where they are not known."""

    id: str
    """Its code; what was seen is recorded under it."""
    step: str
    """The id of the study step it belongs to."""
    ja: str
    """Its name in Japanese."""
    en: str
    """Its name in English."""
    hours: int | None = None
    """How long it takes, in whole hours; None: not known."""


class CurriculumRuling(Struct, frozen=True, kw_only=True):
    """The steps in the order they are locked, and the units of study steps.

    `attempts`: test step -> `unlimited`, a number, or `by_decision` (one, then each by an
    approver). `absences` are the half-days of the on-site course that may be missed.
    """

    steps: tuple[Step, ...]
    """A step opens when those before it are passed."""
    units: tuple[Unit, ...] = ()
    """The subjects of all study steps, in the order in which they are shown."""
    attempts: dict[str, str] = field(default_factory=dict)
    """Test step -> how often it may be taken: `unlimited`, a number as text, or `by_decision`."""
    absences: int = 0
    """Half-days of the on-site course that may be missed."""


class HeldCertificate(Struct, frozen=True, kw_only=True):
    """A certification that somebody asks to renew, on `asked_on`: its end (None: without end),
    whether the person acts, and how many follow-up sessions were attended in its term."""

    asked_on: date
    """The day on which renewal is asked for."""
    valid_until: date | None
    """Its last day; None: without end."""
    acting: bool
    """Whether the person works as a coordinator."""
    sessions: int
    """Follow-up sessions attended since it was issued or last renewed."""


class CertificationFacts(Struct, frozen=True, kw_only=True):
    """Question `certification`: how is a certificate of this cohort numbered, and how long is it
    valid? With `held`: may it be renewed, and until when would it be valid?"""

    fiscal_year: int
    """The fiscal year, which begins in April: 2027 is April 2027 to March 2028."""
    certified_on: date
    """The day from which the certificate holds."""
    parameters: dict[str, str | int] = field(default_factory=dict)
    """The parameters as adopted, by name; `choose` checks them and fills in defaults."""
    held: HeldCertificate | None = None
    """What is to be renewed; None: a first certificate."""


class CertificateWording(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is printed on a certificate: its title, and what it certifies."""

    title_ja: str = ""
    """Its title in Japanese, as 認証証."""
    title_en: str = ""
    """Its title in English."""
    body_ja: str = ""
    """The sentence below the name, in Japanese."""
    body_en: str = ""
    """The same in English."""


class RenewalNeed(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a renewal asks for, and whether it is met."""

    code: str
    """Its code, which never changes: small letters and `_`."""
    met: bool
    """Whether it is met on the day it is asked for."""
    ja: str
    """A full sentence in Japanese, as people read it."""
    en: str
    """The same in English."""


class RenewalRuling(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """From when one may renew, the last day before a certification lapses (None: never), and what
    is asked for."""

    opens_on: date | None
    """The first day on which renewal may be asked for; None: at any time."""
    lapses_after: date | None
    """The last day before it lapses; None: never."""
    needs: tuple[RenewalNeed, ...] = ()
    """Everything that is asked for, met or not."""


class RevocationGround(Struct, frozen=True, forbid_unknown_fields=True):
    """A reason for which a certification may be revoked."""

    code: str
    """Its code, which never changes: small letters and `_`."""
    ja: str
    """A full sentence in Japanese, as people read it."""
    en: str
    """The same in English."""


class RevocationRules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The grounds, how many months nobody revoked may be nominated, and whether date and ground
    are shown to the public."""

    grounds: tuple[RevocationGround, ...] = ()
    """One of them is chosen for each revocation."""
    bar_months: int = 0
    """For how many months whoever was revoked may not be nominated."""
    published: bool = False
    """Whether the public list shows date and ground."""


class CertificationRuling(Struct, frozen=True, kw_only=True):
    """`number_pattern` has {year} and {number}; `valid_until` is None where validity does not
    end. `renewal` is there where `held` was given."""

    number_pattern: str
    """Python's format with {year} and {number}, as `{year}-{number:04d}`."""
    valid_until: date | None
    """The last day; None: without end."""
    note_ja: str
    """What a certificate says about itself, in Japanese."""
    note_en: str
    """The same in English."""
    wording: CertificateWording = CertificateWording()
    """What is printed on it."""
    renewal: RenewalRuling | None = None
    """Given exactly where `held` was."""
    revocation: RevocationRules = RevocationRules()
    """When it may be taken back."""


class DirectoryPlace(Struct, frozen=True, kw_only=True):
    """One institution with the number of its people for whom both consents stand. No name can
    enter here."""

    institution: str
    """The name of the body, as it is published."""
    prefecture: str
    """Its prefecture, as 秋田県."""
    municipality: str
    """Its municipality, as it is published."""
    municipality_code: str
    """The six-digit 団体コード, as `052019`."""
    coordinators: int
    """People there whose consent and whose institution's consent stand."""


class DirectoryFacts(Struct, frozen=True, kw_only=True):
    """Question `directory`: which places are listed, in which block and order?"""

    fiscal_year: int
    """The fiscal year, which begins in April: 2027 is April 2027 to March 2028."""
    places: tuple[DirectoryPlace, ...]
    """In no order that means anything."""
    parameters: dict[str, str | int] = field(default_factory=dict)
    """The parameters as adopted, by name; `choose` checks them and fills in defaults."""


class DirectoryRow(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row of the public list (clause 31): institution, block (empty: the list has none),
    prefecture, municipality, count."""

    block: str
    """The heading under which it stands, as 東北."""
    prefecture: str
    """As in the facts."""
    municipality: str
    """As in the facts."""
    institution: str
    """As in the facts."""
    coordinators: int
    """As in the facts."""


class DirectoryRuling(Struct, frozen=True, kw_only=True):
    """The rows in the order of publication, under the `title` of the list (empty: the platform's
    own)."""

    rows: tuple[DirectoryRow, ...]
    """In the order of publication; each place once, or not at all."""
    title: str = ""
    """The heading of the list, in one line."""
