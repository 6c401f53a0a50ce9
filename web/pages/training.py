"""Training for officers and assessors (clauses 13, 15-17): the cohorts, one with its trainees, one
trainee with the practice and its reports; for managers, their own people. What a trainee sees is on
/me."""

from functools import partial

import segno
from starlette.responses import Response

from core.command import Choice
from core.programme.course.planning import CERTAINTIES
from core.programme.questions import Step
from core.programme.training.attempts import attempts_left
from core.programme.training.attending import PARTS, missed
from core.programme.training.expecting import JUDGEMENTS, THINGS
from core.programme.training.seat import CAUSES, ENDINGS
from core.programme.training.state import COURSE1, HALVES, Trainee
from projections.trainee_progress import Progress, account, overview, progress
from projections.trainee_rows import CohortRow
from web.render import page
from web.visit import NotHere, Visit

STANDINGS = (
    Choice("", "未開始", "not begun"),
    Choice("started", "実施中", "going on"),
    Choice("submitted", "評価待ち", "to be marked"),
    Choice("returned", "差戻し中", "returned"),
    Choice("failed", "不合格", "not passed"),
    Choice("passed", "合格", "passed"),
)
WORDS: dict[str, Choice] = {
    choice.code: choice
    for choices in (CAUSES, JUDGEMENTS, THINGS, STANDINGS, CERTAINTIES, PARTS, ENDINGS)
    for choice in choices
}
"""Code -> its words."""
FILTERS = {
    "": ("全員", "Everybody"),
    "late": ("期限を過ぎた方", "Late"),
    "mark": ("評価を待つ報告書", "Reports to mark"),
    "unexpected": ("見込みのない方", "Not expected"),
}


def words_of(visit: Visit) -> dict[str, Choice]:
    """`WORDS`, with the part at a distance called as the programme calls it."""
    study = visit.programme.study
    return {**WORDS, COURSE1: Choice(COURSE1, study.ja, study.en)}


def show_trainings(visit: Visit) -> Response:
    """Every cohort, with what was planned and what really was."""
    assert visit.shown >= 0
    tenant = visit.tenant
    held = overview(tenant.views, tenant.slug, visit.as_of)
    return page(visit, "officer/trainings.html", cohorts=held)


def show_training(visit: Visit) -> Response:
    """One cohort with its trainees, all or those of `?show=`."""
    assert visit.shown >= 0
    tenant, wanted = visit.tenant, visit.part("cohort")
    held = overview(tenant.views, tenant.slug, visit.as_of)
    cohort = next((each.cohort for each in held if each.cohort.cohort == wanted), None)
    if cohort is None:
        raise NotHere
    everybody = progress(tenant.views, tenant.slug, visit.as_of, cohort=wanted)
    return page(
        visit,
        "officer/training.html",
        cohort=cohort,
        trainees=[each for each in everybody if _fits(each, visit)],
        filters=FILTERS,
        chosen=visit.query("show"),
        gate=_gate(cohort),
        words_of=words_of(visit),
        done_by_step=_done,
        missed=missed,
        halves=HALVES,
        today=tenant.today,
    )


def show_trainee(visit: Visit) -> Response:
    """One trainee: units, tests, practice with its reports, attendance, what is expected."""
    assert visit.shown >= 0
    tenant = visit.tenant
    held = account(tenant.views, tenant.slug, visit.part("nomination"), visit.as_of)
    if held is None or held.progress.trainee.cohort != visit.part("cohort"):
        raise NotHere
    return page(
        visit,
        "officer/trainee.html",
        account=held,
        each=held.progress,
        left=attempts_left,
        words_of=words_of(visit),
        done_by_step=_done,
        halves=HALVES,
        today=tenant.today,
    )


def _gate(cohort: CohortRow) -> Step:
    """The test before the practice; one that nobody passes where the course has none."""
    tests = (step for step in cohort.steps if step.kind == "test")
    return next(tests, Step("", "test", "テスト", "Test"))


def _done(held: Trainee, cohort: CohortRow, kind: str) -> bool:
    """Whether the step of a kind is completed, by reports or as a step."""
    return any(step.kind == kind and step.id in held.done for step in cohort.steps)


def _fits(each: Progress, visit: Visit) -> bool:
    held = each.trainee.held
    match visit.query("show"):
        case "late":
            return each.due is not None and each.due.due < visit.tenant.today
        case "mark":
            return held.practice.status == "submitted"
        case "unexpected":
            return not held.expected
    return True


def show_our_trainees(visit: Visit) -> Response:
    """For a manager: the institution's own people in training, and how their practice stands. What
    they write in a report is not shown."""
    assert visit.shown >= 0
    tenant, own = visit.tenant, visit.someone.institutions
    found = [
        account(tenant.views, tenant.slug, each.trainee.nomination, visit.as_of)
        for each in progress(tenant.views, tenant.slug, visit.as_of)
        if each.place.institution in own and each.trainee.ending is None
    ]
    return page(
        visit,
        "person/our_trainees.html",
        accounts=[each for each in found if each],
        words_of=words_of(visit),
        done_by_step=_done,
        today=tenant.today,
    )


def show_attendance(visit: Visit) -> Response:
    """The list at the door of course 2: who is there on `?on=`, a code to scan for each."""
    assert visit.shown >= 0
    tenant, wanted = visit.tenant, visit.part("cohort")
    everybody = progress(tenant.views, tenant.slug, cohort=wanted)
    if not everybody:
        raise NotHere
    venue = everybody[0].cohort.course.venue
    days = [day.isoformat() for day in venue.days] if venue else []
    asked = visit.query("on")
    chosen = asked if asked in days else next(iter(days), "")
    return page(
        visit,
        "officer/attendance.html",
        cohort=wanted,
        trainees=[each for each in everybody if each.trainee.held.is_training],
        days=days,
        chosen=chosen,
        code=partial(_code, visit, chosen),
        halves=HALVES,
    )


def _code(visit: Visit, on: str, nomination: str) -> str:
    """A QR code, as SVG, of the form that records this trainee's attendance on a day."""
    path = visit.path("/commands/record-attendance")
    back = visit.request.url.path
    address = f"{path}?nomination={nomination}&on={on}&back={back}"
    whole = str(visit.request.base_url).rstrip("/") + address
    return segno.make(whole, micro=False).svg_inline(scale=2, border=2)
