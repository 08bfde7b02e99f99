"""What java.time's values share: their order, units, weekdays and months."""

from typing import Any, Never, Self

from reindex_operator.painless.runtime.throwable import Throwable
from reindex_operator.painless.runtime.values import wrap_int

NANOS = 1_000_000_000
DAY = 86_400
EPOCH = 719_163
"""The number of 1970-01-01."""
DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
MONTHS = ["JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"]


def complain(message: str) -> Never:
    """Raises a DateTimeException."""
    raise Throwable("java.time.DateTimeException", message)


class Ordered:
    """What compares by a key and is equal by it."""

    java_class = "java.lang.Object"
    __slots__ = ()

    def rank(self) -> Any:
        """The key."""
        raise NotImplementedError

    def compare_to(self, other: Self) -> int:
        """``compareTo``."""
        return int(self.rank() > other.rank()) - int(self.rank() < other.rank())

    def __eq__(self, other: object) -> bool:
        """By key and class."""
        return isinstance(other, Ordered) and self.java_class == other.java_class and bool(self.rank() == other.rank())

    def __hash__(self) -> int:
        """In line with equality."""
        return hash(self.rank())

    def java_hash(self) -> int:
        """A hash code; not the number that Java gives."""
        return int(wrap_int(hash(self) & 0xFFFFFFFF))


class Constant(Ordered):
    """A value of an enum."""

    __slots__ = ("java_class", "name", "number")

    def __init__(self, java_class: str, name: str, number: int) -> None:
        self.java_class = java_class
        self.name = name
        self.number = number

    def rank(self) -> Any:
        """Its number."""
        return (self.java_class, self.number)

    def compare_to(self, other: Self) -> int:
        """The distance."""
        return self.number - other.number

    def __str__(self) -> str:
        """Its name."""
        return self.name


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
