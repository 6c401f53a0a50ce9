"""The letter with a sign-in link: one mail a link (design page, part 10)."""

import logging
import os

from starlette.requests import Request

from core.command import Actor
from core.identity import Entropy, system_entropy
from core.privacy import Erased
from tenants.accounts import LINK_MINUTES
from tenants.gate import Tenant
from tenants.prepare import opened_field
from web.visit import Visit
from workers.letters.recipients import account_address
from workers.mail import Letter, sender
from workers.post import NotNow, post_of

ADDRESS_VARIABLE = "DAICHO_ADDRESS"
"""Where people reach this copy, such as https://daicho.example.jp: links in letters begin with
it."""
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
log = logging.getLogger("daicho.sign_in")


def send_link(visit: Visit, account: str, draw: Entropy = system_entropy) -> None:
    """Make a link for the account and write its letter into the outbox."""
    tenant = visit.tenant
    actor = tenant.accounts.actor(account)
    assert actor is not None, "a link for nobody"
    to = _mail_of(tenant, actor)
    if to is None:
        return
    path = visit.path(f"/sign-in/{tenant.accounts.link(account)}")
    body = _text(tenant.name, f"{address_of(visit.request)}{path}")
    subject = f"【要操作】{tenant.name} サインイン用リンク"
    letter = Letter(sender(), to, subject, body, tenant.now())
    folder = tenant.place.letters(tenant.slug, actor.id)
    mail_id = f"sign-in-{draw('letter').hex()[:24]}"
    try:
        post_of().send(folder, mail_id, letter, lambda: None)
    except NotNow as error:
        # Whoever waits for it asks for another link: this one is never sent late.
        log.warning("no sign-in letter: %s", error.code)


def address_of(request: Request) -> str:
    """What links begin with. A request's own host is believed on this machine only.

    Anybody can ask for somebody's link under a host of their own, and would then be sent its token.
    """
    configured = os.environ.get(ADDRESS_VARIABLE, "").rstrip("/")
    host = request.headers["host"].lower()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return configured or (f"http://{host}" if name in LOOPBACK else "")


def _mail_of(tenant: Tenant, actor: Actor) -> str | None:
    """A person's own address; that of an account of the organisation is its id, for its gateway."""
    if actor.person is None:
        return account_address(tenant, actor.id)
    found: str | Erased | None = None
    for fact in tenant.log.stream(f"person/{actor.person}"):
        if "mail" in fact.event.privacy:
            found = opened_field(tenant.keys, tenant.slug, fact, "mail")
    return found if isinstance(found, str) and found else None


def _text(name: str, link: str) -> str:
    return (
        f"{name} の台帳にサインインするには、次のアドレスを開き、ボタンを押してください。\n\n"
        f"{link}\n\n"
        f"有効期間は{LINK_MINUTES}分、使えるのは一度だけです。"
        "心当たりがないときは、このメールを破棄してください。\n\n"
        f"Open the address above and press the button to sign in. "
        f"It works once, within {LINK_MINUTES} minutes.\n"
    )
