"""Clauses 1(3)イ①-⑥ and 2(2): the words of the tiers, of windows and of private bodies."""

from plugins.api import LabelFacts, LabelRuling, TierLabel, programme_words

from .tables import PROGRAMME, TIERS


def decide(facts: LabelFacts) -> LabelRuling:
    """The nine tiers in order; they are the same in every year this policy is in force."""
    del facts
    return LabelRuling(
        tiers=tuple(TierLabel(number, **row) for number, row in enumerate(TIERS, start=1)),
        words=programme_words(PROGRAMME),
    )
