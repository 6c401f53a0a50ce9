"""The pool of lecturers as data: who teaches which part of a round (clause 22)."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Code, Command, Label, command
from core.errors import Faults
from core.programme import cohort as cohorts
from core.programme import person as people
from core.programme.plan.facts import LecturerAssigned, Plan, stream_of_cohort
from core.programme.words import CohortId, Mail, Name, PersonId


@command(
    "assign-lecturer",
    ja="講師を決める",
    en="Assign a lecturer",
    roles=("officer",),
    clauses=(22, 25),
)
class AssignLecturer(Command, frozen=True):
    """One lecturer for one part; a later one takes the place of the earlier."""

    cohort: CohortId
    part: Annotated[Code, Label("科目群・科目", "Group or unit", "例: A", "For example A")]
    lecturer: PersonId
    full_name: Name = ""
    mail: Mail = ""
    hours: Annotated[Annotated[int, Meta(ge=0, le=1000)] | None, Label("時間数", "Hours")] = None


@decides(
    AssignLecturer,
    streams=lambda wanted: (
        stream_of_cohort(wanted.cohort),
        cohorts.stream_of(wanted.cohort),
        people.stream_of(wanted.lecturer),
    ),
)
def assign(wanted: AssignLecturer, states: States, known: Known) -> Sequence[To]:
    """Somebody new to the register needs a name; nothing changes where it is so already."""
    cohort = cohorts.known_cohort(states, wanted.cohort)
    person: people.Person | None = states[people.stream_of(wanted.lecturer)]
    faults = Faults()
    faults.unless(
        person or wanted.full_name.strip(),
        "plan.no_name",
        "初めて登録する講師には氏名が要ります。",
        "A lecturer who is new here needs a name.",
        "full_name",
    )
    faults.unless(
        person is None or not person.erased,
        "person.erased",
        "この人の個人情報は消去されています。",
        "This person's data were erased.",
        "lecturer",
    )
    faults.raise_any()
    held: Plan = states[stream_of_cohort(cohort.id)] or Plan()
    assigned = LecturerAssigned(
        cohort=cohort.id, part=wanted.part, lecturer=wanted.lecturer, hours=wanted.hours
    )
    if held.lecturers.get(wanted.part) == assigned:
        return []
    first = people.registered(wanted.lecturer, wanted.full_name, "", "", wanted.mail)
    return [*([] if person else [first]), To(stream_of_cohort(cohort.id), assigned)]
