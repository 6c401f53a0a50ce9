"""Invented people, marked as such: family names that mean sample, example, imaginary."""

from typing import NamedTuple

from workers.story.chance import Chance

FAMILIES = (
    ("見本", "ミホン", "MIHON"),
    ("例示", "レイジ", "REIJI"),
    ("架空", "カクウ", "KAKU"),
    ("仮名", "カメイ", "KAMEI"),
    ("模擬", "モギ", "MOGI"),
    ("想定", "ソウテイ", "SOTEI"),
    ("試髙", "タメシダカ", "TAMESHIDAKA"),
    ("例﨑", "レイサキ", "REISAKI"),
    ("作𠮷", "サクヨシ", "SAKUYOSHI"),
)
GIVEN = (
    ("花子", "ハナコ", "Hanako"),
    ("太郎", "タロウ", "Taro"),
    ("次郎", "ジロウ", "Jiro"),
    ("桜", "サクラ", "Sakura"),
    ("翔", "ショウ", "Sho"),
    ("葵", "アオイ", "Aoi"),
    ("蓮", "レン", "Ren"),
    ("結衣", "ユイ", "Yui"),
    ("大和", "ヤマト", "Yamato"),
    ("美咲", "ミサキ", "Misaki"),
    ("健", "ケン", "Ken"),
    ("恵", "メグミ", "Megumi"),
)
FOREIGN = (
    ("NGUYEN Van Mau", "グエン・ヴァン・マウ"),
    ("LI Yangben", "リ・ヤンベン"),
    ("KIM Gyeonbon", "キム・ギョンボン"),
    ("SILVA Exemplo", "シルヴァ・エゼンプロ"),
    ("SANTOS Halimbawa", "サントス・ハリンバワ"),
)


class Invented(NamedTuple):
    """A person of the sample."""

    full_name: str
    kana: str
    roman: str
    mail: str


def invent(chance: Chance, key: str, number: int) -> Invented:
    """Person `number` of a file; the number in the name keeps namesakes apart."""
    mail = f"sample-{key}-{number:03d}@example.jp"
    if chance.often(8, f"{key}/{number}/foreign"):
        roman, kana = chance.pick(FOREIGN, f"{key}/{number}/name")
        return Invented(f"{roman} {number}", f"{kana} {number}", f"{roman} {number}", mail)
    family = chance.pick(FAMILIES, f"{key}/{number}/family")
    given = chance.pick(GIVEN, f"{key}/{number}/given")
    kanji, kana, roman = (f"{a} {b}" for a, b in zip(family, given, strict=True))
    return Invented(f"{kanji}{number}", f"{kana} {number}", f"{roman} {number}", mail)
