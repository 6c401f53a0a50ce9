"""Every view there is, by name. A new view is one file and one line here."""

from projections import (
    activity_cases,
    approvals,
    call_deliveries,
    call_register,
    certificates,
    consent_board,
    coordinator_roster,
    directory,
    duplicates,
    evidence_board,
    followup_board,
    letter_texts,
    memos,
    nomination_inbox,
    outreach_board,
    outreach_measures,
    person_record,
    plan_board,
    recorded_days,
    seat_ledger,
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
        call_deliveries,
        nomination_inbox,
        duplicates,
        selection_board,
        seat_ledger,
        trainee_progress,
        coordinator_roster,
        certificates,
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
        letter_texts,
        plan_board,
    )
}
