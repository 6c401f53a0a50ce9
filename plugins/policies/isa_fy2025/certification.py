"""Clause 1 (前文: the report decides): a certificate's number, validity, renewal and revocation."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from plugins.api import (
    CertificateWording,
    CertificationFacts,
    CertificationRuling,
    HeldCertificate,
    RenewalNeed,
    RenewalRuling,
    RevocationGround,
    RevocationRules,
    Value,
    fiscal_year,
)

from .tables import CERTIFICATION, choose


def decide(facts: CertificationFacts) -> CertificationRuling:
    """Valid for a number of years from the day of certification, or without end if that is 0."""
    chosen = choose(facts.parameters)
    renewal = _renewal(facts.held, chosen) if facts.held else None
    start = _start(facts.held, renewal) if facts.held and renewal else facts.certified_on
    years, ends = int(chosen["validity_years"]), str(chosen["validity_ends"])
    return CertificationRuling(
        number_pattern=str(chosen["number_pattern"]),
        valid_until=_end(start, years, ends) if years else None,
        note_ja=CERTIFICATION["note"]["ja"],
        note_en=CERTIFICATION["note"]["en"],
        wording=CertificateWording(**CERTIFICATION["wording"]),
        renewal=renewal,
        revocation=RevocationRules(
            grounds=tuple(RevocationGround(**each) for each in CERTIFICATION["grounds"]),
            bar_months=int(chosen["revocation_bar_months"]),
            published=chosen["revocation_published"] == "yes",
        ),
    )


def _end(start: date, years: int, ends: str) -> date:
    # 民法143条2項: where the year has no such day, the last day of the month.
    day = _moved(start, 12 * years)
    return date(fiscal_year(day) + 1, 3, 31) if ends == "fiscal_year_end" else day


def _renewal(held: HeldCertificate, chosen: Mapping[str, Value]) -> RenewalRuling:
    opens, grace = int(chosen["renewal_opens_months"]), int(chosen["renewal_grace_months"])
    until = held.valid_until
    return RenewalRuling(
        opens_on=_moved(until, -opens) if until else None,
        lapses_after=_moved(until, grace) if until else None,
        needs=tuple(_needs(held, chosen)),
    )


def _start(held: HeldCertificate, renewal: RenewalRuling) -> date:
    """A new term follows the old one, in grace too; after a lapse it starts when it is given."""
    in_time = renewal.lapses_after is not None and held.asked_on <= renewal.lapses_after
    return held.valid_until if held.valid_until and in_time else held.asked_on


def _needs(held: HeldCertificate, chosen: Mapping[str, Value]) -> list[RenewalNeed]:
    needed, found = int(chosen["renewal_sessions"]), held.sessions
    needs = []
    if needed:
        needs.append(_need("sessions", found >= needed, needed=needed, found=found))
    if chosen["renewal_acting"] == "asked":
        needs.append(_need("acting", held.acting))
    return needs


def _need(code: str, met: bool, **values: int) -> RenewalNeed:
    words = CERTIFICATION["needs"][code]
    return RenewalNeed(code, met, words["ja"].format_map(values), words["en"].format_map(values))


def _moved(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
