"""An amendment that only takes away: after a withdrawal the row goes without a new approval
(clause 34; docs/decisions/0013).

Nothing new is shown: the approved edition less whoever may no longer be counted.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import holidays

from core.area import Ask, Known, States, To, decides
from core.command import command
from core.errors import refuse
from core.programme.directory.commands import OfEdition, ask_rows, published, streams_of
from core.programme.directory.counted import edition_places, facts_until
from core.programme.directory.edition import rows_digest
from core.programme.directory.facts import (
    Directory,
    EditionReduced,
    Published,
    known_edition,
    stream_of,
)
from core.programme.questions import Amendment, DefaultsRuling
from core.programme.world import SEEN

_YEAR_END = ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))


def is_working_day(day: date) -> bool:
    """Whether government offices work: no weekend, national holiday, or turn of the year."""
    japan = holidays.country_holidays("JP", years=day.year)
    return day.weekday() < 5 and (day.month, day.day) not in _YEAR_END and day not in japan


def next_working_day(day: date) -> date:
    """The first working day after `day`."""
    found = day + timedelta(days=1)
    while not is_working_day(found):
        found += timedelta(days=1)
    return found


def amend_from(withdrawn: datetime, ruling: DefaultsRuling) -> datetime:
    """When the clock amends after a withdrawal, if no officer did before: at once where the policy
    says nothing."""
    rule = ruling.amendment
    return _on_last_day(withdrawn, rule, rule.opens) if rule else withdrawn


def amend_by(withdrawn: datetime, ruling: DefaultsRuling) -> datetime:
    """When a withdrawn row must be gone: the next working day at 17:00, say; at once where the
    policy says nothing."""
    rule = ruling.amendment
    return _on_last_day(withdrawn, rule, rule.closes) if rule else withdrawn


def _on_last_day(withdrawn: datetime, rule: Amendment, hour: int) -> datetime:
    day = withdrawn.date()
    for _ in range(rule.working_days):
        day = next_working_day(day)
    return datetime.combine(day, time(hour), withdrawn.tzinfo)


@command(
    "amend-edition",
    ja="掲載を減らす訂正版を公開する",
    en="Publish an amendment that only takes away",
    roles=("officer", "system"),
    clauses=(34,),
)
class AmendEdition(OfEdition, frozen=True):
    """What is public, less whoever withdrew, moved or left; causes are not said."""


def _public(wanted: AmendEdition, states: States) -> tuple[Directory, Published]:
    held = known_edition(states, wanted.edition)
    if held.public is None:
        raise refuse(
            "directory.not_published",
            f"{wanted.edition} 版はまだ公開されていません。",
            f"Edition {wanted.edition} is not public yet.",
            "edition",
        )
    return held, held.public


def _ask_amend(wanted: AmendEdition, states: States, known: Known) -> Ask:
    held, public = _public(wanted, states)
    places = edition_places(
        facts_until(known.seen),
        wanted.edition,
        public.number + 1,
        known.position,
        known.today,
        held.rests_on,
    )
    return ask_rows(places, public.fiscal_year, states)


@decides(AmendEdition, streams=streams_of, slice=SEEN, ask=_ask_amend)
def amend(wanted: AmendEdition, states: States, known: Known) -> Sequence[To]:
    """Nothing when everybody in it still stands."""
    held, public = _public(wanted, states)
    if rows_digest(known.ruling.rows) == public.rows_sha256:
        return []
    number = public.number + 1
    reduced = EditionReduced(edition=wanted.edition, number=number, basis=held.rests_on)
    made = published(wanted.edition, number, public.fiscal_year, known)
    return [To(stream_of(wanted.edition), reduced), *made]
