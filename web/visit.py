"""A visit: one request to one tenant, who makes it, and in which language it is answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from core.command import Actor, Command
from core.programme.questions import ProgrammeWords
from projections import runner
from projections.runner import Standing
from tenants.gate import Tenant
from tenants.naming import words_of

LANGUAGES = ("ja", "en")
LANGUAGE_COOKIE = "daicho_language"
SESSION_COOKIE = "daicho_session"
POSITION_DIGITS_MAX = 18
WAIT_SECONDS_MAX = 2.0
ID = re.compile(r"[0-9A-Za-z_.-]{1,60}")


class NotHere(Exception):
    """No such page for this visitor: whatever the reason, the answer is the same."""


@dataclass(frozen=True)
class Visit:
    """What a page may know of its request. `door` is the path of the door it came through; `form`
    (of a page) and `body` (of an API call) hold what was sent."""

    request: Request
    tenant: Tenant
    actor: Actor | None
    language: str
    token: str
    form: FormData = field(default_factory=FormData)
    body: bytes = b""
    door: str = ""

    def say(self, ja: str, en: str) -> str:
        """The sentence in the visitor's language."""
        return en if self.language == "en" else ja

    def part(self, name: str) -> str:
        """A part of the path; `NotHere` if it could be no id."""
        value = str(self.request.path_params[name])
        if not ID.fullmatch(value):
            raise NotHere
        return value

    def query(self, name: str) -> str:
        """A parameter of the address, empty if absent."""
        return self.request.query_params.get(name, "").strip()

    def entered(self) -> Mapping[str, str]:
        """The text fields of what was sent."""
        return {name: value for name, value in self.form.multi_items() if isinstance(value, str)}

    def upload(self, name: str) -> UploadFile | None:
        """A file that was sent."""
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) and value.size else None

    def has(self, *roles: str) -> bool:
        """Whether the visitor has one of the roles."""
        return self.actor is not None and not set(roles).isdisjoint(self.actor.roles)

    def may(self, command: type[Command]) -> bool:
        """Whether the visitor's roles include one that may issue the command."""
        return self.has(*command.roles)

    @property
    def someone(self) -> Actor:
        """Who is signed in; doors for signed-in people only ask this."""
        assert self.actor is not None, "a door without a signed-in visitor asked who it is"
        return self.actor

    def path(self, below: str) -> str:
        """An address of this tenant."""
        return f"/{self.tenant.slug}{below}"

    @cached_property
    def as_of(self) -> int | None:
        """The position that `?as_of=` (a date or a position) asks for; None for now."""
        text = self.query("as_of")
        if text.isdigit() and not is_position(text):
            raise NotHere
        return self.tenant.as_of(text or None)

    @property
    def can_look_back(self) -> bool:
        """Whether the page asked for which moment it is to be drawn."""
        return "as_of" in vars(self)

    @property
    def looked_back(self) -> bool:
        """Whether the page was drawn as of an earlier moment."""
        return self.can_look_back and self.as_of is not None

    @cached_property
    def shown(self) -> int:
        """Fold what is new, and so whatever `?at=` asks for, as long as a visitor should wait;
        where the views stand."""
        return self.tenant.catch_up(WAIT_SECONDS_MAX)

    @cached_property
    def programme(self) -> ProgrammeWords:
        """What the programme is called; asked once a visit."""
        return words_of(self.tenant)

    @cached_property
    def standings(self) -> list[Standing]:
        """Where every view stands; asked once a visit."""
        tenant = self.tenant
        return runner.standings(tenant.slug, tenant.log, tenant.views, tenant.now())

    @property
    def behind(self) -> bool:
        """Whether the page does not yet show the position it was asked to wait for."""
        at = self.query("at")
        return is_position(at) and self.shown < int(at)


def is_position(text: str) -> bool:
    """Whether the text is a number that a position can have."""
    return text.isascii() and text.isdigit() and len(text) <= POSITION_DIGITS_MAX


def language_of(request: Request) -> str:
    """Japanese, unless `?lang=` or the visitor's cookie says otherwise."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or "ja"
    return asked if asked in LANGUAGES else "ja"
