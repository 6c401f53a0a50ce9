"""Trainees of a round that began before this register did (note to clause 13): 見込み from its
start, like any other."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Command, Label, command
from core.errors import Faults
from core.programme import cohort as cohorts
from core.programme import coordinator as coordinators
from core.programme import person as people
from core.programme import window as windows
from core.programme.training.facts import TraineeEnrolled
from core.programme.training.state import stream_of
from core.programme.words import CohortId, PersonId, WindowCode


@command(
    "carry-in-trainee",
    ja="登録簿より前からの受講生を引き継ぐ",
    en="Carry in a trainee from before this register",
    roles=("officer",),
    clauses=(13,),
)
class CarryInTrainee(Command, frozen=True, kw_only=True):
    """A registered person who has had a seat since `accepted_on`. The number is given if it is
    left empty; one that is written begins with the cohort's."""

    person: PersonId
    window: WindowCode
    cohort: CohortId
    accepted_on: Annotated[date, Label("受講を承諾した日", "Seat accepted on")]
    nomination: Annotated[
        str,
        Label("受付番号", "Nomination number", "空欄なら台帳が付ける", "Given if empty"),
    ] = ""


def _of(wanted: CarryInTrainee, states: States) -> str:
    return wanted.nomination or cohorts.next_carried(states, wanted.cohort)


@decides(
    CarryInTrainee,
    streams=lambda wanted: (
        cohorts.stream_of(wanted.cohort),
        people.stream_of(wanted.person),
        coordinators.stream_of(wanted.person),
        windows.stream_of(wanted.window),
    ),
    more=lambda wanted, states: (stream_of(_of(wanted, states)),),
)
def carry_in_trainee(wanted: CarryInTrainee, states: States, known: Known) -> Sequence[To]:
    """Once for a person; from now on nobody can nominate them beside it."""
    cohort = cohorts.carried_cohort(states, wanted.cohort)
    person = people.known_person(states, wanted.person)
    windows.known_window(states, wanted.window)
    if wanted.person in (cohort.carried or {}).values():
        return []
    faults, nomination = Faults(), _of(wanted, states)
    _check_person(faults, states, person, known)
    _check_words(faults, states, wanted, known)
    seat = cohorts.carry_in(cohort, faults, nomination, person.id, wanted.window)
    faults.raise_any()
    enrolled = TraineeEnrolled(
        nomination=nomination, person=person.id, window=wanted.window, cohort=cohort.id
    )
    live = people.PersonNominated(person=person.id, nomination=nomination)
    return [
        seat,
        To(stream_of(nomination), enrolled, wanted.accepted_on),
        To(people.stream_of(person.id), live),
    ]


def _check_person(faults: Faults, states: States, person: people.Person, known: Known) -> None:
    against = coordinators.nominable(states[coordinators.stream_of(person.id)], known.today)
    if against:
        faults.unless(False, against.code, against.ja, against.en, "person")
    faults.unless(
        person.live is None,
        "person.already_nominated",
        f"この人には有効な推薦（{person.live}）があります。",
        f"This person has a live nomination, {person.live}.",
        "person",
    )
    faults.unless(
        not person.merged_into,
        "person.merged",
        f"この番号の人は {person.merged_into} と同じ人です。その番号で引き継いでください。",
        f"This person is known as {person.merged_into}: please use that id.",
        "person",
    )
    faults.unless(
        not person.erased,
        "person.erased",
        "この人の個人情報は消去されています。",
        "This person's data were erased.",
        "person",
    )


def _check_words(faults: Faults, states: States, wanted: CarryInTrainee, known: Known) -> None:
    faults.unless(
        wanted.accepted_on <= known.today,
        "training.not_yet",
        "これから先の日付は記録できません。",
        "A date still to come cannot be recorded.",
        "accepted_on",
    )
    given = wanted.nomination
    faults.unless(
        not given or given.startswith(f"{wanted.cohort}-"),
        "training.bad_number",
        f"受付番号は {wanted.cohort}- で始めてください。空欄なら台帳が付けます。",
        f"The number begins with {wanted.cohort}-. Left empty, it is given.",
        "nomination",
    )
    faults.unless(
        not given or states[stream_of(given)] is None,
        "training.number_taken",
        f"受付番号 {given} は別の受講生のものです。",
        f"Number {given} belongs to another trainee.",
        "nomination",
    )
