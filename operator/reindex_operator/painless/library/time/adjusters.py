"""TemporalAdjusters: functions of a temporal that give another one."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.enums import Constant
from reindex_operator.painless.library.table import CLASSES, define, interface
from reindex_operator.painless.runtime.throwable import null_pointer

from .arithmetic import local_part, plus, with_part
from .calendar import month_length, weekday
from .enums import UNITS
from .temporals import Local, Zoned

Adjuster = Callable[[Any], Any]


def _days(value: Any, count: int) -> Any:
    return plus(value, count, UNITS["DAYS"])


def _weekday(value: Any) -> int:
    return weekday(local_part(value).day)


def _last_of_month(value: Any) -> Any:
    at = local_part(value).date
    return with_part(value, day=month_length(at.year, at.month))


def _next(day: Constant, *, same: bool, sign: int = 1) -> Adjuster:
    """The nearest such weekday after (or before), or the day itself where ``same`` allows."""
    if day is None:
        raise null_pointer("the day of the week is null")

    def adjust(value: Any) -> Any:
        distance = (day.number - _weekday(value)) * sign % 7
        return _days(value, sign * (distance if distance or same else 7))

    return adjust


def _in_month(ordinal: int, day: Constant) -> Adjuster:
    """The n-th such weekday of the month; a negative number counts from the end, 0 is the last of the month before."""
    if day is None:
        raise null_pointer("the day of the week is null")

    def adjust(value: Any) -> Any:
        if ordinal >= 0:
            first = with_part(value, day=1)
            return _days(first, (day.number - _weekday(first)) % 7 + (ordinal - 1) * 7)
        last = _last_of_month(value)
        distance = day.number - _weekday(last)
        return _days(last, (distance if distance <= 0 else distance - 7) - (-ordinal - 1) * 7)

    return adjust


interface("java.time.temporal.TemporalAdjuster", "Temporal adjustInto(Temporal)")
define("java.time.temporal.TemporalAdjusters", final=True).static(
    {
        "TemporalAdjuster firstDayOfMonth()": lambda: lambda value: with_part(value, day=1),
        "TemporalAdjuster lastDayOfMonth()": lambda: _last_of_month,
        "TemporalAdjuster firstDayOfNextMonth()": lambda: lambda value: plus(with_part(value, day=1), 1, UNITS["MONTHS"]),
        "TemporalAdjuster firstDayOfYear()": lambda: lambda value: with_part(value, month=1, day=1),
        "TemporalAdjuster lastDayOfYear()": lambda: lambda value: with_part(value, month=12, day=31),
        "TemporalAdjuster firstDayOfNextYear()": lambda: lambda value: plus(with_part(value, month=1, day=1), 1, UNITS["YEARS"]),
        "TemporalAdjuster firstInMonth(DayOfWeek)": lambda day: _in_month(1, day),
        "TemporalAdjuster lastInMonth(DayOfWeek)": lambda day: _in_month(-1, day),
        "TemporalAdjuster dayOfWeekInMonth(int, DayOfWeek)": _in_month,
        "TemporalAdjuster next(DayOfWeek)": lambda day: _next(day, same=False),
        "TemporalAdjuster nextOrSame(DayOfWeek)": lambda day: _next(day, same=True),
        "TemporalAdjuster previous(DayOfWeek)": lambda day: _next(day, same=False, sign=-1),
        "TemporalAdjuster previousOrSame(DayOfWeek)": lambda day: _next(day, same=True, sign=-1),
    }
)


def adjusted(value: Any, adjuster: Any) -> Any:
    """``with(adjuster)``: a local date or time is one as well."""
    if adjuster is None:
        raise null_pointer("the adjuster is null")
    if isinstance(adjuster, Local):
        local = local_part(value)
        made = Local(
            local.day if adjuster.kind == "LocalTime" else adjuster.day,
            local.nano if adjuster.kind == "LocalDate" else adjuster.nano,
            local.kind,
        )
        return value.at(made) if isinstance(value, Zoned) else made
    return adjuster(value)


for _name in ("LocalDate", "LocalDateTime", "ZonedDateTime", "OffsetDateTime"):
    CLASSES[_name].has({f"{_name} with(TemporalAdjuster)": adjusted})
