"""What must not be read at the partner's: words and numbers of the programme that Daicho was made
for. What is the platform's own (窓口, 推薦, 選定, 認証, 所属機関リスト …) is everybody's."""

import re
from collections.abc import Iterable, Iterator

from tests.partner.walk import Text

OWN = (
    "日本語学習支援コーディネーター",
    "Coordinator of Japanese-Language Learning",
    "Coordinators of Japanese-Language Learning",
    "coordinators of Japanese-language learning",
)
"""The partner's words in which a foreign one occurs; taken out first, the longest first."""
FOREIGN = tuple(
    re.compile(word)
    for word in (
        *("外国人支援", "コーディネーター", "出入国", "入管", "一元的", "受入環境整備", "国家資格"),
        *("養成課程", "養成研修", "総合確認テスト", "修了認定テスト", "告示案", "見本庁"),
        *(
            "[①-⑥]",
            "民①",
            "60 ?[名席]",
            "全国",
            "次の開庁日",
            "地域ブロック",
            r"snapshot / sequential",
        ),
        *("[Ss]upport coordinators?", "[Cc]ertified coordinators?", "[Cc]ourse [12]", "ISA"),
        *("[Ii]mmigration", "[Nn]ational qualification", "60 seats", "[Ww]hole country", "isa_fy"),
    )
)
INSTALLED = "policies that are installed on this machine, to choose from, each by its own name"
EXCUSED = {"/policies": INSTALLED, "/policies/shadow": INSTALLED}
"""Door -> why the words there are in their place."""


def foreign(texts: Iterable[Text]) -> Iterator[str]:
    """Each place where a foreign word is read, with the word and what stands around it."""
    for each in texts:
        said = each.text
        for own in OWN:
            said = said.replace(own, "")
        for word in FOREIGN:
            for found in word.finditer(said):
                around = said[max(0, found.start() - 20) : found.end() + 20]
                yield f"{each.where}: {found[0]} in {around!r}"


def excused(where: str) -> str:
    """The excuse of a place, "" if there is none."""
    door, _, _ = where.partition(" ")
    return EXCUSED.get(door, "")
