"""Left to the report (1前文): a certificate's number, end, renewal, and the rules of revocation."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
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

from .tables import PAPER, choose


def certified(facts: CertificationFacts) -> CertificationRuling:
    """From the day of certification, or of the term that a renewal begins."""
    chosen, held = choose(facts.parameters), facts.held
    renewal = _renewal(held, chosen) if held else None
    begins = _begins(held, renewal.lapses_after) if held and renewal else facts.certified_on
    return CertificationRuling(
        number_pattern=str(chosen["number_pattern"]),
        valid_until=_ends(begins, chosen),
        note_ja=PAPER["note"]["ja"],
        note_en=PAPER["note"]["en"],
        wording=CertificateWording(**PAPER["wording"]),
        renewal=renewal,
        revocation=RevocationRules(
            grounds=tuple(RevocationGround(**each) for each in PAPER["grounds"]),
            bar_months=int(chosen["revocation_bar_months"]),
            published=chosen["revocation_published"] == "yes",
        ),
    )


def _ends(begins: date, chosen: Mapping[str, Value]) -> date | None:
    years = int(chosen["validity_years"])
    if years == 0:
        return None
    same_day = _after(begins, 12 * years)
    to_march = chosen["validity_ends"] == "fiscal_year_end"
    return date(fiscal_year(same_day) + 1, 3, 31) if to_march else same_day


def _begins(held: HeldCertificate, lapses_after: date | None) -> date:
    """Until it lapses the old term is followed by the new one; afterwards that begins anew."""
    if held.valid_until and lapses_after and held.asked_on <= lapses_after:
        return held.valid_until
    return held.asked_on


def _renewal(held: HeldCertificate, chosen: Mapping[str, Value]) -> RenewalRuling:
    opens, grace = int(chosen["renewal_opens_months"]), int(chosen["renewal_grace_months"])
    end = held.valid_until
    return RenewalRuling(
        opens_on=_after(end, -opens) if end else None,
        lapses_after=_after(end, grace) if end else None,
        needs=tuple(_needs(held, chosen)),
    )


def _needs(held: HeldCertificate, chosen: Mapping[str, Value]) -> Iterator[RenewalNeed]:
    asked = int(chosen["renewal_sessions"])
    if asked:
        yield _need("sessions", held.sessions >= asked, needed=asked, found=held.sessions)
    if chosen["renewal_acting"] == "asked":
        yield _need("acting", held.acting)


def _need(code: str, met: bool, **values: int) -> RenewalNeed:
    ja, en = (PAPER["needs"][code][language].format_map(values) for language in ("ja", "en"))
    return RenewalNeed(code, met, ja, en)


def _after(day: date, months: int) -> date:
    # 民法143条2項: where the month has no such day, its last one.
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
