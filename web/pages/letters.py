"""Letters and the clock: what could not be delivered, the texts in force, duties and days (clauses
7, 14, 20, 24, 30)."""

from starlette.responses import Response

from core.command import Choice
from core.programme.letter.kinds import COMMON, KINDS
from core.programme.reminder import KINDS as REMINDERS
from projections.letter_texts import days, given, texts
from web.render import page
from web.visit import Visit
from workers.duties import DUTIES
from workers.letters import mails_of

SHOWN_MAX = 50
STATES = {
    "sending": Choice("sending", "送信中", "being sent"),
    "sent": Choice("sent", "送信済み", "sent"),
    "refused": Choice("refused", "届かなかった", "refused"),
    "unknown": Choice("unknown", "届いたか不明", "unknown"),
}
REMINDER_WORDS = {each.code: each for each in REMINDERS}


def show_letters(visit: Visit) -> Response:
    """Nobody's name or address: ids, codes and the texts."""
    assert visit.shown >= 0
    tenant = visit.tenant
    mails = mails_of(tenant)
    failed = [*mails.ended("unknown"), *mails.ended("refused")]
    failed.sort(key=lambda mail: -mail.position)
    return page(
        visit,
        "officer/letters.html",
        failed=failed[:SHOWN_MAX],
        failed_count=len(failed),
        texts=texts(tenant.views, tenant.slug, visit.as_of),
        days=days(tenant.views, tenant.slug, visit.as_of),
        given=given(tenant.views, tenant.slug, visit.as_of)[:SHOWN_MAX],
        duties=DUTIES.values(),
        tick=tenant.jobs.find("tick"),
        state_words=STATES,
        kinds=KINDS,
        common=list(COMMON),
        reminder_words=REMINDER_WORDS,
    )
