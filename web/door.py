"""A door: one address of a tenant, who may use it, and what answers (design page, part 10).

Deny by default. Whoever may not see a page, and whoever asks for one that is not there, or for a
tenant that is not there, gets the same answer.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from core.command import Actor
from core.errors import Fault, Refused
from tenants.gate import Tenant
from web import same_site
from web.render import bare, page
from web.visit import LANGUAGE_COOKIE, SESSION_COOKIE, NotHere, Visit, language_of

EVERYBODY = frozenset({"everybody"})
SAFE = ("GET", "HEAD")
FORM_FIELDS_MAX = 200
Gate = Callable[[str], Tenant]
Handler = Callable[[Visit], Response | Awaitable[Response]]
"""Answers a visit; one that takes commands of programs is awaited."""


class Door(NamedTuple):
    """`path` is below `/{tenant}`; `roles` are those that may use it; `menu` its name in the
    menu."""

    method: str
    path: str
    roles: frozenset[str]
    handler: Handler
    menu: tuple[str, str] | None = None

    @property
    def is_api(self) -> bool:
        """Whether programs, not people, are answered."""
        return self.path.startswith("/api/")

    def opens_for(self, actor: Actor | None) -> bool:
        """Whether the actor may use this door."""
        if self.roles == EVERYBODY:
            return True
        return actor is not None and not self.roles.isdisjoint(actor.roles)


async def answer(door: Door, gate: Gate, request: Request) -> Response:
    """Let the visitor in, or answer as if there were no such door."""
    if door.method in SAFE:
        return await run_in_threadpool(_answer, door, gate, request, FormData())
    if door.is_api:
        return await _answer_call(door, gate, request, await request.body())
    async with request.form(max_files=1, max_fields=FORM_FIELDS_MAX) as form:
        return await run_in_threadpool(_answer, door, gate, request, form)


def _answer(door: Door, gate: Gate, request: Request, form: FormData) -> Response:
    entered = _enter(door, gate, request, form, b"")
    if isinstance(entered, Response):
        return entered
    try:
        response = door.handler(entered)
    except Refused as refused:
        response = refusal(entered, refused) if not door.is_api else faults(refused)
    assert isinstance(response, Response)
    return _with_cookies(entered, response)


async def _answer_call(door: Door, gate: Gate, request: Request, body: bytes) -> Response:
    """A command sent by a program waits for the log as a task: thousands may wait at once."""
    entered = _enter(door, gate, request, FormData(), body)
    if isinstance(entered, Response):
        return entered
    try:
        response = door.handler(entered)
        assert not isinstance(response, Response)
        return _with_cookies(entered, await response)
    except Refused as refused:
        return _with_cookies(entered, faults(refused))


def _enter(
    door: Door, gate: Gate, request: Request, form: FormData, body: bytes
) -> Visit | Response:
    """The visit, or the answer to somebody who may not come in."""
    try:
        visit = _visit(door, gate, request, form, body)
    except Refused:
        raise NotHere from None
    if not door.opens_for(visit.actor):
        return _closed(door, visit)
    if door.method not in SAFE:
        _check_sender(door, visit)
    return visit


def _visit(door: Door, gate: Gate, request: Request, form: FormData, body: bytes) -> Visit:
    tenant = gate(str(request.path_params["tenant"]))
    bearer = _bearer(request) if door.is_api else ""
    session = bearer or request.cookies.get(SESSION_COOKIE, "")
    actor = tenant.accounts.session(session) if session else None
    token = "" if bearer else same_site.token_of(request)
    return Visit(request, tenant, actor, language_of(request), token, form, body, door.path)


def _closed(door: Door, visit: Visit) -> Response:
    """Ask whoever is not signed in to do so; for anybody else the door does not exist."""
    if visit.actor is not None:
        raise NotHere
    if door.is_api:
        return JSONResponse({"faults": [_fault(SIGN_IN)]}, 401)
    if door.method in SAFE:
        return RedirectResponse(visit.path("/sign-in"), 303)
    return bare("expired.html", visit.language, 401, sign_in=visit.path("/sign-in"))


def _check_sender(door: Door, visit: Visit) -> None:
    """A bearer token is never sent by a browser on its own, a cookie is."""
    if door.is_api and _bearer(visit.request):
        return
    sent = visit.request.headers.get(same_site.HEADER, "") or visit.entered().get(
        same_site.FIELD, ""
    )
    same_site.check(visit.request, sent)


def refusal(visit: Visit, refused: Refused) -> Response:
    """A page with every reason."""
    return page(visit, "refused.html", 422, faults=refused.faults)


def faults(refused: Refused, status: int = 422) -> Response:
    """Every reason, for programs."""
    return JSONResponse({"faults": [_fault(fault) for fault in refused.faults]}, status)


def not_here(request: Request) -> Response:
    """The one answer to everything that is not there for this visitor."""
    if "/api/" in request.url.path:
        return JSONResponse({"faults": [_fault(NOWHERE)]}, 404)
    return bare("not_here.html", language_of(request), 404)


def forged(request: Request) -> Response:
    """The answer to a request that no page of ours sent."""
    if "/api/" in request.url.path:
        return JSONResponse({"faults": [_fault(FOREIGN)]}, 403)
    return bare("forged.html", language_of(request), 403)


def _with_cookies(visit: Visit, response: Response) -> Response:
    if not visit.token:
        return response
    secure = visit.request.url.scheme == "https"
    if visit.request.cookies.get(same_site.COOKIE) != visit.token:
        response.set_cookie(
            same_site.COOKIE, visit.token, httponly=True, samesite="lax", secure=secure
        )
    if visit.query("lang"):
        response.set_cookie(
            LANGUAGE_COOKIE, visit.language, httponly=True, samesite="lax", secure=secure
        )
    return response


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _fault(fault: Fault) -> dict[str, str | None]:
    return {"code": fault.code, "ja": fault.ja, "en": fault.en, "field": fault.field}


NOWHERE = Fault("page.unknown", "お探しのものはありません。", "There is no such thing here.")
SIGN_IN = Fault("page.sign_in", "サインインしてください。", "Please sign in.")
FOREIGN = Fault(
    "page.foreign",
    "この操作は受け付けられませんでした。画面を開き直してからお試しください。",
    "This was not accepted. Please open the page again and retry.",
)
