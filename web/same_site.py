"""Only our own pages may change something: double-submit token, and the browser's word on origin.

A forged form can neither read the cookie nor set the header; a browser that tells where a request
comes from is believed, and one that does not must still bring the token.
"""

import hmac
import re
from urllib.parse import urlsplit

from starlette.requests import Request

from core.identity import Entropy, system_entropy

COOKIE = "daicho_form"
FIELD = "form_token"
HEADER = "x-form-token"
TOKEN = re.compile(r"[0-9a-f]{64}")


class Forged(Exception):
    """The request does not come from one of our pages, or its page is too old."""


def token_of(request: Request, draw: Entropy = system_entropy) -> str:
    """The visitor's token: the one their cookie has, or a fresh one to be set."""
    held = request.cookies.get(COOKIE, "")
    return held if TOKEN.fullmatch(held) else draw("form").hex()


def check(request: Request, token: str) -> None:
    """Raise `Forged` unless the request was sent by a page of ours."""
    held = request.cookies.get(COOKIE, "")
    same = TOKEN.fullmatch(held) is not None and hmac.compare_digest(held, token)
    if not same or not _came_from_here(request):
        raise Forged


def _came_from_here(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.headers["host"].lower()
