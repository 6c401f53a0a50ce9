"""What the kit found of a policy, as tests look at it."""

from tempfile import gettempdir

from plugins.kit.reading import LANGUAGES
from plugins.kit.report import Report

ALL_LOST = ["fail", "not_checked", "not_checked"]


def told(report: Report) -> set[tuple[str, str]]:
    """Code and place of all that was found, hints left out."""
    return {(each.code, each.where) for level in report.levels for each in level.findings}


def results(report: Report) -> list[str]:
    """Of each level, in order."""
    return [each.result for each in report.levels]


def speaks_plainly(report: Report) -> None:
    """Every finding is in both languages, and none shows where the copy lay."""
    for level in report.levels:
        for each in level.findings:
            assert LANGUAGES["ja"].search(each.ja), each
            assert LANGUAGES["en"].search(each.en), each
            assert "Traceback" not in each.en
            assert gettempdir() not in each.en, each
