"""The table of doors: every address of a tenant, who may use it, and what answers. There is no
other way in."""

from core.command import COMMANDS
from core.programme import catalogue as _registered  # noqa: F401  registers every command
from web.api import call_command, show_openapi
from web.door import EVERYBODY, Door
from web.pages.activity_cases import (
    show_author_view,
    show_case,
    show_case_desk,
    show_cases,
    show_own_cases,
)
from web.pages.approvals import show_approvals
from web.pages.at_start import show_at_start
from web.pages.attaching import do_attach, show_attach
from web.pages.audit import do_make_bundle, show_audit, show_event, show_receipt
from web.pages.board import show_board
from web.pages.calls import show_call, show_calls
from web.pages.carrying import do_carry_over
from web.pages.certificates import (
    show_certificates,
    show_check,
    show_own_paper,
    show_own_receipt,
    show_paper,
    show_paper_receipt,
    show_papers,
)
from web.pages.commands import do_command, show_command, show_commands
from web.pages.consents import do_answer_all, show_consents, show_institution
from web.pages.deliveries import show_bodies, show_deliveries
from web.pages.directory import show_directory, show_directory_api, show_directory_file
from web.pages.drafts import show_draft
from web.pages.duplicates import show_duplicates
from web.pages.editions import show_editions
from web.pages.evidence import show_evidence
from web.pages.followup import show_follow_up, show_follow_ups
from web.pages.home import show_home
from web.pages.inbox import show_inbox
from web.pages.jobs import (
    do_build_edition,
    do_import,
    do_run_selection,
    show_import,
    show_job,
    show_result,
)
from web.pages.letters import show_letters
from web.pages.me import show_me
from web.pages.memos import show_memos
from web.pages.observers import do_resume, show_observers
from web.pages.outreach import show_outreach
from web.pages.plans import show_plans
from web.pages.policies import show_policies
from web.pages.registers import show_roster, show_roster_api, show_window, show_windows
from web.pages.selection import (
    show_readings,
    show_seats,
    show_selection_draft,
    show_selection_paper,
)
from web.pages.shadow import do_shadow, show_shadow
from web.pages.sign_in import do_ask_link, do_sign_out, do_use_link, show_link, show_sign_in
from web.pages.surveys import do_answer, show_answer, show_survey, show_surveys
from web.pages.templates import show_template
from web.pages.training import (
    show_attendance,
    show_our_trainees,
    show_trainee,
    show_training,
    show_trainings,
)
from web.pages.view_difference import show_difference
from web.pages.views import STEWARDS, do_accept, do_cancel, do_rebuild, show_views
from web.visit import Visit

ANYONE_SIGNED_IN = frozenset(
    {
        "officer",
        "approver",
        "assessor",
        "auditor",
        "admin",
        "clerk",
        "person",
        "institution",
        "operator",
    }
)
READERS = frozenset({"officer", "approver"})
"""Who may read names."""
TRAINERS = READERS | {"assessor"}
"""Who sees how trainees stand."""
AUDITORS = frozenset({"auditor", "officer", "approver", "admin"})
SENDERS = frozenset({"officer", "clerk"})
RESPONDENTS = frozenset({"clerk", "person"})
"""Who answers surveys: for windows of their bodies, or for themselves."""
KEEPERS = frozenset(STEWARDS)
"""Who may have views made anew."""

PAGES = (
    Door("GET", "/", EVERYBODY, show_home, ("トップ", "Home")),
    Door("GET", "/directory", EVERYBODY, show_directory, ("所属機関リスト", "Directory")),
    Door("POST", "/directory", AUDITORS, do_build_edition),
    Door("GET", "/directory/{file}", EVERYBODY, show_directory_file),
    Door("GET", "/editions", EVERYBODY, show_editions),
    Door("GET", "/consents", READERS, show_consents),
    Door(
        "GET",
        "/institution",
        frozenset({"institution"}),
        show_institution,
        ("所属職員の掲載", "Our people"),
    ),
    Door("POST", "/institution", frozenset({"institution"}), do_answer_all),
    Door("GET", "/calls", EVERYBODY, show_calls, ("募集", "Calls")),
    Door("GET", "/calls/{call}", EVERYBODY, show_call),
    Door("GET", "/cases", EVERYBODY, show_cases, ("活動事例", "Activity cases")),
    Door("GET", "/cases/desk", READERS, show_case_desk, ("事例の編集", "Case desk")),
    Door("GET", "/cases/desk/{case}", READERS, show_case),
    Door(
        "GET", "/cases/mine", frozenset({"person"}), show_own_cases, ("活動事例の提供", "My cases")
    ),
    Door("GET", "/cases/{case}/author", frozenset({"person"}), show_author_view),
    Door("GET", "/templates/{file}", EVERYBODY, show_template),
    Door("GET", "/me", frozenset({"person"}), show_me, ("わたしの記録", "My record")),
    Door("GET", "/me/certificate", frozenset({"person"}), show_own_paper),
    Door("GET", "/me/certificate/receipt", frozenset({"person"}), show_own_receipt),
    Door("GET", "/certificates", READERS | {"auditor"}, show_certificates),
    Door("GET", "/certificates/papers", READERS, show_papers),
    Door("GET", "/certificates/check", EVERYBODY, show_check),
    Door("GET", "/certificates/{person}/paper", READERS, show_paper),
    Door("GET", "/certificates/{person}/receipt", AUDITORS, show_paper_receipt),
    Door("GET", "/inbox", READERS | {"clerk"}, show_inbox, ("推薦の受付", "Inbox")),
    Door("POST", "/inbox/carry-over", SENDERS, do_carry_over),
    Door("GET", "/inbox/at-start", READERS, show_at_start),
    Door("GET", "/inbox/{nomination}/document", SENDERS, show_attach),
    Door("POST", "/inbox/{nomination}/document", SENDERS, do_attach),
    Door("GET", "/duplicates", READERS, show_duplicates),
    Door("GET", "/calls/{call}/deliveries", READERS | {"auditor"}, show_deliveries),
    Door("GET", "/bodies", AUDITORS, show_bodies),
    Door("GET", "/calls/{call}/board", READERS | {"auditor"}, show_board),
    Door("POST", "/calls/{call}/run", frozenset({"officer"}), do_run_selection),
    Door("GET", "/calls/{call}/readings", READERS, show_readings),
    Door("GET", "/calls/{call}/draft", READERS | {"auditor"}, show_selection_draft),
    Door("GET", "/calls/{call}/draft/{file}", READERS | {"auditor"}, show_selection_paper),
    Door("GET", "/cohorts/{cohort}/seats", READERS | {"auditor", "clerk", "person"}, show_seats),
    Door("GET", "/policies", AUDITORS, show_policies),
    Door("GET", "/policies/shadow", AUDITORS, show_shadow),
    Door("POST", "/policies/shadow", AUDITORS, do_shadow),
    Door("GET", "/policies/observers", AUDITORS | KEEPERS, show_observers),
    Door("POST", "/policies/observers/{policy}", KEEPERS, do_resume),
    Door("GET", "/plans", READERS | {"auditor"}, show_plans),
    Door("GET", "/approvals", READERS, show_approvals, ("決裁", "Approvals")),
    Door("GET", "/drafts/{edition}", READERS, show_draft),
    Door("GET", "/windows", AUDITORS | {"clerk"}, show_windows, ("相談窓口", "Windows")),
    Door("GET", "/windows/{window}", AUDITORS | {"clerk"}, show_window),
    Door("GET", "/roster", READERS | {"auditor"}, show_roster, ("名簿", "Roster")),
    Door(
        "GET",
        "/institution/training",
        frozenset({"institution"}),
        show_our_trainees,
        ("所属職員の研修", "Our trainees"),
    ),
    Door("GET", "/training", TRAINERS, show_trainings, ("研修", "Training")),
    Door("GET", "/training/{cohort}", TRAINERS, show_training),
    Door("GET", "/training/{cohort}/attendance", TRAINERS, show_attendance),
    Door("GET", "/training/{cohort}/{nomination}", TRAINERS, show_trainee),
    Door("GET", "/outreach", AUDITORS, show_outreach, ("周知・働きかけ", "Outreach")),
    Door(
        "GET", "/followup", READERS, show_follow_ups, ("フォローアップ研修", "Follow-up sessions")
    ),
    Door("GET", "/followup/{session}", READERS, show_follow_up),
    Door(
        "GET",
        "/surveys",
        READERS | RESPONDENTS | {"auditor"},
        show_surveys,
        ("アンケート", "Surveys"),
    ),
    Door("GET", "/surveys/{survey}", READERS | {"auditor"}, show_survey),
    Door("GET", "/surveys/{survey}/answer", RESPONDENTS, show_answer),
    Door("POST", "/surveys/{survey}/answer", RESPONDENTS, do_answer),
    Door("GET", "/letters", READERS | {"auditor"}, show_letters, ("通知と期日", "Letters")),
    Door("GET", "/memos", READERS | {"auditor"}, show_memos, ("検討メモ", "Memos")),
    Door("GET", "/evidence", READERS | {"auditor"}, show_evidence),
    Door("GET", "/import", SENDERS, show_import, ("取込み", "Import")),
    Door("POST", "/import", SENDERS, do_import),
    Door("GET", "/jobs/{job}", ANYONE_SIGNED_IN, show_job),
    Door("GET", "/jobs/{job}/file", ANYONE_SIGNED_IN, show_result),
    Door("GET", "/audit", AUDITORS, show_audit, ("検証", "Audit")),
    Door("POST", "/audit/bundle", AUDITORS, do_make_bundle),
    Door("GET", "/audit/{position}", AUDITORS, show_event),
    Door("GET", "/audit/{position}/receipt", AUDITORS, show_receipt),
    Door("GET", "/views", KEEPERS | {"auditor"}, show_views, ("画面の表", "Views")),
    Door("GET", "/views/{view}/difference", KEEPERS | {"auditor"}, show_difference),
    Door("POST", "/views/{view}/rebuild", KEEPERS, do_rebuild),
    Door("POST", "/views/{view}/cancel", KEEPERS, do_cancel),
    Door("POST", "/views/{view}/accept", KEEPERS, do_accept),
    Door("GET", "/commands", ANYONE_SIGNED_IN, show_commands, ("操作", "Commands")),
    Door("GET", "/commands/{name}", ANYONE_SIGNED_IN, show_command),
    Door("POST", "/commands/{name}", ANYONE_SIGNED_IN, do_command),
    Door("GET", "/sign-in", EVERYBODY, show_sign_in),
    Door("POST", "/sign-in", EVERYBODY, do_ask_link),
    Door("GET", "/sign-in/{token}", EVERYBODY, show_link),
    Door("POST", "/sign-in/{token}", EVERYBODY, do_use_link),
    Door("POST", "/sign-out", ANYONE_SIGNED_IN, do_sign_out),
    Door("GET", "/api/directory", EVERYBODY, show_directory_api),
    Door("GET", "/api/roster", READERS | {"auditor"}, show_roster_api),
    Door("GET", "/api/openapi.json", EVERYBODY, show_openapi),
)
CALLS = tuple(
    Door("POST", f"/api/commands/{name}", frozenset(command.roles), call_command)
    for name, command in COMMANDS.items()
)
DOORS: tuple[Door, ...] = PAGES + CALLS


def menu_for(visit: Visit) -> list[tuple[str, str, str, bool]]:
    """Address, Japanese and English name of each page in the visitor's menu, and whether it is
    this one."""
    here = visit.request.url.path
    return [
        (visit.path(door.path), *door.menu, visit.path(door.path) == here)
        for door in DOORS
        if door.menu and door.opens_for(visit.actor)
    ]
