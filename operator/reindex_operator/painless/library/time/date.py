"""java.util.Date."""

import time
from typing import Any

from reindex_operator.painless.library.enums import Ordered
from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.throwable import illegal_argument
from reindex_operator.painless.runtime.values import LONG_MAX, LONG_MIN, fold

from .calendar import civil, julian, ordinal_of, weekday
from .enums import DAYS, MONTHS, NANOS
from .shared import MILLI, compare_temporals
from .temporals import Instant, local_from

_GREGORIAN = ordinal_of(1582, 10, 15)
"""The first day that java.util.Date shows by the calendar that java.time has for all days."""


class Date(Ordered):
    """A java.util.Date."""

    java_class = "java.util.Date"
    __slots__ = ("millis",)

    def __init__(self, millis: int | None = None) -> None:
        self.millis = time.time_ns() // MILLI if millis is None else millis

    def rank(self) -> Any:
        """By time."""
        return self.millis

    def java_hash(self) -> int:
        """``hashCode``."""
        return fold(self.millis)

    def __str__(self) -> str:
        """As Java shows it, at UTC."""
        local = local_from(self.millis * MILLI)
        at = civil(local.day) if local.day >= _GREGORIAN else julian(local.day)
        clock = local.nano // NANOS
        day = f"{DAYS[weekday(local.day) - 1][:3].capitalize()} {MONTHS[at.month - 1][:3].capitalize()} {at.day:02}"
        year = at.year if at.year > 0 else 1 - at.year
        return f"{day} {clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02} UTC {year}"


def _from(instant: Instant) -> Date:
    millis = needed(instant).nanos // MILLI
    if not LONG_MIN <= millis <= LONG_MAX:
        raise illegal_argument("java.lang.ArithmeticException: long overflow")
    return Date(millis)


define("java.util.Date", "Comparable", final=True).has(
    {
        "long getTime()": lambda value: value.millis,
        "boolean before(Date)": lambda a, b: a.millis < needed(b).millis,
        "boolean after(Date)": lambda a, b: a.millis > needed(b).millis,
        "int compareTo(Date)": compare_temporals,
    }
).constructor({"new()": Date, "new(long)": Date}).static({"Date from(Instant)": _from})
