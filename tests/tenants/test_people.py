"""Who is like whom: compared in memory, with everybody whose data are there."""

from tenants.gate import STAFF, Tenant
from tenants.people import ALIKE_MAX

OFFICER, APPROVER = STAFF[0], STAFF[1]


def do(tenant: Tenant, name: str, account: object = OFFICER, **values: object) -> object:
    assert account in STAFF
    return tenant.handle(tenant.read_command(name, values), account)


def known(tenant: Tenant, person: str, name: str, kana: str = "", mail: str = "") -> None:
    do(tenant, "register-person", person=person, full_name=name, kana=kana, mail=mail)


def alike(tenant: Tenant, name: str, kana: str = "", mail: str = "") -> tuple[str, ...]:
    return tenant.preparation.people.alike(name, kana, mail)


def test_somebody_is_like_whoever_has_the_same_kana_name_or_address(
    pair: tuple[Tenant, Tenant],
) -> None:
    tenant, other = pair
    known(tenant, "p1", "見本 花子", "ミホン ハナコ", "h@example.jp")
    assert alike(tenant, "見本　花子") == ("p1:name",)
    assert alike(tenant, "三本 花子", "ﾐﾎﾝ ﾊﾅｺ") == ("p1:kana",)
    assert alike(tenant, "見本 太郎", mail="H@example.jp") == ("p1:mail",)
    assert alike(tenant, "見本 太郎") == ()
    assert alike(other, "見本 花子") == ()


def test_a_new_address_is_compared_in_place_of_the_old(pair: tuple[Tenant, Tenant]) -> None:
    tenant = pair[0]
    known(tenant, "p1", "見本 花子", mail="old@example.jp")
    do(tenant, "change-contact", person="p1", mail="new@example.jp")
    assert alike(tenant, "見本 太郎", mail="new@example.jp") == ("p1:mail",)
    assert alike(tenant, "見本 太郎", mail="old@example.jp") == ()


def test_nobody_is_like_a_person_whose_data_were_erased(pair: tuple[Tenant, Tenant]) -> None:
    tenant = pair[0]
    known(tenant, "p1", "見本 花子")
    do(tenant, "request-erasure", person="p1", ground="request")
    digest = tenant.log.facts(tenant.log.head().size, 1)[0].event.digest
    do(tenant, "approve-erasure", APPROVER, person="p1", digest_seen=digest)
    assert alike(tenant, "見本 花子") == ()


def test_of_many_who_share_an_address_a_few_are_told(pair: tuple[Tenant, Tenant]) -> None:
    tenant = pair[0]
    for number in range(ALIKE_MAX + 3):
        known(tenant, f"p{number}", f"見本 {number}", mail="madoguchi@example.jp")
    assert len(alike(tenant, "見本 新", mail="madoguchi@example.jp")) == ALIKE_MAX
