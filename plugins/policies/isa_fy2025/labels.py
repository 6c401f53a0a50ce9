"""Clause 1(3)イ①-⑥: the words of the tiers."""

from plugins.api import LabelFacts, LabelRuling, TierLabel, programme_words

from .tables import PROGRAMME, TIERS


def decide(facts: LabelFacts) -> LabelRuling:
    """The six tiers in order; they are the same in every year this policy is in force."""
    del facts
    return LabelRuling(
        tiers=tuple(
            TierLabel(number, row["mark"], row["ja"], row["en"])
            for number, row in enumerate(TIERS, start=1)
        ),
        words=programme_words(PROGRAMME),
    )


def mark(tier: int) -> str:
    """The tier's mark in the source."""
    return TIERS[tier - 1]["mark"]
