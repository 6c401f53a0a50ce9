"""The question `labels`: what a policy calls its tiers, and what its programme calls itself."""

from msgspec import Struct


class LabelFacts(Struct, frozen=True, kw_only=True):
    """Question `labels`: the policy's own words for its tiers and its programme."""

    fiscal_year: int
    """The fiscal year, which begins in April: 2027 is April 2027 to March 2028."""


class TierLabel(Struct, frozen=True, forbid_unknown_fields=True):
    """A tier's number, its mark in the source, and its words."""

    tier: int
    """The number that `selection` gives, from 1."""
    mark: str
    """The sign of the source, as ① or 甲."""
    ja: str
    """What the tier is, in Japanese."""
    en: str
    """The same in English."""


class Term(Struct, frozen=True, forbid_unknown_fields=True):
    """One word or short phrase of a programme, in both languages."""

    ja: str
    """In Japanese."""
    en: str
    """The same in English, small letters unless it is a name."""


class ProgrammeWords(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What pages, letters and forms call the programme; the defaults name none."""

    programme: Term = Term("研修・認証", "Training and certification")
    """What stands before 台帳 at the head of each page."""
    people: Term = Term("認証を受けた人", "certified people")
    """The title of those who are certified, plural in English."""
    people_short: Term = Term("認証を受けた人", "certified people")
    """The same where there is little room."""
    training: Term = Term("研修", "training")
    """What leads to it."""
    study: Term = Term("講義の課程", "lectures")
    """The part of the training at a distance."""
    onsite: Term = Term("集合研修", "on-site course")
    """The part of the training at a venue."""
    note: Term | None = None
    """What is said wherever a certification is explained, if anything."""
    nationwide: bool = False
    """Whether it is shown on a map of all prefectures."""


class LabelRuling(Struct, frozen=True, kw_only=True):
    """The tiers in order, and the programme's own words."""

    tiers: tuple[TierLabel, ...]
    """Each number once."""
    words: ProgrammeWords = ProgrammeWords()
    """What the programme calls itself."""
