"""Duties on surveys (clauses 20, 28): two reminders at most, and the end after the last day."""

from collections.abc import Iterator

from core.command import Command
from core.programme import reminder
from core.programme.survey.opening import CloseSurvey, RemindSurvey
from projections.survey_results import surveys
from projections.survey_rows import OPEN, SurveyRow
from tenants.gate import Tenant
from workers.duties.duty import duty
from workers.duties.reminding import days_of


def _open(tenant: Tenant) -> list[SurveyRow]:
    return [row for row in surveys(tenant.views, tenant.slug) if row.status == OPEN]


@duty(
    "remind-surveys",
    ja="アンケートの督促",
    en="Reminders of surveys",
    clauses=(20, 28),
)
def remind(tenant: Tenant) -> Iterator[Command]:
    """Those who have not answered, on the days set for it."""
    days = days_of(tenant, reminder.SURVEY)
    for row in _open(tenant):
        assert row.deadline is not None
        assert row.opened_on is not None
        since = row.reminders[-1].on if row.reminders else row.opened_on
        left = len(row.reminders) < row.reminders_max and row.answered < row.asked
        is_due = reminder.is_due(days, row.deadline, since, tenant.today)
        if left and is_due and tenant.today <= row.deadline:
            number = len(row.reminders) + 1
            yield RemindSurvey(command_id=f"clock/survey/{row.survey}/{number}", survey=row.survey)


@duty(
    "close-surveys",
    ja="アンケートの締切り",
    en="The end of surveys",
    clauses=(20, 28),
)
def close(tenant: Tenant) -> Iterator[Command]:
    """From the day after the last one to answer on."""
    for row in _open(tenant):
        if row.deadline is not None and row.deadline < tenant.today:
            yield CloseSurvey(command_id=f"clock/survey-end/{row.survey}", survey=row.survey)
