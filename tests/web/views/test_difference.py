"""What a rebuild made otherwise: looked at field by field, then accepted on purpose."""

from base64 import b64encode

import pytest

from core.command import Actor
from core.event import Fact
from core.programme.person import RegisterPerson
from core.programme.window import GrantRecorded
from projections import person_record, runner, window_register
from projections.catalogue import VIEWS
from projections.view import Rows
from projections.window_register import WINDOWS
from tenants.gate import Tenant
from tests.projections.making import append, grant, window_facts
from tests.web.conftest import SignIn, token
from tests.web.views.planting import WINDOW_REGISTER, differ, hidden, spoil
from workers.rebuilds import REBUILD


def test_a_difference_is_shown_field_by_field_and_accepted_on_purpose(
    sign_in: SignIn, tenant: Tenant
) -> None:
    differ(tenant)
    operator = sign_in("operator")
    assert "作り直すと違いが出ました" in operator.get("/isa/views").text
    page = operator.get("/isa/views/window_register/difference").text
    row = page[page.index("<code>prefecture</code>") :]
    assert row.index("大阪府") < row.index("東京都")
    assert "元に戻すには" in page
    # without the tick, or with other rows in mind, nothing is ordered
    accept = "/isa/views/window_register/accept"
    entered = {**token(operator), "nonce": "n", "seen": hidden(page, "seen")}
    assert "印を付けてください" in operator.post(accept, data=entered).text
    other = {**entered, "seen": "9-00", "confirm": "yes"}
    assert "もう一度確かめてください" in operator.post(accept, data=other).text
    assert not tenant.jobs.recent()
    # with both it is
    answer = operator.post(accept, data={**entered, "confirm": "yes"})
    assert answer.status_code == 303
    (job,) = tenant.jobs.recent()
    looked_at = {"accept": True, "seen": entered["seen"]}
    wanted = {"account": "operator", "view": "window_register", **looked_at}
    assert (job.kind, job.arguments) == (REBUILD, wanted)


def test_sealed_values_are_named_and_never_shown(sign_in: SignIn, tenant: Tenant) -> None:
    person = RegisterPerson(person="p-one", full_name="見本 太郎", mail="one@example.jp")
    tenant.handle(person, Actor(id="officer", roles=("officer",)))
    tenant.catch_up()
    kept = person_record.record(tenant.views, "isa", "p-one")
    assert kept
    assert kept.who.full_name
    box = b64encode(kept.who.full_name.box)
    spoil(tenant, person_record.PEOPLE, "p-one", box, b64encode(b"another box"))
    rebuilt = runner.rebuild("isa", tenant.log, tenant.views, VIEWS["person_record"])
    assert not rebuilt.switched
    page = sign_in("operator").get("/isa/views/person_record/difference").text
    assert page.count("封印された値") == 2
    assert box.decode() not in page
    assert "見本 太郎" not in page


def test_a_row_that_cannot_be_read_is_called_so(sign_in: SignIn, tenant: Tenant) -> None:
    append(tenant.log, ("window/W1", window_facts("W1")))
    tenant.catch_up()
    spoil(tenant, WINDOWS, "W1", b"{", b"[")
    assert not runner.rebuild("isa", tenant.log, tenant.views, WINDOW_REGISTER).switched
    page = sign_in("operator").get("/isa/views/window_register/difference")
    assert page.status_code == 200
    assert "読めない行" in page.text


def test_a_stream_that_stands_still_only_in_the_new_rows_is_told(
    sign_in: SignIn, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(tenant.log, ("window/W1", window_facts("W1")), ("window/W1", grant("W1")))
    tenant.catch_up()

    def no_grants(rows: Rows, fact: Fact) -> None:
        assert not isinstance(fact.event, GrantRecorded)
        window_register.fold(rows, fact)

    with monkeypatch.context() as planted:
        planted.setattr(WINDOW_REGISTER, "fold", no_grants)
        assert not runner.rebuild("isa", tenant.log, tenant.views, WINDOW_REGISTER).switched
    page = sign_in("operator").get("/isa/views/window_register/difference").text
    still = page[page.index("作り直した表でだけ止まる対象") :]
    assert "window/W1" in still[: still.index("</ul>")]


def test_there_is_no_difference_where_nothing_stands_beside(
    sign_in: SignIn, tenant: Tenant
) -> None:
    tenant.catch_up()
    operator = sign_in("operator")
    for view in ("window_register", "no_such_view"):
        assert operator.get(f"/isa/views/{view}/difference").status_code == 404
    assert operator.post("/isa/views/no_such_view/rebuild", data=token(operator)).status_code == 404
