"""What java.time's values share: their order, units, weekdays and months."""

from typing import Never

from reindex_operator.painless.library.enums import Constant
from reindex_operator.painless.runtime.throwable import Throwable
from reindex_operator.painless.runtime.values import fold, wrap_int

NANOS = 1_000_000_000
DAY = 86_400
DAY_NANOS = DAY * NANOS
EPOCH = 719_163
"""The number of 1970-01-01."""
DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
MONTHS = ["JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"]


def complain(message: str) -> Never:
    """Raises a DateTimeException."""
    raise Throwable("java.time.DateTimeException", message)


def compare_nanos(left: int, right: int) -> int:
    """``compareTo`` of lengths and moments in nanoseconds: within a second their distance, else which has more seconds."""
    (left_second, left_nano), (right_second, right_nano) = divmod(left, NANOS), divmod(right, NANOS)
    return (left_second > right_second) - (left_second < right_second) or left_nano - right_nano


def hash_of(nanos: int) -> int:
    """``hashCode`` of an Instant and of a Duration: of their seconds and what is left of one."""
    return wrap_int(fold(nanos // NANOS) + 51 * (nanos % NANOS))


class Unit(Constant):
    """A ChronoUnit; ``months`` or ``nanos`` is its length."""

    __slots__ = ("months", "nanos")

    def __init__(self, name: str, number: int, months: int, nanos: int) -> None:
        super().__init__("java.time.temporal.ChronoUnit", name, number)
        self.months = months
        self.nanos = nanos

    def __str__(self) -> str:
        """As Java shows it."""
        return {"HALF_DAYS": "HalfDays"}.get(self.name, self.name.capitalize())


_UNITS = [
    ("NANOS", 0, 1),
    ("MICROS", 0, 1000),
    ("MILLIS", 0, 1_000_000),
    ("SECONDS", 0, NANOS),
    ("MINUTES", 0, 60 * NANOS),
    ("HOURS", 0, 3600 * NANOS),
    ("HALF_DAYS", 0, 43200 * NANOS),
    ("DAYS", 0, DAY * NANOS),
    ("WEEKS", 0, 7 * DAY * NANOS),
    ("MONTHS", 1, 0),
    ("YEARS", 12, 0),
    ("DECADES", 120, 0),
    ("CENTURIES", 1200, 0),
    ("MILLENNIA", 12000, 0),
]
UNITS = {name: Unit(name, number, months, nanos) for number, (name, months, nanos) in enumerate(_UNITS)}
WEEKDAYS = [Constant("java.time.DayOfWeek", name, number) for number, name in enumerate(DAYS, 1)]
MONTH_VALUES = [Constant("java.time.Month", name, number) for number, name in enumerate(MONTHS, 1)]
