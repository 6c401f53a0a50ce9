"""Which clauses the pages and views serve (programme.md part 2); commands carry their own.

Pages and views of the register itself (audit, jobs, sign-in …) serve no clause, and stand in
`OF_THE_REGISTER`: a test finds whatever is in neither.
"""

from core.command import COMMANDS
from core.programme.questions import QUESTIONS

Clauses = tuple[int, ...]

VIEWS_SERVE: dict[str, Clauses] = {
    "window_register": (3, 5, 11, 12),
    "call_register": (7, 8, 38),
    "call_deliveries": (7, 8),
    "nomination_inbox": (3, 4, 7),
    "duplicates": (3, 7),
    "selection_board": (10, 11, 12, 13, 14),
    "seat_ledger": (6, 14, 17),
    "trainee_progress": (13, 15, 16, 17),
    "coordinator_roster": (13, 18, 34),
    "certificates": (18,),
    "consent_board": (30, 33),
    "directory": (31, 34),
    "approvals": (8, 10, 18, 31),
    "person_record": (3, 10, 14, 15, 18, 30),
    "outreach_board": (9,),
    "outreach_measures": (29, 39, 40, 41),
    "activity_cases": (35, 36, 37, 38),
    "followup_board": (24, 25, 26, 27),
    "survey_results": (20, 28),
    "evidence_board": (19,),
    "memos": (23, 28),
    "plan_board": (21, 22),
    "letter_texts": (7, 14, 20, 24, 30, 33),
}
OBSERVERS_SERVE: Clauses = (1, 21)
PAGES_SERVE: dict[str, Clauses] = {
    "/directory": (31, 34),
    "/directory/{file}": (31, 34),
    "/api/directory": (31, 34),
    "/calls": (7, 8),
    "/calls/{call}": (7, 8, 38),
    "/calls/{call}/deliveries": (7, 8),
    "/calls/{call}/board": (10, 11, 12, 13, 14),
    "/calls/{call}/run": (10,),
    "/calls/{call}/readings": (10, 11, 12, 13),
    "/calls/{call}/draft": (10,),
    "/calls/{call}/draft/{file}": (10,),
    "/cohorts/{cohort}/seats": (6, 14, 17),
    "/policies": (1, 2, 21),
    "/policies/shadow": (21, 22),
    "/policies/observers": OBSERVERS_SERVE,
    "/policies/observers/{policy}": OBSERVERS_SERVE,
    "/plans": (21, 22),
    "/cases": (35, 36, 37),
    "/cases/desk": (35, 36, 37),
    "/cases/desk/{case}": (36, 37, 38),
    "/cases/mine": (35,),
    "/cases/{case}/author": (36,),
    "/me": (3, 10, 14, 15, 16, 17, 18, 24, 30, 33),
    "/me/certificate": (18,),
    "/me/certificate/receipt": (18,),
    "/certificates": (18,),
    "/certificates/papers": (18,),
    "/certificates/check": (18,),
    "/certificates/{person}/paper": (18,),
    "/certificates/{person}/receipt": (18,),
    "/inbox": (3, 4, 7),
    "/inbox/carry-over": (7,),
    "/inbox/at-start": (3,),
    "/inbox/{nomination}/document": (4,),
    "/duplicates": (3, 7),
    "/approvals": (8, 10, 18, 31),
    "/consents": (30, 33, 34),
    "/institution": (30, 33),
    "/drafts/{edition}": (31, 33),
    "/editions": (34,),
    "/bodies": (7,),
    "/letters": (7, 14, 20, 24, 30, 33),
    "/windows": (5, 11, 12),
    "/windows/{window}": (5, 11, 12, 13),
    "/roster": (13, 18, 34),
    "/api/roster": (13, 18, 34),
    "/institution/training": (15, 16, 17),
    "/training": (15, 16, 17),
    "/training/{cohort}": (13, 15, 16, 17),
    "/training/{cohort}/attendance": (17,),
    "/training/{cohort}/{nomination}": (13, 15, 16, 17),
    "/outreach": (9, 29, 39, 40, 41),
    "/followup": (24, 25, 26, 27),
    "/followup/{session}": (24, 25, 26, 27),
    "/surveys": (20, 28),
    "/surveys/{survey}": (20, 28),
    "/surveys/{survey}/answer": (20, 28),
    "/memos": (23, 28),
    "/evidence": (19,),
    "/import": (5, 7),
}
HOOKS_SERVE: dict[str, Clauses] = {
    "calendar": (6, 15, 22),
    "eligibility": (3, 4, 5),
    "selection": (10, 11, 12, 13),
    "curriculum": (15, 16, 17),
    "certification": (18,),
    "directory": (31, 34),
    "labels": (10, 11),
    "defaults": (19, 20, 23, 26, 28, 30, 34, 36, 37),
}
OF_THE_REGISTER = frozenset(
    {
        "recorded_days",
        "/",
        "/templates/{file}",
        "/jobs/{job}",
        "/jobs/{job}/file",
        "/audit",
        "/audit/bundle",
        "/audit/{position}",
        "/audit/{position}/receipt",
        "/views",
        "/views/{view}/difference",
        "/views/{view}/rebuild",
        "/views/{view}/cancel",
        "/views/{view}/accept",
        "/commands",
        "/commands/{name}",
        "/sign-in",
        "/sign-in/{token}",
        "/sign-out",
        "/api/openapi.json",
    }
)


def clauses_of_page(path: str) -> Clauses:
    """What the page at `path` (below the tenant) serves; a command's door serves what it does."""
    name = path.removeprefix("/api/commands/")
    return COMMANDS[name].clauses if name in COMMANDS else PAGES_SERVE.get(path, ())


def clauses_of_area(area: str) -> Clauses:
    """What the commands of an area serve, together: its events serve the same."""
    found = {
        clause
        for command in COMMANDS.values()
        if area in command.__module__.split(".")
        for clause in command.clauses
    }
    return tuple(sorted(found))


assert set(HOOKS_SERVE) == set(QUESTIONS)
