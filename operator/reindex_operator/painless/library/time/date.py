"""java.util.Date."""

import time
from typing import Any

from reindex_operator.painless.library.enums import Ordered
from reindex_operator.painless.library.table import define

from .format import Formatter
from .shared import MILLI, compare_temporals, needed
from .temporals import local_from

_SHOWN = Formatter("EEE MMM dd HH:mm:ss 'UTC' ")


class Date(Ordered):
    """A java.util.Date."""

    java_class = "java.util.Date"
    __slots__ = ("millis",)

    def __init__(self, millis: int | None = None) -> None:
        self.millis = time.time_ns() // MILLI if millis is None else millis

    def rank(self) -> Any:
        """By time."""
        return self.millis

    def __str__(self) -> str:
        """As Java shows it, at UTC."""
        local = local_from(self.millis * MILLI)
        year = local.date.year if local.date.year > 0 else 1 - local.date.year
        return f"{_SHOWN.format(local)}{year:04}"


define("java.util.Date", "Comparable", final=True).has(
    {
        "long getTime()": lambda value: value.millis,
        "boolean before(Date)": lambda a, b: a.millis < needed(b).millis,
        "boolean after(Date)": lambda a, b: a.millis > needed(b).millis,
        "int compareTo(Date)": compare_temporals,
    }
).constructor({"new()": Date, "new(long)": Date}).static({"Date from(Instant)": lambda instant: Date(instant.nanos // MILLI)})
