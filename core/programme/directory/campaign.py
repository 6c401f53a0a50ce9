"""The yearly campaign: its dates, everybody asked at once, the silent reminded (clauses 30, 34)."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from msgspec import Meta

from core.area import Ask, Known, States, To, decides
from core.command import Label, command
from core.errors import Faults
from core.programme import consent as consents
from core.programme.consent.events import ConsentAsked, ConsentReminded, Shown
from core.programme.consent.facts import DIRECTORY, REMINDERS_MAX, Consent
from core.programme.coordinator import Coordinator
from core.programme.defaults import EMPTY_HELP, ask_for, nothing_proposed, proposed
from core.programme.directory.commands import OfEdition, ask_rows, streams_of
from core.programme.directory.counted import (
    acting_people,
    consent_of,
    place_of,
    places_of,
    shown_rows,
    world_now,
)
from core.programme.directory.facts import (
    ConsentsAsked,
    ConsentsReminded,
    EditionPlanned,
    Plan,
    known_plan,
    stream_of,
)
from core.programme.questions import DefaultsRuling
from core.programme.words import FiscalYear, iso
from core.programme.world import SEEN

REMINDERS = ("first_reminder", "second_reminder")


@command(
    "plan-edition",
    ja="所属機関リストの日程を定める",
    en="Plan an edition",
    roles=("officer",),
    clauses=(33, 34),
)
class PlanEdition(OfEdition, frozen=True, kw_only=True):
    """年１回: by when to answer, by when to confirm, and the day of publication (March to June)."""

    fiscal_year: FiscalYear
    ask_by: Annotated[date, Label("同意の回答期限", "Answers by")]
    proofs_by: Annotated[date, Label("掲載内容の確認期限", "Proofs by")]
    publish_on: Annotated[date, Label("公開日", "Publication on")]
    first_reminder: Annotated[
        date | None,
        Label("１回目の督促日", "First reminder", *EMPTY_HELP),
    ] = None
    second_reminder: Annotated[
        date | None,
        Label("２回目の督促日", "Second reminder", *EMPTY_HELP),
    ] = None
    renew: Annotated[
        bool,
        Label(
            "全員に改めて同意を求める",
            "Ask everybody anew",
            "いいえの場合は、有効な同意がある人には求めません。",
            "If not, whoever has a standing consent is not asked.",
        ),
    ] = True


@decides(PlanEdition, streams=streams_of, ask=ask_for(*REMINDERS))
def plan(wanted: PlanEdition, states: States, known: Known) -> Sequence[To]:
    """Dates in order; another plan replaces it."""
    faults = Faults()
    faults.unless(
        wanted.ask_by <= wanted.proofs_by <= wanted.publish_on,
        "directory.bad_order",
        "回答期限、確認期限、公開日の順になるようにしてください。",
        "The dates must be in order: answers, proofs, publication.",
        "publish_on",
    )
    days = _reminders(wanted, proposed(known))
    faults.unless(
        all(day <= wanted.ask_by for day in days),
        "directory.late_reminder",
        "督促日は回答期限より前にしてください。",
        "A reminder must not come after the answers are due.",
        "first_reminder",
    )
    faults.raise_any()
    made = Plan(
        fiscal_year=wanted.fiscal_year,
        ask_by=wanted.ask_by,
        proofs_by=wanted.proofs_by,
        publish_on=wanted.publish_on,
        reminders=days,
        renew=wanted.renew,
    )
    held = states[stream_of(wanted.edition)]
    if held and held.plan == made:
        return []
    return [To(stream_of(wanted.edition), EditionPlanned(edition=wanted.edition, plan=made))]


def _reminders(wanted: PlanEdition, ruling: DefaultsRuling) -> tuple[date, ...]:
    """The dates given, and for one left empty the policy's days before the answers are due."""
    given = [getattr(wanted, name) for name in REMINDERS]
    if ruling.consent_reminder_days is None:
        missing = [name for name in REMINDERS if getattr(wanted, name) is None]
        if missing:
            raise nothing_proposed(wanted, *missing)
        return tuple(sorted(given))
    before = [wanted.ask_by - timedelta(days=days) for days in ruling.consent_reminder_days]
    pairs = zip(given, before, strict=True)
    return tuple(sorted(date_given or day for date_given, day in pairs))


@command(
    "open-consent-campaign",
    ja="掲載の同意を全員に求める",
    en="Ask everybody for consent",
    roles=("officer", "system"),
    clauses=(30, 34),
)
class OpenConsentCampaign(OfEdition, frozen=True):
    """Everybody who acts and their institutions, at once; again, only whoever was not asked."""


def _ask_campaign(wanted: OpenConsentCampaign, states: States, known: Known) -> Ask:
    _, dates = known_plan(states, wanted.edition)
    world = world_now(known)
    return ask_rows(places_of(world, acting_people(world)), dates.fiscal_year, states)


def everybody(_wanted: OfEdition, known: Known) -> Sequence[str]:
    """The consent streams of everybody who acts."""
    return [consents.stream_of(each.person) for each in acting_people(world_now(known))]


@decides(
    OpenConsentCampaign,
    streams=streams_of,
    slice=SEEN,
    reaches=everybody,
    ask=_ask_campaign,
)
def open_campaign(wanted: OpenConsentCampaign, states: States, known: Known) -> Sequence[To]:
    """Each is shown the row they would be counted in, and how few may be in it."""
    _, dates = known_plan(states, wanted.edition)
    _in_time(dates, known.today)
    world, rows = world_now(known), shown_rows(known.ruling)
    asked = []
    for each in acting_people(world):
        row = rows.get(place_of(world, each))
        held = consent_of(world, each.person)
        if row and _is_due(held, each, wanted.edition, renew=dates.renew):
            asked.append(_asked(each, wanted.edition, *row))
    if not asked:
        return []
    told = ConsentsAsked(edition=wanted.edition, snapshot=known.position, count=len(asked))
    people = [To(consents.stream_of(each.person), each) for each in asked]
    return [To(stream_of(wanted.edition), told), *people]


def _in_time(dates: Plan, today: date) -> None:
    faults = Faults()
    faults.unless(
        today <= dates.ask_by,
        "directory.answers_closed",
        f"同意の回答期限（{iso(dates.ask_by)}）を過ぎています。日程を改めてください。",
        f"Answers were due by {iso(dates.ask_by)}. Please plan other dates.",
    )
    faults.raise_any()


def _is_due(held: Consent | None, each: Coordinator, edition: str, *, renew: bool) -> bool:
    if held is None or held.window != each.window:
        return True
    if held.edition == edition:
        return False
    return renew or not held.confirmed


def _asked(each: Coordinator, edition: str, shown: Shown, most: int) -> ConsentAsked:
    text = consent_text(edition, shown, most)
    return ConsentAsked(
        person=each.person,
        window=each.window,
        edition=edition,
        purpose=DIRECTORY,
        shown=shown,
        text=text,
        text_digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def consent_text(edition: str, shown: Shown, most: int) -> str:
    """What both parties are asked to agree to: exactly the row, and what a count of 1 means."""
    few = (
        "この機関の掲載人数は1名となる見込みです。1名のときは個人が推測され得ます。"
        if most == 1
        else "同意した方が1名だけのときは、掲載人数が1名となり、個人が推測され得ます。"
    )
    block = f"地域ブロック: {shown.block}\n" if shown.block else ""
    return (
        f"所属機関リスト {edition} 版に掲載する内容\n"
        f"{block}都道府県: {shown.prefecture}\n"
        f"市区町村等: {shown.municipality or '（なし）'}\n所属機関: {shown.institution}\n"
        f"人数: 本人と所属機関の双方が同意した人数（最大 {most} 名）\n"
        f"個人名は掲載しません。{few}"
    )


@command(
    "remind-consents",
    ja="同意の回答を促す",
    en="Remind the silent",
    roles=("officer", "system"),
    clauses=(30, 34),
)
class RemindConsents(OfEdition, frozen=True):
    """Whoever has not answered; twice at most, and nobody twice for the same number."""

    number: Annotated[
        Annotated[int, Meta(ge=1, le=REMINDERS_MAX)], Label("何回目", "Which reminder")
    ]


@decides(RemindConsents, streams=streams_of, slice=SEEN, reaches=everybody)
def remind(wanted: RemindConsents, states: States, known: Known) -> Sequence[To]:
    """Only until the answers are due."""
    _, dates = known_plan(states, wanted.edition)
    _in_time(dates, known.today)
    world = world_now(known)
    people = [
        ConsentReminded(person=held.person, parties=held.silent, number=wanted.number)
        for each in acting_people(world)
        if (held := consent_of(world, each.person))
        and held.edition == wanted.edition
        and held.silent
        and held.reminders < wanted.number
    ]
    if not people:
        return []
    told = ConsentsReminded(edition=wanted.edition, number=wanted.number, count=len(people))
    each_of = [To(consents.stream_of(each.person), each) for each in people]
    return [To(stream_of(wanted.edition), told), *each_of]
