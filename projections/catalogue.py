"""Every view there is, by name. A new view is one file and one line here."""

from projections import (
    activity_cases,
    approvals,
    call_register,
    consent_board,
    coordinator_roster,
    directory,
    evidence_board,
    followup_board,
    memos,
    nomination_inbox,
    outreach_board,
    outreach_measures,
    person_record,
    recorded_days,
    selection_board,
    survey_results,
    trainee_progress,
    window_register,
)
from projections.view import View

VIEWS: dict[str, View] = {
    module.VIEW.name: module.VIEW
    for module in (
        window_register,
        call_register,
        nomination_inbox,
        selection_board,
        trainee_progress,
        coordinator_roster,
        consent_board,
        directory,
        approvals,
        person_record,
        recorded_days,
        outreach_board,
        outreach_measures,
        activity_cases,
        followup_board,
        survey_results,
        evidence_board,
        memos,
    )
}
