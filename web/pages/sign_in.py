"""Sign-in by one-time link (design page, part 10): no passwords; the link is used up by a button.

Programs that read mail open links before people do, so opening one shows a button and changes
nothing.
"""

import re

from starlette.responses import RedirectResponse, Response

from core.errors import refuse
from tenants.accounts import LINK_MINUTES
from web.link_letters import send_link
from web.render import page
from web.visit import SESSION_COOKIE, NotHere, Visit

TOKEN = re.compile(r"[0-9a-f]{64}")
ACCOUNT = re.compile(r"[0-9A-Za-z_.-]{1,60}")


def show_sign_in(visit: Visit) -> Response:
    """Ask for the account."""
    return page(visit, "sign_in/ask.html", minutes=LINK_MINUTES)


def do_ask_link(visit: Visit) -> Response:
    """Send a link, if there is such an account: the answer is the same either way."""
    account = visit.entered().get("account", "").strip()
    if ACCOUNT.fullmatch(account) and visit.tenant.accounts.actor(account):
        send_link(visit, account)
    return page(visit, "sign_in/sent.html", minutes=LINK_MINUTES)


def show_link(visit: Visit) -> Response:
    """The button that uses the link up."""
    return page(visit, "sign_in/use.html", link=_token(visit))


def do_use_link(visit: Visit) -> Response:
    """Use the link up and begin a session; an old or used one says so."""
    session = visit.tenant.accounts.sign_in(_token(visit))
    if session is None:
        raise refuse(
            "sign_in.spent",
            "このリンクは使用済みか、期限が過ぎています。もう一度リンクを請求してください。",
            "This link was used before or is too old. Please ask for another one.",
        )
    actor = visit.tenant.accounts.session(session)
    assert actor is not None
    own = actor.person is not None and not set(actor.roles) - {"person"}
    response = RedirectResponse(visit.path("/me" if own else "/"), 303)
    response.set_cookie(
        SESSION_COOKIE,
        session,
        path=visit.path("/"),
        httponly=True,
        samesite="lax",
        secure=visit.request.url.scheme == "https",
    )
    return response


def do_sign_out(visit: Visit) -> Response:
    """End the session, here and on the server."""
    visit.tenant.accounts.sign_out(visit.request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse(visit.path("/"), 303)
    response.delete_cookie(SESSION_COOKIE, path=visit.path("/"))
    return response


def _token(visit: Visit) -> str:
    token = str(visit.request.path_params["token"])
    if not TOKEN.fullmatch(token):
        raise NotHere
    return token
