"""The clock by hand: `daicho tick` on a register of a story, and the letters that came of it."""

import json
from contextlib import redirect_stdout
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import StringIO

import pytest

from tenants.gate import Tenant
from tenants.outbox import Outbox
from web.cli import main, ticking
from workers.jobs import Workplace, do_all
from workers.letters import order_letters


def tick(tenant: Tenant) -> dict[str, int]:
    """Type `daicho -t isa tick --json` and have the letters delivered; duty -> what it did."""
    data, said = str(tenant.place.data), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        patch.setattr(ticking, "open_tenant", lambda _slug, _place: tenant)
        assert main(["--data", data, "-t", "isa", "tick", "--json"]) == 0
    deliver(tenant)
    return {each["duty"]: each["done"] for each in json.loads(said.getvalue()) if each["done"]}


def deliver(tenant: Tenant) -> None:
    """Order and write the letters of what is recorded."""
    outbox = Outbox(tenant.place.jobs, tenant.now)
    order_letters(tenant, outbox)
    do_all(Workplace(outbox, lambda _: tenant))
    outbox.close()


def letters(tenant: Tenant, to: str) -> list[EmailMessage]:
    """What lies in the outbox folder for an address, in the order of the facts."""
    files = tenant.place.mail.glob(f"{tenant.slug}/*/letter-*.eml")
    found = sorted(files, key=lambda path: (int(path.stem.split("-")[1]), path.stem))
    read = [message_from_bytes(path.read_bytes(), policy=default) for path in found]
    return [each for each in read if each["To"] == to]


def subjects(tenant: Tenant, to: str) -> list[str]:
    """The subjects of those letters."""
    return [str(each["Subject"]) for each in letters(tenant, to)]
