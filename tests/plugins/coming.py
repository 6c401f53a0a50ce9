"""Invented policies of a year to come, as folders: each answers only a part."""

from pathlib import Path

MANIFEST = """
id = "{id}"
version = "0.1"
api = [1, 1]
ja = "試す版"
en = "On trial"
questions = [{questions}]
[years]
first = 2027
[source]
ja = "案の案"
en = "Draft of a draft"
status = "draft"
"""
HEAD = "from plugins import api\nfrom plugins.api import hookimpl\n"
LAST_FIRST = """
@hookimpl
def decide_selection(facts):
    order = sorted(facts.nominees, key=lambda each: each.nomination, reverse=True)
    places = {each.code: each.prefecture for each in facts.windows}
    return api.SelectionRuling(results=tuple(
        api.NomineeRuling(
            nomination=each.nomination, window=each.window, prefecture=places[each.window],
            tier=9, rank=rank, outcome="selected" if rank <= facts.seats else "waitlisted",
            ticket="", reasons=(), facts=(), cut=facts.seats,
            ja=f"後に届いた順で{rank}位", en=f"Last come: rank {rank}",
        )
        for rank, each in enumerate(order, 1)
    ))
"""
FORTY_HOURS = """
SHORT = api.Reason("short", "週40時間に足りません。", "Fewer than 40 hours a week.")

@hookimpl
def decide_eligibility(facts):
    private = facts.window.founder_kind == "private"
    enough = private or (facts.nominee.weekly_hours or 0) >= 40
    return api.EligibilityRuling(eligible=enough, reasons=() if enough else (SHORT,))
"""
ONE_MORE = """
@hookimpl
def decide_calendar(facts):
    return api.CalendarRuling(rounds=(api.Round(
        number=1, seats=61, course1_from="2025-06", practice_from="2025-09", course2_from="2025-12",
    ),))
"""
HANGS = """
@hookimpl
def decide_selection(facts):
    while True:
        pass
"""
NOT_THE_SECOND = LAST_FIRST.replace(
    "    order =",
    """    if facts.call == "2025-2":
        while True:
            pass
    order =""",
)
LABELS = """
@hookimpl
def decide_labels(facts):
    return api.LabelRuling(tiers=(api.TierLabel(1, "甲", "第一", "First"),))
"""


def coming(folder: Path, id: str, **answers: str) -> Path:
    """A policy's folder below `folder`: question -> the code that answers it."""
    made = folder / id
    made.mkdir(parents=True)
    questions = ", ".join(f'"{name}"' for name in answers)
    (made / "policy.toml").write_text(MANIFEST.format(id=id, questions=questions), "utf-8")
    (made / "__init__.py").write_text(HEAD + "".join(answers.values()), "utf-8")
    return made
