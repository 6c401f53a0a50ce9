"""Follow-up sessions: who is invited, groups by a recorded seed, sealed words, recordings."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.area import Known
from core.command import Actor
from core.errors import Refused
from core.programme.coordinator import ACTING, CEASED, LAPSED, REVOKED, Coordinator
from core.programme.followup.announcing import certified
from core.programme.followup.groups import GROUPED_MAX, draw
from core.programme.followup.questions import signs_in
from core.programme.followup.recordings import ViewRecording, view
from core.programme.followup.state import AUDIENCES, STATUSES, Session, belongs
from core.programme.person import Person
from projections.followup_rows import SessionRow, Standing
from tests.programme.register import Register, only, topics, window

SESSION = {
    "session": "R7-1",
    "fiscal_year": 2025,
    "ja_title": "令和７年度フォローアップ研修",
    "en_title": "Follow-up session of FY2025",
    "place": "https://meet.example.jp/r7",
    "on": "2025-11-20",
    "choose_from": "2025-03-01",
    "choose_until": "2025-10-31",
}
ITEM = {
    "session": "R7-1",
    "code": "law-2",
    "part": "lecture",
    "kind": "law",
    "ja_title": "手続の変更点",
    "en_title": "Changes of procedure",
    "material": "a" * 64,
}
RECORDING = {
    "session": "R7-1",
    "item": "law-2",
    "file": "f" * 64,
    "place": "https://video.example.jp/law-2",
    "until": "2026-03-31",
}
OWN = {"session": "R7-1", "person": "p1"}
PERSON = Actor(id="p1", roles=("person",), person="p1")


def certify(register: Register, person: str, on: str = "2025-03-01") -> None:
    """One more certified coordinator."""
    register.do("register-person", person=person, full_name=f"見本 {person}")
    made = {"person": person, "window": "W1", "number": f"N-{person}", "on": on}
    register.do("register-coordinator", **made)


def announced(register: Register, *people: str, **changes: Any) -> None:
    """A session to which these coordinators are invited."""
    register.do("register-window", **window("W1"))
    for person in people or ("p1", "p2"):
        certify(register, person)
    register.do("announce-follow-up", **{**SESSION, **changes})


def test_who_is_invited_is_found_once_and_recorded(register: Register) -> None:
    announced(register)
    told = only(register.events("followup.announced"))
    assert (told.count, told.audience) == (2, "certified")
    assert only(register.events("followup.invited")).people == ("p1", "p2")
    facts = register.log.facts(1, told.position, topics=("coordinator.certified",))
    assert certified("certified", facts, date(2025, 3, 10)) == ("p1", "p2")


def test_certified_from_a_day_to_come_is_not_certified_yet(register: Register) -> None:
    announced(register)
    certify(register, "p3", on="2025-04-01")
    assert register.do("invite-later", session="R7-1").unchanged
    register.at("2025-04-01 00:00")
    assert topics(register.do("invite-later", session="R7-1")) == ["followup.invited"]


def test_many_are_invited_in_parts(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.programme.followup.announcing.INVITED_MAX", 2)
    announced(register, "p1", "p2", "p3", "p4", "p5")
    assert [event.count for event in register.events("followup.invited")] == [2, 2, 1]


def test_every_fault_of_an_announcement_is_told_at_once(register: Register) -> None:
    wrong = {**SESSION, "on": "2025-01-20"}
    assert register.refused("announce-follow-up", **wrong) == [
        "followup.nobody",
        "followup.bad_order",
        "followup.past",
    ]


def test_no_rule_takes_whoever_is_certified_no_longer() -> None:
    assert set(STATUSES) == {rule.code for rule in AUDIENCES}
    for rule in STATUSES:
        assert belongs(rule, coordinator(ACTING), erased=False)
        assert not belongs(rule, coordinator(ACTING), erased=True)
        assert not belongs(rule, None, erased=False)
        for status in (LAPSED, REVOKED):
            assert not belongs(rule, coordinator(status), erased=False), (rule, status)
    assert belongs("certified", coordinator(CEASED), erased=False)
    assert not belongs("acting", coordinator(CEASED), erased=False)


def coordinator(status: str) -> Coordinator:
    """One in this state."""
    return Coordinator(
        person="p1",
        window="W1",
        number="N-1",
        status=status,
        certified=1,
        position=1,
        certified_on=date(2025, 3, 25),
        term_from=date(2025, 3, 25),
        valid_until=None,
    )


@pytest.mark.parametrize(("status", "erased"), [(REVOKED, False), (LAPSED, False), (ACTING, True)])
def test_a_recording_is_closed_on_revocation_and_on_erasure(
    register: Register, status: str, erased: bool
) -> None:
    announced(register)
    register.do("set-follow-up-item", **ITEM)
    register.at("2025-11-20 18:00").do("publish-recording", **RECORDING)
    plan, made = register.events("followup.announced", "followup.recording_published")
    held = Session(id="R7-1", plan=plan, invited=frozenset({"p1"}), recordings={"law-2": made})
    wanted = ViewRecording(session="R7-1", person="p1", item="law-2")
    person = Person(id="p1", mail=None, erased=erased)
    states = {
        "followup/R7-1": held,
        "followup/R7-1/p1": None,
        "coordinator/p1": coordinator(status),
        "person/p1": person,
    }
    known = Known(now=register.now, actor="p1")
    with pytest.raises(Refused, match=r"followup\.not_for_you"):
        view(wanted, states, known)
    # and only for that reason: an acting one may
    fine = {**states, "coordinator/p1": coordinator(ACTING), "person/p1": None}
    assert only([to.event for to in view(wanted, fine, known)]).topic == "followup.recording_viewed"
    # the reader says the same
    row = SessionRow(session="R7-1", plan=plan, announced=1)
    assert not Standing(person="p1", held=coordinator(status), erased=erased).may(row)
    assert Standing(person="p1", held=coordinator(ACTING)).may(row)


@given(
    places=st.dictionaries(
        st.text("abcdef0123456789", min_size=1, max_size=6),
        st.sampled_from(["01", "05", "13", "27", "47"]),
        min_size=1,
        max_size=60,
    ),
    seed=st.text("0123456789abcdef", min_size=64, max_size=64),
    size=st.integers(2, 12),
    order=st.randoms(use_true_random=False),
)
def test_groups_are_even_in_size_and_in_prefectures_whatever_the_order(
    places: dict[str, str], seed: str, size: int, order: Any
) -> None:
    groups = draw(places, seed, size)
    # everybody is in one group, none is larger than asked, and sizes differ by one at most
    assert sorted(person for group in groups for person in group) == sorted(places)
    sizes = [len(group) for group in groups]
    assert max(sizes) <= size
    assert max(sizes) - min(sizes) <= 1
    for prefecture in set(places.values()):
        shares = [Counter(places[each] for each in group)[prefecture] for group in groups]
        assert max(shares) - min(shares) <= 1, prefecture
    shuffled = list(places.items())
    order.shuffle(shuffled)
    assert draw(dict(shuffled), seed, size) == groups


def test_another_seed_makes_other_groups() -> None:
    places = {f"p{number}": "13" for number in range(12)}
    assert draw(places, "a" * 64, 3) != draw(places, "b" * 64, 3)


def test_as_many_as_may_be_grouped_fit_into_one_entry(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced(register)
    for person in ("p1", "p2"):
        register.do("choose-participation", session="R7-1", person=person, joins=True)
    ids = {f"{number:060d}": "13" for number in range(GROUPED_MAX + 1)}
    monkeypatch.setattr("core.programme.followup.groups.places", lambda *_: ids)
    assert register.refused("draw-follow-up-groups", session="R7-1") == ["followup.too_many"]
    ids.popitem()
    register.do("draw-follow-up-groups", session="R7-1", size=2)
    assert only(register.events("followup.groups_drawn")).count == GROUPED_MAX


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("在留期間の更新の審査は何日ほどですか", ()),
        ("皆様、令和7年10月1日からの届出は14日以内ですか", ()),
        ("相談者さんが5名様でいらしたとき", ()),
        ("田中様の件です", ("name",)),
        ("グエンさんの件です", ("name",)),
        ("Ａさんの件です", ("name",)),
        ("NGUYEN VAN の更新について", ("roman_name",)),
        ("受付番号１２３４５６の方です", ("digits",)),
        ("電話 03-1234-5678 の方", ("telephone",)),
        ("秋田市に住むベトナム人の方の件", ("rare_pair",)),
    ],
)
def test_what_looks_like_a_clients_details(text: str, signs: tuple[str, ...]) -> None:
    assert signs_in(text) == signs


def test_words_are_sealed_under_the_own_key(register: Register) -> None:
    announced(register)
    register.do("choose-participation", PERSON, **OWN, joins=True)
    register.do("register-talk", PERSON, **OWN, theme="県境をまたぐ連携")
    register.do("ask-follow-up-question", PERSON, **OWN, text="届出はいつまでですか")
    talk = only(register.events("followup.talk_registered")).theme
    asked = only(register.events("followup.asked")).text
    for held in (talk, asked):
        assert held.person == "p1"
        assert "連携".encode() not in held.box
        assert "届出".encode() not in held.box


def test_the_same_choice_answer_or_attendance_again_changes_nothing(register: Register) -> None:
    announced(register)
    register.do("choose-participation", PERSON, **OWN, joins=True)
    assert register.do("choose-participation", PERSON, **OWN, joins=True).unchanged
    register.do("ask-follow-up-question", PERSON, **OWN, text="届出はいつまでですか")
    register.do("answer-follow-up-question", **OWN, number=1, text="14日以内です")
    assert register.do("answer-follow-up-question", **OWN, number=1, text="14日以内です").unchanged
    register.at("2025-11-20 18:00").do("record-follow-up-attendance", **OWN)
    assert register.do("record-follow-up-attendance", **OWN).unchanged
    register.do("record-follow-up-attendance", **OWN, kind="absent")
    kinds = [event.kind for event in register.events("followup.attendance_recorded")]
    assert kinds == ["attended", "absent"]


def test_the_same_recording_again_changes_nothing_and_outdated_is_said_once(
    register: Register,
) -> None:
    announced(register)
    register.do("set-follow-up-item", **ITEM)
    register.at("2025-11-20 18:00").do("publish-recording", **RECORDING)
    assert register.do("publish-recording", **RECORDING).unchanged
    for digit in ("b", "c"):
        register.do("set-follow-up-item", **{**ITEM, "material": digit * 64})
    told = only(register.events("followup.recording_outdated"))
    assert (told.item, told.number, told.edition) == ("law-2", 1, 2)
    assert register.refused("set-follow-up-item", **ITEM, given=False) == ["followup.recorded"]
