"""What is said when a policy cannot be asked, or gives no answer."""

from core.area import NoneInForce, Unanswered
from core.errors import Fault, Refused, refuse
from core.event import PolicyRef
from core.programme.policy import FAILURES

WORDS = {choice.code: choice for choice in FAILURES}


def unanswered(policy: PolicyRef, question: str, kind: str) -> Unanswered:
    """The policy failed in this way; what it said may hold facts, and is never told."""
    return Unanswered(policy, question, kind, failure(policy.id, kind))


def failure(id: str, kind: str) -> Fault:
    """A policy failed, with the words for how it did."""
    words = WORDS[kind]
    return Fault(
        "policy.failed",
        f"規則 {id} が答えを出せませんでした（{words.ja}）。規則の担当者に連絡してください。",
        f"The policy {id} failed to answer: {words.en}. Please tell the people who maintain it.",
    )


def missing(id: str) -> Refused:
    """There is no policy of this id."""
    return refuse(
        "policy.missing",
        f"規則 {id} はここに入っていません。配布物をインストールするか、"
        "daicho policy list にあるものを指定してください。",
        f"The policy {id} is not installed here. Please install its distribution beside Daicho, "
        "or name one that `daicho policy list` shows.",
    )


def other_api(id: str, api: tuple[int, int], here: int) -> Refused:
    """It is written for versions of `plugins.api` among which ours is not."""
    lowest, highest = api
    return refuse(
        "policy.other_api",
        f"規則 {id} は plugins.api の {lowest}～{highest} 版のために書かれていますが、"
        f"ここにあるのは {here} 版です。policy.toml の api を確かめてください。",
        f"The policy {id} is written for plugins.api {lowest} to {highest}, and here is {here}."
        " Please check api in policy.toml.",
    )


def changed(id: str) -> Refused:
    """Its files are not those that were adopted."""
    return refuse(
        "policy.changed",
        f"規則 {id} のファイルが、採用されたものと異なります。採用されたものを入れ直してください。",
        f"The files of policy {id} differ from those adopted. Please install the adopted ones.",
    )


def silent(id: str, question: str) -> Refused:
    """Its manifest does not name the question."""
    return refuse(
        "policy.silent",
        f"規則 {id} は質問「{question}」に答えません。",
        f"The policy {id} does not answer the question {question}.",
    )


def none_in_force(question: str) -> NoneInForce:
    """No policy adopted by then answers for the year."""
    fault = Fault(
        "policy.none_in_force",
        f"質問「{question}」に答える規則が、その日に施行されていません。規則を採用してください。",
        f"No policy in force on that day answers the question {question}. Please adopt one.",
    )
    return NoneInForce(fault)
