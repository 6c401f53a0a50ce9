"""Follow-up sessions for officers (clauses 24-27): the list, and one with its programme, guests,
groups, questions and recordings. What one person sees is on /me."""

from starlette.responses import Response

from core.command import Choice
from core.programme.followup.announcing import FORMS
from core.programme.followup.items import KINDS, PARTS
from core.programme.followup.state import AUDIENCES, VIEWERS
from projections.followup_board import board, sessions
from web.render import page
from web.visit import NotHere, Visit

SIGNS = {
    "residence_card": Choice("residence_card", "在留カード番号", "a residence card number"),
    "individual_number": Choice("individual_number", "12桁の番号", "a number of 12 digits"),
    "telephone": Choice("telephone", "電話番号", "a telephone number"),
    "mail": Choice("mail", "メールアドレス", "a mail address"),
    "birthday": Choice("birthday", "生年月日", "a birthday"),
    "digits": Choice("digits", "続いた6桁以上の数字", "six digits or more in a row"),
    "name": Choice("name", "人名", "a name"),
    "roman_name": Choice("roman_name", "ローマ字の人名", "a name in capital letters"),
    "rare_pair": Choice("rare_pair", "国籍と市区町村", "a nationality with a town"),
}
"""Sign in a question -> what it looks like."""
WORDS: dict[str, Choice] = {
    choice.code: choice
    for choices in (FORMS, PARTS, KINDS, AUDIENCES, VIEWERS)
    for choice in choices
}
"""Code -> its words."""


def show_follow_ups(visit: Visit) -> Response:
    """Every session with its counts."""
    assert visit.shown >= 0
    tenant = visit.tenant
    held = sessions(tenant.views, tenant.slug, visit.as_of)
    return page(visit, "officer/followups.html", boards=held, words_of=WORDS)


def show_follow_up(visit: Visit) -> Response:
    """One session with everybody invited."""
    assert visit.shown >= 0
    tenant = visit.tenant
    held = board(tenant.views, tenant.slug, visit.part("session"), visit.as_of)
    if held is None:
        raise NotHere
    return page(
        visit,
        "officer/followup.html",
        board=held,
        session=held.session,
        recordings={each.item: each for each in held.session.recordings},
        words_of=WORDS,
        signs=SIGNS,
        today=tenant.today,
    )
