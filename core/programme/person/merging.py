"""Two ids that were found to be one person: the old one points to the kept one (decided in area
`duplicate`). Nothing that was recorded is rewritten."""

from core.approval import Approval
from core.event import Event, NoPerson, Open, event


@event(
    "person.merged",
    ja="{person} を {into} と同じ人として一つにした",
    en="Found {person} to be the same person as {into}",
)
class PersonMerged(Event, frozen=True):
    """From now on the other id stands for both; what was recorded under this one stays."""

    person: Open[str]
    into: Open[str]
    approval: NoPerson[Approval]


@event(
    "person.absorbed",
    ja="{person} に、同じ人である {other} の記録を合わせた",
    en="{person} now stands for {other} too",
)
class PersonAbsorbed(Event, frozen=True):
    """The kept id: the calls in which the other got no seat count for it."""

    person: Open[str]
    other: Open[str]
    unselected: Open[int]
