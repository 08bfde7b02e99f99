"""IsoFields and JulianFields: weeks and quarters of ISO 8601, and counts of days."""

from collections.abc import Callable

from reindex_operator.painless.library.enums import Constant
from reindex_operator.painless.library.table import CLASSES, define

from .arithmetic import part
from .enums import EPOCH
from .temporals import Local

_ISO = ("DAY_OF_QUARTER", "QUARTER_OF_YEAR", "WEEK_OF_WEEK_BASED_YEAR", "WEEK_BASED_YEAR")
_JULIAN = ("JULIAN_DAY", "MODIFIED_JULIAN_DAY", "RATA_DIE")


class OtherField(Constant):
    """A field of dates; shown by its words. Its class is the interface: the node's list has no other."""

    __slots__ = ()

    def __str__(self) -> str:
        """As Java shows it."""
        return "".join(word.capitalize() for word in self.name.split("_"))


def _thursday(local: Local) -> Local:
    """The Thursday of the same week: its year is the week's."""
    return Local(local.day + 4 - part("weekday")(local), 0, "LocalDate")


def _day_of_quarter(local: Local) -> int:
    year, month, day = local.date.year, local.date.month, local.date.day
    leap_day = 1 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 0
    return day + (0, 31, 59 + leap_day, 0, 30, 61, 0, 31, 62, 0, 31, 61)[month - 1]


OTHER_FIELDS: dict[str, Callable[[Local], int]] = {
    "DAY_OF_QUARTER": _day_of_quarter,
    "QUARTER_OF_YEAR": lambda local: (local.date.month + 2) // 3,
    "WEEK_OF_WEEK_BASED_YEAR": lambda local: (_thursday(local).date.yearday + 6) // 7,
    "WEEK_BASED_YEAR": lambda local: _thursday(local).date.year,
    "JULIAN_DAY": lambda local: local.day - EPOCH + 2_440_588,
    "MODIFIED_JULIAN_DAY": lambda local: local.day - EPOCH + 40_587,
    "RATA_DIE": lambda local: local.day - EPOCH + 719_163,
}
OTHER_LONG = frozenset(_JULIAN)
for _class, _names in (("IsoFields", _ISO), ("JulianFields", _JULIAN)):
    define(f"java.time.temporal.{_class}", final=True).constant(
        "TemporalField",
        {name: OtherField("java.time.temporal.TemporalField", name, list(OTHER_FIELDS).index(name)) for name in _names},
    )
CLASSES["TemporalField"].has({"boolean isDateBased()": lambda _: True, "boolean isTimeBased()": lambda _: False})
