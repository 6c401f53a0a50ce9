"""Questions about nominees: eligibility and selection (clauses 3-5, 10-13)."""

from datetime import date

from msgspec import UNSET, Struct, UnsetType, field


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    """One reason with its stable code and a full sentence in each language."""

    code: str
    """Its code, which never changes: small letters and `_`."""
    ja: str
    """A full sentence in Japanese, as people read it."""
    en: str
    """The same in English."""


class FactUsed(Struct, frozen=True, forbid_unknown_fields=True):
    """One fact a ruling rests on: its name, value as text, and the position of its event."""

    name: str
    """The name of the field, as `working_now`."""
    value: str
    """Its value as text; `fact_used` writes yes, no and unknown."""
    position: int
    """The number of the event it came from; 0 in a trial on files."""


class OrganisationFacts(Struct, frozen=True, kw_only=True):
    """A private body, as an officer recorded it: codes of its kind, of the documents that were
    seen, and of circumstances that may speak against it."""

    kind: str
    """`npo`, `social_welfare`, `public_interest`, `general`, `school`, `voluntary`, `company` or
    `other`."""
    documents: tuple[str, ...] = ()
    """Documents that an officer saw, by codes of the policy's own, as `registration`."""
    circumstances: tuple[str, ...] = ()
    """What may speak against it, by codes of the policy's own."""


class WindowFacts(Struct, frozen=True, kw_only=True):
    """A window at the date of the question."""

    code: str
    """Its id in the register; ids are compared and shown, and mean nothing."""
    prefecture: str
    """Its prefecture, as 秋田県."""
    municipality_code: str
    """The six-digit 団体コード, as `052019`."""
    founder_kind: str
    """`local_government`, `state` or `private`."""
    operation: str
    """`direct`, `commissioned`, `subsidised` or `designated`."""
    days_open: int
    """Days a week, 0 to 7."""
    year_round: bool
    """Whether it is open all through the year."""
    free_of_charge: bool
    """Whether counselling costs nothing."""
    multilingual: bool
    """Whether it is offered in several languages."""
    one_stop: bool
    """Whether it takes every kind of question."""
    days_exception: bool = False
    """Whether fewer days were allowed for a stated reason."""
    grant: bool | None = None
    """Whether it has the state's grant; None: unknown."""
    grant_year: int | None = None
    """The fiscal year for which that was said."""
    caseload: int | None = None
    """Counselling in `caseload_year`, in `caseload_unit`; None: unknown, which is not zero."""
    caseload_unit: str | None = None
    """`件` (topics), `人` (people) or `回` (visits)."""
    caseload_year: int | None = None
    """The fiscal year that was counted."""
    organisation: OrganisationFacts | None = None
    """Of a private body, once an officer recorded it."""
    positions: dict[str, int] = field(default_factory=dict)
    """Field name here -> the number of the event it came from."""


class Standing(Struct, frozen=True, kw_only=True):
    """One person who is, or may become, certified; whether they count is the policy's to say.

    Dates are None where the thing has not happened by the question's date.
    """

    person: str
    """The person's id."""
    window: str
    """The code of the window."""
    state: str
    """`certified` or `trainee`."""
    acting: bool = True
    """False once the person left the work."""
    expected: bool = True
    """Of a trainee: false once failed, withdrawn or deferred."""
    accepted_on: date | None = None
    """The day on which a trainee accepted the seat."""
    started_on: date | None = None
    """The day on which the trainee's round began."""
    position: int = 0
    """The number of the event it came from; 0 in a trial on files."""


class ExperienceFacts(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One verified document: hours a week from one day to another."""

    number: int
    """The document's number within its nomination, from 1."""
    counts: str
    """`work`, `leave` (to be taken off) or `qualification` (no hours)."""
    begins_on: date
    """The first day."""
    ends_on: date | None = None
    """The last day; None: it goes on."""
    weekly_hours: float = 0.0
    """Hours a week."""
    position: int = 0
    """The number of the event it came from; 0 in a trial on files."""


class NomineeFacts(Struct, frozen=True, kw_only=True):
    """One nomination; None is what nobody said."""

    nomination: str
    """Its id, as `2027-1-0001`; end every sort key with it."""
    window: str
    """The code of the window that nominates."""
    role: str
    """`counsellor` or `adviser`."""
    started_on: date | None = None
    """The day on which the work began."""
    weekly_hours: float | None = None
    """Hours a week."""
    experience_months: int | None = None
    """Whole months that the sender stated; None: to be counted from `started_on` and the hours."""
    experience_until: date | None = None
    """The day up to which they count."""
    evidence_accepted: bool = False
    """Whether an officer accepted a document for it."""
    working_now: bool = True
    """Whether the person does the work at present."""
    past_unselected: int = 0
    """In how many earlier calls the person got no seat."""
    contract_until: date | None = None
    """The last day of the contract; None: no end, or nobody said."""
    starts_on: date | None = None
    """The day on which the course of this call is to begin."""
    experience: tuple[ExperienceFacts, ...] = ()
    """The documents that an officer verified."""
    positions: dict[str, int] = field(default_factory=dict)
    """Field name here -> the number of the event it came from."""


class EligibilityFacts(Struct, frozen=True, kw_only=True):
    """Question `eligibility`: may this nominee be considered at all?"""

    nominee: NomineeFacts
    """Who is asked about."""
    window: WindowFacts
    """The window that nominates."""
    decided_on: date
    """The day at which the facts are taken: the policy's today."""
    parameters: dict[str, str | int] = field(default_factory=dict)
    """The parameters as adopted, by name; `choose` checks them and fills in defaults."""


class EligibilityRuling(Struct, frozen=True, kw_only=True):
    """Every reason against, not the first."""

    eligible: bool
    """Whether the nominee may be ranked."""
    reasons: tuple[Reason, ...] = ()
    """Everything against it; none if eligible."""
    warnings: tuple[Reason, ...] = ()
    """What an officer should look at; decides nothing."""
    months: int | None = None
    """Whole months of experience that were used."""
    trace: tuple[Reason, ...] = ()
    """How they were counted, a sentence a step."""


class SelectionFacts(Struct, frozen=True, kw_only=True):
    """Question `selection`: who gets the seats of a call, given everything recorded by the
    snapshot."""

    call: str
    """The call's id, as `2027-1`."""
    fiscal_year: int
    """The call's fiscal year, which begins in April."""
    decided_on: date
    """The day at which the facts are taken: the policy's today."""
    seats: int
    """How many seats there are."""
    seed: bytes
    """32 bytes, published with the result: all chance comes from them."""
    windows: tuple[WindowFacts, ...]
    """Every window in the register, also those that nominate nobody."""
    nominees: tuple[NomineeFacts, ...]
    """Everybody who was nominated and has not withdrawn; in no order that means anything."""
    standings: tuple[Standing, ...] = ()
    """Everybody who is certified or in training."""
    parameters: dict[str, str | int] = field(default_factory=dict)
    """The parameters as adopted, by name; `choose` checks them and fills in defaults."""


class Counterfactual(Struct, frozen=True, forbid_unknown_fields=True):
    """The nearest other fact about the window with which this run would have selected the
    person."""

    count: int
    """Certified people at the window, in that other world."""
    grant: bool
    """Whether the window has the grant, in that other world."""
    tier: int
    """The tier there."""
    rank: int
    """The rank there."""
    ja: str
    """A full sentence in Japanese, as people read it."""
    en: str
    """The same in English."""


class NomineeRuling(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The one explanation object of a nominee: the same on every screen, letter, file and proof.

    `outcome` is selected, waitlisted, unranked or ineligible; tier and rank are None for the last
    two. `cut` is the rank of the last seat taken; `ja` and `en` say it all in a sentence, naming
    ids only. Where a call's seats are not all alike, `pools` names the kinds of seat the nominee
    may be given: their own first, then those that come to them when nobody else waits for one.
    """

    nomination: str
    """As in the facts."""
    window: str
    """As in the facts."""
    prefecture: str
    """As in the facts."""
    tier: int | None
    """From 1; None where the nominee has no rank."""
    rank: int | None
    """From 1 without gaps, the waiting after the selected; None: no rank."""
    outcome: str
    """`selected`, `waitlisted`, `unranked` or `ineligible`."""
    ticket: str
    """What the lot gave, as text, so that anybody can draw it again; may be empty."""
    reasons: tuple[Reason, ...]
    """Every reason for tier and outcome."""
    facts: tuple[FactUsed, ...]
    """The facts the ruling rests on."""
    cut: int | None
    """The rank of the last seat taken; None: no seat was."""
    ja: str
    """The whole in a Japanese sentence, naming ids only."""
    en: str
    """The same in English."""
    counterfactual: Counterfactual | None = None
    """What would have had to be otherwise, for whom no seat is left."""
    # Unset, so that rulings without it keep the bytes that were digested.
    pools: tuple[str, ...] | UnsetType = UNSET
    """The kinds of seat that the nominee may be given: their own first, then those that come to
    them when nobody else waits for one. Not set where all seats are alike."""


class Reading(Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter as used: the clause it reads, the value, the default, and the other readings."""

    name: str
    """The parameter's name."""
    clause: str
    """The clause of the source that it reads."""
    value: str | int
    """The value that was used."""
    default: str | int
    """The value if nobody chooses."""
    others: tuple[str | int, ...]
    """The other values it may have."""
    ja: str
    """A full sentence in Japanese, as people read it."""
    en: str
    """The same in English."""


class SelectionRuling(Struct, frozen=True, kw_only=True):
    """Who gets a seat, who waits, who has no rank, and why; and the readings."""

    results: tuple[NomineeRuling, ...]
    """Each nominee once: the selected by rank, the waiting by rank, then `unranked`, then
    `ineligible`."""
    readings: tuple[Reading, ...] = ()
    """What `readings` of plugins.api gives for the parameters used."""
