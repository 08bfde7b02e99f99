"""Duration and Period."""

from typing import Any

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.arithmetic import int_div

from .amounts import Duration, Period
from .arithmetic import alike, moved, supported, time_of
from .calendar import month_length
from .enums import DAY, NANOS, UNITS
from .parsing import parse_duration
from .shared import MILLI, checked_long, compare_temporals
from .temporals import Local

_LENGTHS = {"Days": DAY * NANOS, "Hours": 3600 * NANOS, "Minutes": 60 * NANOS, "Millis": MILLI, "Nanos": 1}


def _duration(start: Any, end: Any) -> Duration:
    end = alike(start, end)
    supported(start, UNITS["SECONDS"])
    return Duration(time_of(end) - time_of(start))


define("java.time.Duration", "TemporalAmount", "Comparable", final=True).has(
    {f"long to{name}()": (lambda value, length=length: _toward_zero(value.nanos, length)) for name, length in _LENGTHS.items()}
    | {
        f"Duration plus{name}(long)": (lambda value, count, length=length: Duration(value.nanos + count * length))
        for name, length in _LENGTHS.items()
    }
    | {
        f"Duration minus{name}(long)": (lambda value, count, length=length: Duration(value.nanos - count * length))
        for name, length in _LENGTHS.items()
    }
    | {
        "long getSeconds()": lambda value: value.nanos // NANOS,
        "int getNano()": lambda value: value.nanos % NANOS,
        "Duration plusSeconds(long)": lambda value, count: Duration(value.nanos + count * NANOS),
        "Duration minusSeconds(long)": lambda value, count: Duration(value.nanos - count * NANOS),
        "Duration plus(Duration)": lambda value, other: Duration(value.nanos + other.nanos),
        "Duration minus(Duration)": lambda value, other: Duration(value.nanos - other.nanos),
        "Duration multipliedBy(long)": lambda value, count: Duration(value.nanos * count),
        "Duration negated()": lambda value: Duration(-value.nanos),
        "Duration abs()": lambda value: Duration(abs(value.nanos)),
        "boolean isNegative()": lambda value: value.nanos < 0,
        "boolean isZero()": lambda value: value.nanos == 0,
        "int compareTo(Duration)": compare_temporals,
    }
).static(
    {
        f"Duration of{name}(long)": (lambda count, length=length: Duration(count * length))
        for name, length in (_LENGTHS | {"Seconds": NANOS}).items()
    }
    | {
        "Duration between(Temporal, Temporal)": _duration,
        "Duration parse(CharSequence)": parse_duration,
        "Duration of(long, TemporalUnit)": lambda count, unit: Duration(count * unit.nanos),
    }
).constant("Duration", {"ZERO": Duration(0)})


def _toward_zero(nanos: int, length: int) -> int:
    if length > MILLI:
        seconds = nanos // NANOS
        found = abs(seconds) // (length // NANOS)
        return found if seconds >= 0 else -found
    return checked_long(abs(nanos) // length * (1 if nanos >= 0 else -1))


def _period(start: Local, end: Local) -> Period:
    first, last = start.date, end.date
    months, days = (last.year - first.year) * 12 + last.month - first.month, last.day - first.day
    if months > 0 > days:
        months -= 1
        days = end.day - moved(start, months).day
    elif months < 0 < days:
        months += 1
        days -= month_length(last.year, last.month)
    years = int_div(months, 12)
    return Period(years, months - years * 12, days)


define("java.time.Period", "TemporalAmount", final=True).has(
    {
        "int getYears()": lambda value: value.years,
        "int getMonths()": lambda value: value.months,
        "int getDays()": lambda value: value.days,
        "long toTotalMonths()": lambda value: value.years * 12 + value.months,
    }
).static(
    {
        "Period of(int, int, int)": Period,
        "Period ofDays(int)": lambda count: Period(0, 0, count),
        "Period ofWeeks(int)": lambda count: Period(0, 0, count * 7),
        "Period ofMonths(int)": lambda count: Period(0, count, 0),
        "Period ofYears(int)": lambda count: Period(count, 0, 0),
        "Period between(LocalDate, LocalDate)": _period,
    }
)
