"""Area reminder: when somebody is reminded of a day, and that it was done (clauses 7, 9, 24, 37).

The days are an organisation's own choice. What was done is counted here, by state: twice at most
for one thing, whatever the clock does. Surveys and seats count their reminders in their own areas.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from msgspec import Meta, Struct

from core.area import Known, States, To, area, decides
from core.command import Choice, Code, Command, Label, command
from core.errors import Faults, refuse
from core.event import Event, Fact, NoPerson, event

SURVEY, FOLLOW_UP, CALL, CLOSING = "survey", "follow-up", "call-deadline", "call-closing"
OUTREACH, REVIEW = "outreach", "case-review"
KINDS = (
    Choice(SURVEY, "アンケートの回答期限", "The day to answer a survey by"),
    Choice(FOLLOW_UP, "フォローアップ研修の参加希望の締切り", "The day to join a follow-up by"),
    Choice(CALL, "募集の締切り", "The deadline of a call"),
    Choice(CLOSING, "締切りを過ぎた募集", "A call that is past its deadline"),
    Choice(OUTREACH, "個別の働きかけ", "Outreach to a prefecture"),
    Choice(REVIEW, "活動事例の見直し", "The review of an activity case"),
)
DEFAULTS: dict[str, tuple[int, ...]] = {
    SURVEY: (-7, -2),
    FOLLOW_UP: (-7, -2),
    CALL: (-7, -1),
    CLOSING: (1, 8),
    OUTREACH: (30, 60),
    REVIEW: (0,),
}
"""Kind -> days from the day concerned (before it: negative), until `set-reminder-days` says
otherwise."""
TIMES_MAX = 2
DAYS_FROM_MAX = 400
CLAUSES = (7, 9, 20, 24, 28, 37)


@event(
    "reminder.days_set",
    ja="「{kind}」の督促を行う日を定めた",
    en="Set the days of reminders of {kind}",
)
class ReminderDaysSet(Event, frozen=True):
    """Days from the day concerned, in order; none: no reminder of this kind."""

    kind: NoPerson[str]
    days: NoPerson[tuple[int, ...]]


@event(
    "reminder.given",
    ja="「{kind}」の督促をした（{about}、{number} 回目）",
    en="Reminder {number} of {kind}: {about}",
)
class ReminderGiven(Event, frozen=True):
    """About which session, call, list or case, and of which day; whom it reaches follows from the
    facts before it."""

    kind: NoPerson[str]
    about: NoPerson[str]
    day: NoPerson[date]
    number: NoPerson[int]


class Days(Struct, frozen=True):
    """The days of a kind."""

    days: tuple[int, ...]


class Given(Struct, frozen=True):
    """How often there was a reminder of a thing, and when last."""

    count: int
    last_on: date


Kind = Annotated[str, Label("何の督促か", "Reminder of what", choices=KINDS)]


def days_stream(kind: str) -> str:
    """The stream of a kind's days."""
    return f"reminder/days/{kind}"


def stream_of(kind: str, about: str) -> str:
    """The stream of the reminders of one thing."""
    return f"reminder/given/{kind}/{about}"


def days_of(kind: str, state: Days | None) -> tuple[int, ...]:
    """The days in force for a kind."""
    return state.days if state else DEFAULTS[kind]


def is_due(days: Sequence[int], day: date, since: date, today: date) -> bool:
    """Whether a day of reminding has come since the last one (or since the thing began).

    However many have come in the meantime, they call for one reminder.
    """
    return any(since < day + timedelta(days=each) <= today for each in days)


@command(
    "set-reminder-days",
    ja="督促を行う日を定める",
    en="Set the days of reminders",
    roles=("officer",),
    clauses=CLAUSES,
)
class SetReminderDays(Command, frozen=True):
    """At most two: nobody is asked a third time."""

    kind: Kind
    days: Annotated[
        tuple[str, ...],
        Label(
            "日数",
            "Days",
            "期日から数える。7日前は -7、当日は 0。「、」で区切る。空なら督促しない",
            "From the day concerned: -7 is a week before, 0 the day itself; none: no reminder",
        ),
    ] = ()


@decides(SetReminderDays, streams=lambda wanted: (days_stream(wanted.kind),))
def set_days(wanted: SetReminderDays, states: States, known: Known) -> Sequence[To]:
    """Whole numbers of days."""
    plain = [each.removeprefix("-") for each in wanted.days]
    readable = all(each.isascii() and each.isdigit() and len(each) <= 3 for each in plain)
    days = tuple(sorted({int(each) for each in wanted.days})) if readable else ()
    faults = Faults()
    faults.unless(
        readable and all(abs(each) <= DAYS_FROM_MAX for each in days),
        "reminder.bad_days",
        f"日数は -{DAYS_FROM_MAX} から {DAYS_FROM_MAX} までの整数で書いてください。",
        f"Write whole numbers of days from -{DAYS_FROM_MAX} to {DAYS_FROM_MAX}.",
        "days",
    )
    faults.unless(
        len(wanted.days) <= TIMES_MAX,
        "reminder.too_many",
        f"督促は {TIMES_MAX} 回までです。",
        f"{TIMES_MAX} reminders at most.",
        "days",
    )
    faults.raise_any()
    held: Days | None = states[days_stream(wanted.kind)]
    if days == days_of(wanted.kind, held):
        return []
    return [To(days_stream(wanted.kind), ReminderDaysSet(kind=wanted.kind, days=days))]


@command(
    "give-reminder",
    ja="督促をする",
    en="Give a reminder",
    roles=("system",),
    clauses=CLAUSES,
)
class GiveReminder(Command, frozen=True):
    """By the clock alone; the letters follow from the fact."""

    kind: Kind
    about: Annotated[Code, Label("対象", "About")]
    day: Annotated[date, Label("期日", "Day")]
    number: Annotated[Annotated[int, Meta(ge=1, le=TIMES_MAX)], Label("回", "Number")]


@decides(GiveReminder, streams=lambda wanted: (stream_of(wanted.kind, wanted.about),))
def give(wanted: GiveReminder, states: States, known: Known) -> Sequence[To]:
    """The next one, not one given before."""
    stream = stream_of(wanted.kind, wanted.about)
    held: Given | None = states[stream]
    if wanted.number != (held.count if held else 0) + 1:
        raise refuse(
            "reminder.given_before", "この督促は済んでいます。", "That reminder was given before."
        )
    given = ReminderGiven(
        kind=wanted.kind,
        about=wanted.about,
        day=wanted.day,
        number=wanted.number,
    )
    return [To(stream, given)]


def evolve(state: Days | Given | None, fact: Fact) -> Days | Given:
    """Fold one fact of the stream."""
    if isinstance(fact.event, ReminderDaysSet):
        return Days(fact.event.days)
    assert isinstance(fact.event, ReminderGiven), fact.event.topic
    return Given(fact.event.number, date.fromisoformat(fact.envelope.recorded_at[:10]))


area("reminder", evolve)
