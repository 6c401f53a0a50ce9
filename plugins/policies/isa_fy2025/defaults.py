"""Sections II and III: what an office does unless it says otherwise. Numbers are parameters; the
checklist and the headings are in defaults.toml."""

from plugins.api import Amendment, CaseCheck, DefaultsFacts, DefaultsRuling

from .tables import DEFAULTS, choose

NUMBERS = (
    "case_review_months",
    "small_number_least",
    "cross_table_least",
    "reminders_most",
    "consent_undo_days",
    "group_size",
)
"""Parameters that are answered under their own names."""


def decide(facts: DefaultsFacts) -> DefaultsRuling:
    """The same in every year, but for the parameters."""
    chosen = choose(facts.parameters)
    first, second = (int(chosen[f"consent_reminder_{each}"]) for each in ("first", "second"))
    return DefaultsRuling(
        case_checks=tuple(CaseCheck(**row) for row in DEFAULTS["case_checks"]),
        memo_headings={
            subject: tuple(words) for subject, words in DEFAULTS["memo_headings"].items()
        },
        consent_reminder_days=(first, second),
        amendment=Amendment(
            working_days=int(chosen["amendment_working_days"]),
            opens=int(chosen["amendment_opens"]),
            closes=int(chosen["amendment_closes"]),
        ),
        **{name: int(chosen[name]) for name in NUMBERS},
    )
