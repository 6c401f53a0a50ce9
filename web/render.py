"""From a template to an answer: Jinja2 with everything escaped, dates and sentences in two
languages."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.responses import HTMLResponse

from core.clock import JAPAN
from core.command import COMMANDS, Actor
from core.errors import Fault
from core.japan import wareki, wareki_year
from core.privacy import Erased
from core.programme.questions import WORDS, Term
from projections.sealed import SealedCell
from web.forms import nonce
from web.shortfall import shortfall
from web.visit import Visit

HERE = Path(__file__).parent
STATIC = HERE / "static"
WEEKDAYS = ("月", "火", "水", "木", "金", "土", "日")
PUBLIC_CACHE = "no-cache"


def page(visit: Visit, template: str, code: int = 200, /, **values: Any) -> HTMLResponse:
    """A page of the tenant: `template` filled in for this visit."""
    from web.doors import menu_for  # the table of doors names the pages, and they its menu

    filled = ENVIRONMENT.get_template(template).render(
        visit=visit,
        tenant=visit.tenant,
        language=visit.language,
        programme=visit.programme,
        menu=menu_for(visit),
        short=shortfall(visit),
        **values,
    )
    headers = {} if visit.actor else {"Cache-Control": PUBLIC_CACHE, "Vary": "Cookie"}
    return HTMLResponse(filled, code, headers)


def bare(template: str, language: str, status: int, **values: Any) -> HTMLResponse:
    """A page that belongs to no tenant: it says nothing about whether one exists."""
    filled = ENVIRONMENT.get_template(template).render(language=language, **values)
    return HTMLResponse(filled, status)


@cache
def asset(name: str) -> str:
    """The address of a file of ours, with its digest so that it may be kept for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:16]
    return f"/-/static/{name}?v={digest}"


@pass_context
def say(context: Context, ja: str, en: str, *terms: Term) -> str:
    """The words in the page's language; each {} stands for a word of the programme's own."""
    english = context["language"] == "en"
    text = en if english else ja
    return text.format(*(term.en if english else term.ja for term in terms)) if terms else text


@pass_context
def day(context: Context, value: date | datetime | str | None) -> str:
    """A date in words; a dash for none."""
    if value is None:
        return "—"
    held = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    if context["language"] == "en":
        return f"{held.day} {held:%B %Y}"
    plain = held.date() if isinstance(held, datetime) else held
    return f"{wareki(plain)}（{WEEKDAYS[plain.weekday()]}）"


@pass_context
def moment(context: Context, value: datetime | str | None) -> str:
    """An instant in Japan's time, to the minute."""
    if value is None:
        return "—"
    held = datetime.fromisoformat(value) if isinstance(value, str) else value
    held = held.replace(tzinfo=JAPAN) if held.tzinfo is None else held.astimezone(JAPAN)
    return f"{day(context, held)} {held:%H:%M}"


@pass_context
def fiscal(context: Context, year: int) -> str:
    """A fiscal year in words."""
    return f"FY{year}" if context["language"] == "en" else f"{wareki_year(year)}（{year}）"


@pass_context
def unsealed(context: Context, cell: SealedCell | None) -> str | Erased:
    """The text of a sealed cell, opened for this page only."""
    visit: Visit = context["visit"]
    return visit.tenant.unseal(cell)


@pass_context
def words(context: Context, thing: Any) -> str:
    """`ja` or `en` of anything that has both."""
    return str(thing.en if context["language"] == "en" else thing.ja)


def first_up(text: str) -> str:
    """The text with a capital letter in front, where its script has any."""
    return text[:1].upper() + text[1:]


def faults_of(faults: Sequence[Fault], field: str) -> list[Fault]:
    """The faults that belong to a field."""
    return [fault for fault in faults if fault.field == field]


def may_issue(actor: Actor | None, name: str) -> bool:
    """Whether the actor's roles include one for the command called `name`."""
    return actor is not None and not set(COMMANDS[name].roles).isdisjoint(actor.roles)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    tools: dict[str, Callable[..., Any]] = {
        "t": say,
        "asset": asset,
        "unsealed": unsealed,
        "words": words,
        "faults_of": faults_of,
        "may_issue": may_issue,
        "nonce": nonce,
    }
    made.globals.update(tools, questions_asked=WORDS)
    made.filters.update({"day": day, "moment": moment, "fiscal": fiscal, "first_up": first_up})
    return made


ENVIRONMENT = _environment()
