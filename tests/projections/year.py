"""A small year by commands only: two seats, four nominees, one of each thing that can happen."""

from pathlib import Path

from tests.programme.register import APPROVER, Register, founded, nominated, nominee, opened, window
from tests.programme.register import selected as run_and_approved
from tests.programme.test_consent_to_directory import published
from tests.programme.test_training_to_certificate import STEPS, finished

CALL = "2025-1"
FIRST, SECOND, THIRD, FOURTH, FIFTH = (f"{CALL}-{number:04d}" for number in range(1, 6))
EARLIER = "R6-1"
WINDOWS = ("W1", "W2", "W3")
TITLES = {"isa": "本庁", "twin": "双子"}


def year(folder: Path, store: str, tenant: str) -> Register:
    """The year of one tenant: twins differ in names and institutions, in nothing else."""
    register = founded(folder, store, tenant)
    register.do("plan-cohorts", fiscal_year=2025)
    register.do("change-capacity", cohort=CALL, seats=2)
    opened(register, WINDOWS)
    register.do("register-window", **window("W1", title=TITLES[tenant]))
    _nominations(register)
    _selection(register)
    _training(register)
    _publication(register)
    _open_ends(register)
    return register


def person_of(register: Register, nomination: str) -> str:
    """The id of the person a nomination is about."""
    sent = register.events("nomination.submitted")
    return next(str(event.person) for event in sent if event.nomination == nomination)


def _nominations(register: Register) -> None:
    nominated(register, 4, WINDOWS)
    name = TITLES[register.tenant] + "花子"
    wanted = nominee(5, "W1", full_name=name, kana="ハナコ", remarks=f"{name}の備考")
    register.do("submit-nomination", **wanted)
    register.do("return-nomination", nomination=FIFTH, comment=f"{name}の書類が足りない")
    register.at("2025-04-17 09:00").do(
        "extend-call", call=CALL, deadline="2025-05-07T17:00:00+09:00", reason="応募が少ない"
    )
    register.do("withdraw-nomination", nomination=FIFTH)


def _selection(register: Register) -> None:
    run_and_approved(register)
    register.do("send-offers", call=CALL, reply_by="2025-05-20", cut_off="2025-06-01")
    first, second, third, _ = (event.nomination for event in register.events("selection.ruled")[:4])
    register.do("accept-offer", nomination=first)
    register.do("decline-offer", nomination=second)
    register.do("accept-offer", nomination=third)
    register.at("2025-06-02 09:00").do("close-selection", call=CALL)


def _training(register: Register) -> None:
    register.at("2025-06-09 09:00").do("start-cohort", cohort=CALL, on="2025-06-09")
    enrolled = [event.nomination for event in register.events("training.enrolled")]
    register.at("2025-12-02 09:00")
    finished(register, enrolled[0])
    failing = {"nomination": enrolled[1], "on": "2025-08-01"}
    for step in STEPS[:5]:
        register.do("record-progress", **failing, step=step)
    register.do("record-progress", **failing, step="gate-test", score=10)
    register.do("end-training", nomination=enrolled[1], ending="failed", on="2025-08-02")
    register.at("2026-03-20 09:00").do("propose-certification", cohort=CALL)
    digest = register.events("certification.proposed")[0].digest
    register.do(
        "approve-certification",
        APPROVER,
        cohort=CALL,
        digest_seen=digest,
        certified_on="2026-03-27",
    )


def _publication(register: Register) -> None:
    certified = register.events("coordinator.certified")[0]
    person, window = certified.person, certified.window
    text = f"{TITLES[register.tenant]} {window} 1名"
    register.do("request-consent", person=person, window=window, text=text)
    for party in ("person", "institution"):
        register.do("answer-consent", person=person, party=party, agrees=True)
        register.do("confirm-proof", person=person, party=party)
    register.at("2026-03-30 09:00")
    published(register)
    register.at("2026-04-02 09:00").do("withdraw-consent", person=person, party="institution")
    published(register)
    elsewhere = next(code for code in WINDOWS if code != window)
    register.do("transfer-coordinator", person=person, window=elsewhere, on="2026-04-10")
    register.do("cease-coordinator", person=person, on="2026-05-01")


def _open_ends(register: Register) -> None:
    name = TITLES[register.tenant] + "一郎"
    register.do("register-person", person=EARLIER, full_name=name, mail="i@example.jp")
    register.do(
        "register-coordinator",
        person=EARLIER,
        window="W1",
        number="2024-0001",
        on="2025-03-01",
    )
    register.do("draft-edition", edition="2026", fiscal_year=2026)
    person = person_of(register, FIFTH)
    register.do("request-erasure", person=person, ground="request")
