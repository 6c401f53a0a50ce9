"""Clause 1 (前文: the report decides): number, validity and standing of a certificate."""

from calendar import monthrange
from datetime import date

from plugins.api import CertificationFacts, CertificationRuling, fiscal_year

from .tables import choose

NOTE_JA = "この認証は出入国在留管理庁によるもので、国家資格ではありません。"
NOTE_EN = "Certified by the Immigration Services Agency; this is not a national qualification."


def decide(facts: CertificationFacts) -> CertificationRuling:
    """Valid for a number of years from the day of certification, or without end if that is 0."""
    chosen = choose(facts.parameters)
    years, ends = int(chosen["validity_years"]), str(chosen["validity_ends"])
    return CertificationRuling(
        number_pattern=str(chosen["number_pattern"]),
        valid_until=_end(facts.certified_on, years, ends) if years else None,
        note_ja=NOTE_JA,
        note_en=NOTE_EN,
    )


def _end(start: date, years: int, ends: str) -> date:
    year, month = start.year + years, start.month
    # 民法143条2項: where the year has no such day, the last day of the month.
    day = date(year, month, min(start.day, monthrange(year, month)[1]))
    return date(fiscal_year(day) + 1, 3, 31) if ends == "fiscal_year_end" else day
