"""The words of the kit's findings: what is wrong, and what its author does next."""

from core.errors import Fault
from core.programme.policy import FAILURES
from plugins.contradictions import Contradiction
from plugins.kit.cases import Difference
from plugins.kit.decoding import wrong
from plugins.kit.probe import ASK_SECONDS, Lost
from plugins.kit.report import Finding

FAILED = {choice.code: choice for choice in FAILURES}
PLAIN = {
    "Slow": (f"{ASK_SECONDS:.0f}秒たっても終わりません", f"no end after {ASK_SECONDS:.0f} seconds"),
    "MemoryError": ("メモリを使い切りました", "out of memory"),
    "RecursionError": ("自分を呼び続けています", "it calls itself without end"),
    "SystemExit": ("プログラムを終えようとしました", "it tried to end the program"),
    "KeyboardInterrupt": ("プログラムを終えようとしました", "it tried to end the program"),
    "Forbidden": ("外に手を伸ばしました", "it reached out"),
}
"""What was raised -> what that means for an author; of anything else, its own words."""


def unread(policy: str, reason: str) -> Finding:
    """It is no policy at all."""
    ja = f"読み込めません（{reason}）。policy.toml とファイルを確かめてください。"
    en = f"It cannot be read: {reason}. Check policy.toml and the files."
    return Finding(code="unread", where=policy, ja=ja, en=en)


def missing(file: str) -> Finding:
    """A file that every policy has."""
    ja = f"{file} がありません。ひな形は daicho plugin new が作ります。"
    en = f"There is no {file}. `daicho plugin new` makes one to begin with."
    return Finding(code="no_file", where=file, ja=ja, en=en)


def odd_file(name: str, *, link: bool) -> Finding:
    """A link, or a file beyond the limit."""
    ja = "リンクです。ファイルそのものを置いてください。" if link else "大きすぎます（上限 4 MB）。"
    en = "This is a link. Put the file itself here." if link else "This file is above 4 MB."
    return Finding(code="odd_file", where=name, ja=ja, en=en)


def undecoded(file: str, error: Exception) -> Finding:
    """A file that does not have the form it must have."""
    told = wrong(error)
    return Finding(code="bad_form", where=file, ja=f"{told.ja}。", en=f"{told.en}.")


def contradicts(each: Contradiction) -> Finding:
    """A policy.toml that nobody could use."""
    where = f"policy.toml {each.where}"
    return Finding(code="contradicts", where=where, ja=each.ja, en=each.en)


def syntax(place: str, text: str) -> Finding:
    """No Python."""
    ja = f"Python として読めません（{text}）。"
    en = f"This is no Python: {text}."
    return Finding(code="syntax", where=place, ja=ja, en=en)


def hook_missing(question: str) -> Finding:
    """A question in policy.toml without its function."""
    ja = f"policy.toml は質問「{question}」に答えるとありますが、decide_{question} がありません。"
    en = f"policy.toml says it answers {question}, and there is no decide_{question}."
    return Finding(code="no_hook", where="__init__.py", ja=ja, en=en)


def hook_unnamed(place: str, hook: str) -> Finding:
    """A function for a question that policy.toml does not name, or that nobody asks."""
    ja = f"{hook} は policy.toml の questions にありません。綴りか questions を直してください。"
    en = f"{hook} is not among the questions of policy.toml. Mend its name or the questions."
    return Finding(code="hook_unnamed", where=place, ja=ja, en=en)


def hook_unmarked(place: str, hook: str) -> Finding:
    """A function that nobody would call."""
    ja = f"{hook} に @hookimpl がないので呼ばれません。"
    en = f"{hook} has no @hookimpl, so it is never called."
    return Finding(code="hook_unmarked", where=place, ja=ja, en=en)


def hook_arguments(place: str, hook: str, wanted: str) -> Finding:
    """An argument that the hook does not have."""
    ja = f"{hook} の引数は {wanted} です。名前も同じにしてください。"
    en = f"The arguments of {hook} are {wanted}, by these very names."
    return Finding(code="hook_arguments", where=place, ja=ja, en=en)


def case_of_nobody(case: str, question: str) -> Finding:
    """A case for a question that the policy does not answer, or that nobody asks."""
    ja = f"質問「{question}」は policy.toml の questions にありません。"
    en = f"The question {question} is not among those in policy.toml."
    return Finding(code="case_unasked", where=f"case {case}", ja=ja, en=en)


def case_empty(case: str) -> Finding:
    """A case that asserts nothing."""
    ja = "ruling（答え）か refused（断る理由の符号）を書いてください。"
    en = "Write a ruling, or in `refused` the codes of a refusal."
    return Finding(code="case_empty", where=f"case {case}", ja=ja, en=en)


def of_fault(policy: str, fault: Fault) -> Finding:
    """A refusal of ours, in its own words."""
    return Finding(code=fault.code, where=policy, ja=fault.ja, en=fault.en)


def not_loaded(policy: str, lost: Lost) -> Finding:
    """Its code raises at loading, or its hooks are not those it names."""
    ja, en = _how(lost)
    ja, en = f"読み込むときに失敗しました（{ja}）。", f"It failed while it was loaded: {en}."
    return Finding(code="not_loaded", where=lost.place or policy, ja=ja, en=en)


def ended(policy: str) -> Finding:
    """No answer at all came from its process."""
    ja = "規則のプロセスが止められても終わらないか、答えずに終わりました。"
    en = "Its process did not end though it was stopped, or ended without an answer."
    return Finding(code="ended", where=policy, ja=ja, en=en)


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


def differs(case: str, each: Difference) -> Finding:
    """A case that does not hold."""
    at = each.path or "answer"
    ja = f"{at} は、事例では {each.wanted}、答えでは {each.found}。規則か事例を直してください。"
    en = f"{at}: {each.wanted} in the case, {each.found} in the answer. Mend the rule or the case."
    return Finding(code="case_differs", where=f"case {case}", ja=ja, en=en)


def failed(case: str, lost: Lost) -> Finding:
    """A case without an answer."""
    ja, en = _how(lost)
    place = f" {lost.place}" if lost.place else ""
    ja, en = f"答えを出せませんでした（{ja}{place}）。", f"It gave no answer: {en}{place}."
    return Finding(code="no_answer", where=f"case {case}", ja=ja, en=en)


def unrecorded(case: str, kind: str) -> Finding:
    """An answer of the right form that could not be recorded."""
    words = FAILED[kind]
    ja = f"この答えは記録できません（{words.ja}）。"
    en = f"This answer could not be recorded: {words.en}."
    return Finding(code=kind, where=f"case {case}", ja=ja, en=en)


def reached(place: str, text: str) -> Finding:
    """Clock, chance, network, file, environment, thread or process."""
    ja = (
        f"「{text}」は時計・乱数・通信・ほかのファイルなどに手を伸ばします。要るものは facts から。"
    )
    en = f"`{text}` reaches for clock, chance, network, files or the like. Take it from the facts."
    return Finding(code="reached_out", where=place, ja=ja, en=en)


def printed(place: str) -> Finding:
    """Something written to standard output or standard error."""
    ja = "文字を出力しています（print など）。答えだけを返してください。"
    en = "It prints. A policy answers, and writes nothing."
    return Finding(code="printed", where=place, ja=ja, en=en)


def walled(case: str, kind: str) -> Finding:
    """An answer that holds outside, and not within the walls of a policy's process."""
    words = FAILED[kind]
    ja = f"壁の中では答えを出せませんでした（{words.ja}）。"
    en = f"Within the walls it gave no answer: {words.en}."
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


def _how(lost: Lost) -> tuple[str, str]:
    told = f"{lost.kind}: {lost.text}" if lost.text else lost.kind
    return PLAIN.get(lost.kind, (told, told))
