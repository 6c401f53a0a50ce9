"""The clock port: the one module that reads the time. All civil time is Asia/Tokyo."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in Japan's zone."""


def system_clock() -> datetime:
    """Now, in Japan."""
    return datetime.now(UTC).astimezone(JAPAN)


def fiscal_year(day: date) -> int:
    """The fiscal year (April to March) that contains `day`; FY2025 is 令和７年度."""
    return day.year if day.month >= 4 else day.year - 1
