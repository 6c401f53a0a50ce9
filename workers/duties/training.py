"""What falls due in training: reminders before a date, a note once it is past (clauses 15, 16)."""

from collections.abc import Iterable

from core.command import Command
from core.programme.training.due import reminder_due
from core.programme.training.expecting import NoteOverdue, RemindTrainee
from core.programme.training.state import Due
from core.programme.words import iso
from projections.trainee_progress import progress
from tenants.gate import Tenant
from workers.duties.duty import duty


@duty(
    "remind-trainees",
    ja="研修の期限を受講生に知らせる",
    en="Remind trainees of what is due",
    clauses=(15, 16),
)
def _remind(tenant: Tenant) -> Iterable[Command]:
    for each in progress(tenant.views, tenant.slug):
        held, due = each.trainee.held, each.due
        number = reminder_due(held, each.cohort.course, due, tenant.today) if due else None
        if due and number:
            yield RemindTrainee(
                nomination=held.nomination,
                what=due.what,
                due=due.due,
                number=number,
                command_id=f"{_id('remind', held.nomination, due)}/{number}",
            )


@duty(
    "note-overdue-training",
    ja="研修の期限が過ぎたことを記録する",
    en="Note what trainees did not do in time",
    clauses=(13, 15, 16),
)
def _overdue(tenant: Tenant) -> Iterable[Command]:
    for each in progress(tenant.views, tenant.slug):
        held, due = each.trainee.held, each.due
        noted = {(old.what, old.due) for old in held.overdue}
        if due and due.due < tenant.today and (due.what, due.due) not in noted:
            yield NoteOverdue(
                nomination=held.nomination,
                what=due.what,
                due=due.due,
                command_id=_id("overdue", held.nomination, due),
            )


def _id(verb: str, nomination: str, due: Due) -> str:
    return f"clock/{verb}/{nomination}/{due.what}/{iso(due.due)}"
