"""ChronoField, and what temporals do with it: ``get``, ``with``, ``isSupported``."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.enums import Constant, enum_methods
from reindex_operator.painless.library.table import CLASSES
from reindex_operator.painless.runtime.throwable import Throwable, not_supported, null_pointer

from .arithmetic import local_part, part, plus, with_part
from .calendar import leap
from .enums import DAY, EPOCH, NANOS, UNITS, complain
from .other_fields import OTHER_FIELDS, OTHER_LONG
from .temporals import Instant, Local, Zoned

_NAMES = [
    "NANO_OF_SECOND",
    "NANO_OF_DAY",
    "MICRO_OF_SECOND",
    "MICRO_OF_DAY",
    "MILLI_OF_SECOND",
    "MILLI_OF_DAY",
    "SECOND_OF_MINUTE",
    "SECOND_OF_DAY",
    "MINUTE_OF_HOUR",
    "MINUTE_OF_DAY",
    "HOUR_OF_AMPM",
    "CLOCK_HOUR_OF_AMPM",
    "HOUR_OF_DAY",
    "CLOCK_HOUR_OF_DAY",
    "AMPM_OF_DAY",
    "DAY_OF_WEEK",
    "ALIGNED_DAY_OF_WEEK_IN_MONTH",
    "ALIGNED_DAY_OF_WEEK_IN_YEAR",
    "DAY_OF_MONTH",
    "DAY_OF_YEAR",
    "EPOCH_DAY",
    "ALIGNED_WEEK_OF_MONTH",
    "ALIGNED_WEEK_OF_YEAR",
    "MONTH_OF_YEAR",
    "PROLEPTIC_MONTH",
    "YEAR_OF_ERA",
    "YEAR",
    "ERA",
    "INSTANT_SECONDS",
    "OFFSET_SECONDS",
]
_SHOWN = {"HOUR_OF_AMPM": "HourOfAmPm", "CLOCK_HOUR_OF_AMPM": "ClockHourOfAmPm", "AMPM_OF_DAY": "AmPmOfDay"}


class ChronoField(Constant):
    """A field; shown by its words."""

    __slots__ = ()

    def __str__(self) -> str:
        """As Java shows it."""
        return _SHOWN.get(self.name, "".join(word.capitalize() for word in self.name.split("_")))


FIELDS = {name: ChronoField("java.time.temporal.ChronoField", name, number) for number, name in enumerate(_NAMES)}
_TIMES = frozenset(_NAMES[:15])
_DATES = frozenset(_NAMES[15:28]) | frozenset(OTHER_FIELDS)
_INSTANTS = frozenset({"NANO_OF_SECOND", "MICRO_OF_SECOND", "MILLI_OF_SECOND", "INSTANT_SECONDS"})


def is_supported(value: Any, field: Constant | None) -> bool:
    """Whether a temporal has a field."""
    if field is None:
        return False
    if isinstance(value, Instant):
        return field.name in _INSTANTS
    if isinstance(value, Zoned):
        return True
    kind = value.kind
    return (field.name in _TIMES and kind != "LocalDate") or (field.name in _DATES and kind != "LocalTime")


_CLOCK: dict[str, Callable[[int], int]] = {
    "NANO_OF_SECOND": lambda nano: nano % NANOS,
    "NANO_OF_DAY": lambda nano: nano,
    "MICRO_OF_SECOND": lambda nano: nano % NANOS // 1000,
    "MICRO_OF_DAY": lambda nano: nano // 1000,
    "MILLI_OF_SECOND": lambda nano: nano % NANOS // 1_000_000,
    "MILLI_OF_DAY": lambda nano: nano // 1_000_000,
    "SECOND_OF_MINUTE": lambda nano: nano // NANOS % 60,
    "SECOND_OF_DAY": lambda nano: nano // NANOS,
    "MINUTE_OF_HOUR": lambda nano: nano // NANOS // 60 % 60,
    "MINUTE_OF_DAY": lambda nano: nano // NANOS // 60,
    "HOUR_OF_AMPM": lambda nano: nano // NANOS // 3600 % 12,
    "CLOCK_HOUR_OF_AMPM": lambda nano: nano // NANOS // 3600 % 12 or 12,
    "HOUR_OF_DAY": lambda nano: nano // NANOS // 3600,
    "CLOCK_HOUR_OF_DAY": lambda nano: nano // NANOS // 3600 or 24,
    "AMPM_OF_DAY": lambda nano: nano // NANOS // 43200,
}
_CALENDAR: dict[str, Callable[[Local], int]] = {
    "DAY_OF_WEEK": lambda local: part("weekday")(local),
    "ALIGNED_DAY_OF_WEEK_IN_MONTH": lambda local: (local.date.day - 1) % 7 + 1,
    "ALIGNED_DAY_OF_WEEK_IN_YEAR": lambda local: (local.date.yearday - 1) % 7 + 1,
    "DAY_OF_MONTH": lambda local: local.date.day,
    "DAY_OF_YEAR": lambda local: local.date.yearday,
    "EPOCH_DAY": lambda local: local.day - EPOCH,
    "ALIGNED_WEEK_OF_MONTH": lambda local: (local.date.day - 1) // 7 + 1,
    "ALIGNED_WEEK_OF_YEAR": lambda local: (local.date.yearday - 1) // 7 + 1,
    "MONTH_OF_YEAR": lambda local: local.date.month,
    "PROLEPTIC_MONTH": lambda local: local.date.year * 12 + local.date.month - 1,
    "YEAR_OF_ERA": lambda local: local.date.year if local.date.year > 0 else 1 - local.date.year,
    "YEAR": lambda local: local.date.year,
    "ERA": lambda local: int(local.date.year > 0),
} | OTHER_FIELDS


def get_long(value: Any, field: Constant | None) -> int:
    """``getLong``."""
    if field is None:
        raise null_pointer("the field is null")
    if not is_supported(value, field):
        raise Throwable("java.time.temporal.UnsupportedTemporalTypeException", f"Unsupported field: {field}")
    if field.name == "INSTANT_SECONDS":
        return int(value.nanos // NANOS)
    if field.name == "OFFSET_SECONDS":
        return int(value.offset)
    if isinstance(value, Instant):
        return _CLOCK[field.name](value.nanos)
    local = local_part(value)
    return _CLOCK[field.name](local.nano) if field.name in _CLOCK else _CALENDAR[field.name](local)


_LONG = frozenset({"NANO_OF_DAY", "MICRO_OF_DAY", "EPOCH_DAY", "PROLEPTIC_MONTH", "INSTANT_SECONDS"}) | OTHER_LONG


def get_int(value: Any, field: Constant | None) -> int:
    """``get``: refuses the fields that need a long."""
    found = get_long(value, field)
    if field is not None and field.name in _LONG:
        raise Throwable(
            "java.time.temporal.UnsupportedTemporalTypeException",
            f"Invalid field '{field}' for get() method, use getLong() instead",
        )
    return found


_PARTS = {
    "NANO_OF_SECOND": "nano",
    "SECOND_OF_MINUTE": "second",
    "MINUTE_OF_HOUR": "minute",
    "HOUR_OF_DAY": "hour",
    "DAY_OF_MONTH": "day",
    "MONTH_OF_YEAR": "month",
    "YEAR": "year",
}
_MOVES = {"DAY_OF_WEEK": ("DAYS", 1, 7), "DAY_OF_YEAR": ("DAYS", 1, 366), "EPOCH_DAY": ("DAYS", -(2**62), 2**62)}
_MOVES |= {
    "MILLI_OF_DAY": ("MILLIS", 0, DAY * 1000 - 1),
    "NANO_OF_DAY": ("NANOS", 0, DAY * NANOS - 1),
    "SECOND_OF_DAY": ("SECONDS", 0, DAY - 1),
}


def with_field(value: Any, field: Constant | None, new: int) -> Any:
    """``with(field, value)``."""
    old = get_long(value, field)
    name = field.name if field is not None else ""
    if isinstance(value, Instant) or name in {"INSTANT_SECONDS", "OFFSET_SECONDS"}:
        raise not_supported(f"with [{name}] is not supported")
    if name in _PARTS:
        return with_part(value, **{_PARTS[name]: new})
    if name == "MILLI_OF_SECOND":
        if not 0 <= new <= 999:
            complain(f"Invalid value for MilliOfSecond (valid values 0 - 999): {new}")
        return with_part(value, nano=new * 1_000_000)
    if name not in _MOVES:
        raise not_supported(f"with [{name}] is not supported")
    unit, low, high = _MOVES[name]
    if not low <= new <= high:
        complain(f"Invalid value for {name} (valid values {low} - {high}): {new}")
    if name == "DAY_OF_YEAR" and new == 366 and not leap(local_part(value).date.year):
        complain("Invalid date 'DayOfYear 366' as the year is not a leap year")
    return plus(value, new - old, UNITS[unit])


enum_methods("java.time.temporal.ChronoField", FIELDS, "TemporalField").has(
    {"boolean isDateBased()": lambda field: field.name in _DATES, "boolean isTimeBased()": lambda field: field.name in _TIMES}
)
for _name in ("LocalDate", "LocalTime", "LocalDateTime", "ZonedDateTime", "OffsetDateTime", "Instant"):
    CLASSES[_name].has(
        {
            "int get(TemporalField)": get_int,
            "long getLong(TemporalField)": get_long,
            "boolean isSupported(TemporalField)": is_supported,
            f"{_name} with(TemporalField, long)": with_field,
        }
    )
