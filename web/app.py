"""The web application: one FastAPI app for all tenants of a place (design page, part 10)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache, partial

import anyio.to_thread
from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from tenants.gate import open_tenant, tenants
from tenants.place import Place, place_from_environment
from web.door import Door, Gate, answer, forged, not_here
from web.doors import CALLS, DOORS
from web.render import STATIC, bare
from web.same_site import Forged
from web.schemas import COMMANDS_PATH, described
from web.security import Guard
from web.visit import NotHere, language_of
from workers.news import telling

THREADS_MAX = 8
"""Pages answered at once: busy readers slow the log's writer down (setup notes, part 5)."""
FOREVER = "public, max-age=31536000, immutable"
KINDS = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


def create_app(place: Place | None = None, gate: Gate | None = None) -> FastAPI:
    """The application on a place, by default that of the environment; `gate` opens its tenants."""
    home = place or place_from_environment()
    app = FastAPI(
        title="Daicho",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=partial(_lifespan, home),
    )
    app.add_middleware(Guard)
    app.add_api_route("/", partial(_front, home), include_in_schema=False)
    app.add_api_route("/-/alive", _alive, include_in_schema=False)
    app.add_api_route("/-/static/{name}", _static, include_in_schema=False)
    app.add_api_route("/{tenant}", _slash, include_in_schema=False)
    app.state.gate = gate or partial(open_tenant, home=home)
    # Matched before all others, so that a command costs one comparison; theirs describe them.
    app.add_route("/{tenant}" + COMMANDS_PATH + "{name}", _command, methods=["POST"])
    app.router.routes.extend(_routes())
    app.add_exception_handler(NotHere, _not_here)
    app.add_exception_handler(Forged, _forged)
    app.add_exception_handler(HTTPException, _http_error)
    return app


@asynccontextmanager
async def _lifespan(home: Place, app: FastAPI) -> AsyncIterator[None]:
    assert app.title
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS_MAX
    with telling(home):
        yield


@cache
def _routes() -> list[BaseRoute]:
    """A route for each door, made once a process; all read the gate of the app that asks."""
    router = APIRouter()
    for door in DOORS:
        has_head = door.method == "GET" and not door.is_api
        router.add_api_route(
            "/{tenant}" + door.path,
            _endpoint(door),
            methods=[door.method, "HEAD"] if has_head else [door.method],
            name=f"{door.method} {door.path}",
            include_in_schema=door.is_api,
            **described(door),
        )
    return router.routes


def _endpoint(door: Door) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await answer(door, request.app.state.gate, request)

    return endpoint


async def _command(request: Request) -> Response:
    door = _doors_of_commands().get(str(request.path_params["name"]))
    if door is None:
        raise NotHere
    return await answer(door, request.app.state.gate, request)


@cache
def _doors_of_commands() -> dict[str, Door]:
    return {door.path.removeprefix(COMMANDS_PATH): door for door in CALLS}


def _front(home: Place, request: Request) -> Response:
    """The only tenant's home; where there are several, addresses are given out by each."""
    found = tenants(home)
    if len(found) == 1:
        return RedirectResponse(f"/{found[0]}/", 303)
    return bare("front.html", language_of(request), 200)


def _slash(tenant: str) -> Response:
    if not tenant.isascii() or not tenant.replace("-", "").isalnum():
        raise NotHere
    return RedirectResponse(f"/{tenant}/", 308)


def _alive() -> Response:
    return JSONResponse({"alive": True})


def _static(name: str) -> Response:
    files = {path.name: path for path in STATIC.iterdir()}
    if name not in files:
        raise NotHere
    kind = KINDS[files[name].suffix]
    return Response(files[name].read_bytes(), media_type=kind, headers={"Cache-Control": FOREVER})


def _not_here(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotHere)
    return not_here(request)


def _forged(request: Request, error: Exception) -> Response:
    assert isinstance(error, Forged)
    return forged(request)


def _http_error(request: Request, error: Exception) -> Response:
    """No such address, or not with this method: there is nothing here. A body too large is told."""
    assert isinstance(error, HTTPException)
    if error.status_code in (404, 405):
        return not_here(request)
    return bare("failed.html", language_of(request), error.status_code)
