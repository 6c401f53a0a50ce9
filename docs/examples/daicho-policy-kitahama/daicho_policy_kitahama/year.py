"""Sections 2, 3, 5 and 6: what belongs to a year, from year.toml and words.toml."""

from plugins.api import (
    Amendment,
    CalendarFacts,
    CalendarRuling,
    CaseCheck,
    CertificateWording,
    CertificationFacts,
    CertificationRuling,
    CurriculumFacts,
    CurriculumRuling,
    DefaultsFacts,
    DefaultsRuling,
    DirectoryFacts,
    DirectoryRow,
    DirectoryRuling,
    LabelFacts,
    LabelRuling,
    RevocationGround,
    RevocationRules,
    Round,
    Step,
    TierLabel,
    Unit,
    programme_words,
)

from .tables import WORDS, YEAR


def rounds(facts: CalendarFacts) -> CalendarRuling:
    """2: two rounds of different sizes within the fiscal year."""
    year = str(facts.fiscal_year)
    months = ("course1_from", "practice_from", "course2_from")
    return CalendarRuling(
        rounds=tuple(
            Round(
                number=number,
                seats=row["seats"],
                **{month: row[month].replace("YEAR", year) for month in months},
            )
            for number, row in enumerate(YEAR["rounds"], 1)
        )
    )


def course(facts: CurriculumFacts) -> CurriculumRuling:
    """3: lectures, a test, observing a class, a presentation."""
    del facts
    return CurriculumRuling(
        steps=tuple(Step(**row) for row in YEAR["steps"]),
        units=tuple(Unit(**row) for row in YEAR["units"]),
        attempts={"quiz": "unlimited"},
    )


def certificate(facts: CertificationFacts) -> CertificationRuling:
    """5: without end, numbered within the year."""
    del facts
    words = WORDS["certificate"]
    return CertificationRuling(
        number_pattern=words["number"],
        valid_until=None,
        note_ja=words["note_ja"],
        note_en=words["note_en"],
        wording=CertificateWording(**words["wording"]),
        revocation=RevocationRules(
            grounds=tuple(RevocationGround(**row) for row in words["grounds"])
        ),
    )


def public_list(facts: DirectoryFacts) -> DirectoryRuling:
    """6: by code of the municipality, without blocks."""
    listed = [place for place in facts.places if place.coordinators]
    listed.sort(key=lambda place: (place.municipality_code, place.institution))
    return DirectoryRuling(
        rows=tuple(
            DirectoryRow(
                block="",
                prefecture=place.prefecture,
                municipality=place.municipality,
                institution=place.institution,
                coordinators=place.coordinators,
            )
            for place in listed
        ),
        title=WORDS["directory"]["title"],
    )


def labels(facts: LabelFacts) -> LabelRuling:
    """1 and 4(2): what the programme is called; three tiers."""
    del facts
    tiers = tuple(TierLabel(**row) for row in WORDS["tiers"])
    return LabelRuling(tiers=tiers, words=programme_words(WORDS["programme"]))


def habits(facts: DefaultsFacts) -> DefaultsRuling:
    """7: what the office does unless it says otherwise; of memos it says nothing."""
    del facts
    first, second = YEAR["consents"]["reminder_days"]
    return DefaultsRuling(
        case_checks=tuple(CaseCheck(**row) for row in YEAR["checks"]),
        consent_reminder_days=(first, second),
        amendment=Amendment(**YEAR["amendment"]),
        **YEAR["habits"],
    )
