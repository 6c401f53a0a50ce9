"""The words of the kit's findings: what is wrong, and what its author does next."""

from core.errors import Fault
from plugins.kit.report import Finding


def unread(policy: str, reason: str) -> Finding:
    """It is no policy at all."""
    ja = f"読み込めません（{reason}）。policy.toml とファイルを確かめてください。"
    en = f"It cannot be read: {reason}. Check policy.toml and the files."
    return Finding(code="unread", where=policy, ja=ja, en=en)


def of_fault(policy: str, fault: Fault) -> Finding:
    """A refusal of ours, in its own words."""
    return Finding(code=fault.code, where=policy, ja=fault.ja, en=fault.en)


def not_loaded(policy: str, reason: str) -> Finding:
    """Its code raises at loading, or its hooks are not those it names."""
    ja = f"読み込むときに失敗しました（{reason}）。"
    en = f"It failed while it was loaded: {reason}."
    return Finding(code="not_loaded", where=policy, ja=ja, en=en)


def foreign(place: str, module: str) -> Finding:
    """An import beyond what a policy may use."""
    ja = f"{module} は使えません。plugins.api と標準ライブラリだけを import してください。"
    en = f"{module} cannot be used. Import plugins.api and the standard library only."
    return Finding(code="foreign_import", where=place, ja=ja, en=en)


def silent(place: str) -> Finding:
    """A sentence that is missing."""
    ja = "文がありません。ja には日本語の文を、en には英語の文を書いてください。"
    en = "A sentence is missing. Write a Japanese one in ja, an English one in en."
    return Finding(code="no_sentence", where=place, ja=ja, en=en)


def caseless(question: str) -> Finding:
    """A question without a case."""
    ja = f"質問「{question}」の事例がありません。cases/ に一つ書いてください。"
    en = f"No case asks the question {question}. Write one in cases/."
    return Finding(code="no_case", where="cases", ja=ja, en=en)


def differs(case: str, difference: str) -> Finding:
    """A case that does not hold."""
    ja = f"事例と答えが違います（{difference}）。規則か事例のどちらかを直してください。"
    en = f"The answer differs from the case: {difference}. Mend the rule or the case."
    return Finding(code="case_differs", where=f"case {case}", ja=ja, en=en)


def failed(case: str, reason: str) -> Finding:
    """A case without an answer."""
    ja = f"答えを出せませんでした（{reason}）。"
    en = f"It gave no answer: {reason}."
    return Finding(code="no_answer", where=f"case {case}", ja=ja, en=en)


def reached(place: str, text: str) -> Finding:
    """Clock, chance, network, file, environment, thread or process."""
    ja = (
        f"「{text}」は時計・乱数・通信・ほかのファイルなどに手を伸ばします。要るものは facts から。"
    )
    en = f"`{text}` reaches for clock, chance, network, files or the like. Take it from the facts."
    return Finding(code="reached_out", where=place, ja=ja, en=en)


def walled(case: str, kind: str) -> Finding:
    """An answer that holds outside, and not within the walls of a policy's process."""
    ja = f"壁の中では答えを出せませんでした（{kind}）。"
    en = f"Within the walls it gave no answer ({kind})."
    return Finding(code=f"walled_{kind}", where=f"case {case}", ja=ja, en=en)


def kept(case: str) -> Finding:
    """A global that one question changes and another reads."""
    ja = "前の質問のことを覚えていて答えが変わります。モジュールの変数に何も残さないでください。"
    en = "The answer depends on what was asked before. Keep nothing in the module's variables."
    return Finding(code="kept", where=f"case {case}", ja=ja, en=en)


def hashed(case: str) -> Finding:
    """The order of a set, or hash()."""
    ja = "ハッシュの種で答えが変わります。set の順や hash() に頼らず、sorted を使ってください。"
    en = "The answer depends on the hash seed. Rely on no order of sets and no hash(); use sorted."
    return Finding(code="hash_seed", where=f"case {case}", ja=ja, en=en)


def ordered(case: str) -> Finding:
    """The order in which the facts came."""
    ja = "facts の並び順で答えが変わります。受付番号などで並べてから数えてください。"
    en = "The answer depends on the order of the facts. Sort them by id before you go through them."
    return Finding(code="input_order", where=f"case {case}", ja=ja, en=en)


def twice(case: str) -> Finding:
    """The same question, another answer."""
    ja = "同じ質問に違う答えを出しました。"
    en = "The same question had another answer the second time."
    return Finding(code="twice", where=f"case {case}", ja=ja, en=en)


def unused(place: str, text: str) -> Finding:
    """A branch that no case reaches."""
    ja = f"「{text}」を通る事例がありません。"
    en = f"No case reaches `{text}`."
    return Finding(code="unused_branch", where=place, ja=ja, en=en)


def tierless(tier: int, mark: str) -> Finding:
    """A tier in which no case places anybody."""
    ja = f"階層 {tier}（{mark}）になる人がいる事例がありません。"
    en = f"No case places anybody in tier {tier} ({mark})."
    return Finding(code="unused_tier", where="labels", ja=ja, en=en)


def warned(policy: str, text: str) -> Finding:
    """A hook or an argument that will go."""
    ja = f"やがてなくなるものを使っています: {text}"
    en = f"It uses what will go: {text}"
    return Finding(code="deprecated", where=policy, ja=ja, en=en)
