"""Questions about nominees: eligibility and selection (clauses 3-5, 10-13)."""

from datetime import date

from msgspec import UNSET, Struct, UnsetType, field


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    """One reason with its stable code and a full sentence in each language."""

    code: str
    ja: str
    en: str


class FactUsed(Struct, frozen=True, forbid_unknown_fields=True):
    """One fact a ruling rests on: its name, value as text, and the position of its event."""

    name: str
    value: str
    position: int


class OrganisationFacts(Struct, frozen=True, kw_only=True):
    """A private body, as an officer recorded it: codes of its kind, of the documents that were
    seen, and of circumstances that may speak against it."""

    kind: str
    documents: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()


class WindowFacts(Struct, frozen=True, kw_only=True):
    """A window at the date of the question. `municipality_code` is the six-digit 団体コード.

    `grant` holds for fiscal year `grant_year`; `caseload` counts `caseload_unit` in
    `caseload_year`; None is unknown, which is not zero. `organisation` is None until an officer
    recorded it. `positions` maps a field name here to the event it came from.
    """

    code: str
    prefecture: str
    municipality_code: str
    founder_kind: str
    operation: str
    days_open: int
    year_round: bool
    free_of_charge: bool
    multilingual: bool
    one_stop: bool
    days_exception: bool = False
    grant: bool | None = None
    grant_year: int | None = None
    caseload: int | None = None
    caseload_unit: str | None = None
    caseload_year: int | None = None
    organisation: OrganisationFacts | None = None
    positions: dict[str, int] = field(default_factory=dict)


class Standing(Struct, frozen=True, kw_only=True):
    """One person who is, or may become, certified; whether they count is the policy's to say.

    `state` is `certified` or `trainee`; `acting` is false once the work was left; `expected` is
    false once a trainee failed, withdrew or deferred. Dates are None where the thing has not
    happened by the question's date.
    """

    person: str
    window: str
    state: str
    acting: bool = True
    expected: bool = True
    accepted_on: date | None = None
    started_on: date | None = None
    position: int = 0


class ExperienceFacts(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One verified document: hours a week from one day to another (None: still so).

    `counts` is `work`, `leave` (to be taken off) or `qualification` (no hours); `number` is the
    document's number within its nomination.
    """

    number: int
    counts: str
    begins_on: date
    ends_on: date | None = None
    weekly_hours: float = 0.0
    position: int = 0


class NomineeFacts(Struct, frozen=True, kw_only=True):
    """One nomination. `role` is `counsellor` or `adviser`; hours are per week.

    `experience_months` is what the sender stated, None if left to be computed from `started_on` and
    hours up to `experience_until`; `past_unselected` counts earlier calls; `evidence_accepted` says
    a document proved it; `experience` are the verified documents. `contract_until` is the last day
    of the contract, None if it has no end or nobody said; `starts_on` when the course is to begin.
    """

    nomination: str
    window: str
    role: str
    started_on: date | None = None
    weekly_hours: float | None = None
    experience_months: int | None = None
    experience_until: date | None = None
    evidence_accepted: bool = False
    working_now: bool = True
    past_unselected: int = 0
    contract_until: date | None = None
    starts_on: date | None = None
    experience: tuple[ExperienceFacts, ...] = ()
    positions: dict[str, int] = field(default_factory=dict)


class EligibilityFacts(Struct, frozen=True, kw_only=True):
    """Question `eligibility`: may this nominee be considered at all?"""

    nominee: NomineeFacts
    window: WindowFacts
    decided_on: date
    parameters: dict[str, str | int] = field(default_factory=dict)


class EligibilityRuling(Struct, frozen=True, kw_only=True):
    """Every reason against, not the first; warnings decide nothing. `months` is the experience
    that was used, `trace` how it was counted, step by step."""

    eligible: bool
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    months: int | None = None
    trace: tuple[Reason, ...] = ()


class SelectionFacts(Struct, frozen=True, kw_only=True):
    """Question `selection`: who gets the seats of a call, given everything recorded by the
    snapshot.

    `seed` is the lottery's 32 bytes; `fiscal_year` the call's; `parameters` override the policy's
    defaults.
    """

    call: str
    fiscal_year: int
    decided_on: date
    seats: int
    seed: bytes
    windows: tuple[WindowFacts, ...]
    nominees: tuple[NomineeFacts, ...]
    standings: tuple[Standing, ...] = ()
    parameters: dict[str, str | int] = field(default_factory=dict)


class Counterfactual(Struct, frozen=True, forbid_unknown_fields=True):
    """The nearest other fact about the window with which this run would have selected the
    person."""

    count: int
    grant: bool
    tier: int
    rank: int
    ja: str
    en: str


class NomineeRuling(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The one explanation object of a nominee: the same on every screen, letter, file and proof.

    `outcome` is selected, waitlisted, unranked or ineligible; tier and rank are None for the last
    two. `cut` is the rank of the last seat taken; `ja` and `en` say it all in a sentence, naming
    ids only. Where a call's seats are not all alike, `pools` names the kinds of seat the nominee
    may be given: their own first, then those that come to them when nobody else waits for one.
    """

    nomination: str
    window: str
    prefecture: str
    tier: int | None
    rank: int | None
    outcome: str
    ticket: str
    reasons: tuple[Reason, ...]
    facts: tuple[FactUsed, ...]
    cut: int | None
    ja: str
    en: str
    counterfactual: Counterfactual | None = None
    # Unset, so that rulings without it keep the bytes that were digested.
    pools: tuple[str, ...] | UnsetType = UNSET


class Reading(Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter as used: the clause it reads, the value, the default, and the other readings."""

    name: str
    clause: str
    value: str | int
    default: str | int
    others: tuple[str | int, ...]
    ja: str
    en: str


class SelectionRuling(Struct, frozen=True, kw_only=True):
    """Results in the order of `programme.md` part 3 (selected, waitlisted, unranked,
    ineligible), and the readings."""

    results: tuple[NomineeRuling, ...]
    readings: tuple[Reading, ...] = ()
