"""Helpers of the tables of java.time."""

from typing import Any

from reindex_operator.painless.library.enums import Ordered
from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.runtime.throwable import Throwable
from reindex_operator.painless.runtime.values import LONG_MAX, LONG_MIN

from .arithmetic import local_part
from .temporals import Local, Zoned, local_from, local_of
from .zones import Zone

MILLI = 1_000_000


def compare_temporals(left: Ordered, right: Any) -> int:
    """``compareTo``."""
    return left.compare_to(needed(right))


def half(value: Any, kind: str) -> Local:
    """A LocalDate or LocalTime of a temporal."""
    local = local_part(value)
    return Local(0 if kind == "LocalTime" else local.day, 0 if kind == "LocalDate" else local.nano, kind)


def at_instant(nanos: int, zone: Zone, kind: str = "ZonedDateTime") -> Zoned:
    """A moment as seen from a zone."""
    return Zoned(local_from(0), zone, kind, nanos=nanos)


def date_of(year: int, month: int, day: int) -> Local:
    """``LocalDate.of``."""
    return Local(local_of(year, month, day).day, 0, "LocalDate")


def combined(day: Local, clock: Local) -> Local:
    """A date and a time together."""
    return Local(day.day, needed(clock).nano)


def checked_long(value: int) -> int:
    """A long, or an ArithmeticException."""
    if not LONG_MIN <= value <= LONG_MAX:
        raise Throwable("java.lang.ArithmeticException", "long overflow")
    return value
