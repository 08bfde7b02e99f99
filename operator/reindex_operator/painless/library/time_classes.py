"""The tables of java.time."""

import time
from datetime import UTC
from functools import lru_cache
from typing import Any

from reindex_operator.painless.runtime.throwable import Throwable, null_pointer
from reindex_operator.painless.runtime.values import Array

from .table import CLASSES, define
from .time import (
    DAY,
    EPOCH,
    MONTH_VALUES,
    NANOS,
    UNITS,
    WEEKDAYS,
    Constant,
    Duration,
    Instant,
    Local,
    Ordered,
    Period,
    Zone,
    Zoned,
    between,
    local_from,
    local_of,
    local_part,
    moved,
    parse_date,
    parse_duration,
    parse_instant,
    parse_local,
    parse_time,
    parse_zoned,
    part,
    plus,
    plus_amount,
    truncated,
    with_part,
    zone_of,
)
from .time_format import Formatter

_MILLI = 1_000_000


def _needed(value: Any) -> Any:
    if value is None:
        raise null_pointer("an argument is null")
    return value


for _plain in ("Temporal", "TemporalAccessor", "TemporalAmount", "TemporalUnit"):
    define(f"java.time.temporal.{_plain}")
define("java.time.temporal.UnsupportedTemporalTypeException", "DateTimeException")
define("java.time.zone.ZoneRulesException", "DateTimeException")
define("java.time.temporal.ChronoUnit", "TemporalUnit", "Comparable", final=True).constant("ChronoUnit", dict(UNITS)).has(
    {
        "long between(Temporal, Temporal)": between,
        "Duration getDuration()": lambda unit: Duration(unit.nanos or unit.months * 2_629_746 * NANOS),
        "String name()": lambda unit: unit.name,
        "int ordinal()": lambda unit: unit.number,
    }
)


def _enum(full: str, values: list[Constant], cycle: int) -> None:
    name = full.rpartition(".")[2]
    by_name = {value.name: value for value in values}

    def of(number: int) -> Constant:
        if not 1 <= number <= cycle:
            raise Throwable("java.time.DateTimeException", f"Invalid value for {name}: {number}")
        return values[number - 1]

    def value_of(word: str) -> Constant:
        if word not in by_name:
            raise Throwable("java.lang.IllegalArgumentException", f"No enum constant {full}.{word}")
        return by_name[word]

    define(full, "TemporalAccessor", "Comparable", final=True).constant(name, by_name).has(
        {
            "int getValue()": lambda value: value.number,
            "String name()": lambda value: value.name,
            "int ordinal()": lambda value: value.number - 1,
            f"{name} plus(long)": lambda value, count: values[(value.number - 1 + count) % cycle],
            f"{name} minus(long)": lambda value, count: values[(value.number - 1 - count) % cycle],
            "String getDisplayName(TextStyle, Locale)": lambda value, style, _: _display(value, style),
        }
    ).static({f"{name} of(int)": of, f"{name} valueOf(String)": value_of, f"{name}[] values()": lambda: Array(name, values)})


def _display(value: Constant, style: Constant) -> str:
    word = value.name.capitalize()
    return word if style.name.startswith("FULL") else word[:3] if style.name.startswith("SHORT") else word[0]


_STYLES = [Constant("java.time.format.TextStyle", name, number) for number, name in enumerate(("FULL", "SHORT", "NARROW"))]
define("java.time.format.TextStyle", final=True).constant("TextStyle", {style.name: style for style in _STYLES})
_LOCALES = {
    name: Constant("java.util.Locale", text, 0) for name, text in (("ROOT", ""), ("ENGLISH", "en"), ("US", "en_US"), ("UK", "en_GB"))
}
define("java.util.Locale", final=True).constant("Locale", dict(_LOCALES)).has({"String toString()": str})
_enum("java.time.DayOfWeek", WEEKDAYS, 7)
_enum("java.time.Month", MONTH_VALUES, 12)

define("java.time.ZoneId", final=True).has({"String getId()": lambda zone: zone.name}).static({"ZoneId of(String)": zone_of})
define("java.time.ZoneOffset", "ZoneId", final=True).has(
    {"int getTotalSeconds()": lambda zone: int(zone.info.utcoffset(None).total_seconds())}
).static({"ZoneOffset of(String)": zone_of, "ZoneOffset ofHours(int)": lambda hours: zone_of(f"{hours:+03}:00")}).constant(
    "ZoneOffset", {"UTC": Zone("Z", UTC)}
)

_ORDER = {
    f"boolean {word}({{name}})": test
    for word, test in {
        "isAfter": lambda a, b: _time(a) > _time(_needed(b)),
        "isBefore": lambda a, b: _time(a) < _time(_needed(b)),
        "isEqual": lambda a, b: _time(a) == _time(_needed(b)),
    }.items()
}


def _time(value: Any) -> int:
    return int(value.nanos) if isinstance(value, Instant | Zoned) else local_part(value).total


def _compare(left: Ordered, right: Any) -> int:
    if isinstance(left, Local) and isinstance(right, Local) and left.kind == "LocalDate":
        one, two = left.date, right.date
        return (one.year - two.year) or (one.month - two.month) or (one.day - two.day)
    return left.compare_to(_needed(right))


_DATE_PARTS = {
    "int getYear()": part("year"),
    "int getMonthValue()": part("month"),
    "Month getMonth()": lambda value: MONTH_VALUES[part("month")(value) - 1],
    "int getDayOfMonth()": part("day"),
    "int getDayOfYear()": part("yearday"),
    "DayOfWeek getDayOfWeek()": lambda value: WEEKDAYS[part("weekday")(value) - 1],
}
_TIME_PARTS = {f"int get{name.capitalize()}()": part(name) for name in ("hour", "minute", "second", "nano")}


def _steps(name: str, units: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for unit in units:
        length = UNITS[unit.upper()]
        found[f"{name} plus{unit.capitalize()}(long)"] = lambda value, count, length=length: plus(value, count, length)
        found[f"{name} minus{unit.capitalize()}(long)"] = lambda value, count, length=length: plus(value, -count, length)
    return found


def _withs(name: str, parts: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {f"{name} with{word}(int)": (lambda value, new, key=key: with_part(value, **{key: new})) for word, key in parts}


_DATES = (("Year", "year"), ("Month", "month"), ("DayOfMonth", "day"))
_TIMES = (("Hour", "hour"), ("Minute", "minute"), ("Second", "second"), ("Nano", "nano"))
_DAY_UNITS = ("days", "weeks", "months", "years")
_HOUR_UNITS = ("hours", "minutes", "seconds", "nanos")


def _temporal(name: str, *, dates: bool, times: bool) -> None:
    units = (_DAY_UNITS if dates else ()) + (_HOUR_UNITS if times else ())
    made = define(f"java.time.{name}", "Temporal", "TemporalAccessor", "Comparable", final=True)
    made.has(_steps(name, units))
    made.has({sign.format(name=name): test for sign, test in _ORDER.items() if "isEqual" not in sign or dates})
    made.has(
        {
            f"{name} plus(long, TemporalUnit)": plus,
            f"{name} minus(long, TemporalUnit)": lambda value, count, unit: plus(value, -count, unit),
            f"{name} plus(TemporalAmount)": plus_amount,
            f"{name} minus(TemporalAmount)": lambda value, amount: plus_amount(value, amount, -1),
            "long until(Temporal, TemporalUnit)": lambda value, end, unit: between(unit, value, end),
            f"int compareTo({name})": _compare,
            "String format(DateTimeFormatter)": lambda value, formatter: formatter.format(value),
        }
    )
    if dates:
        made.has(_DATE_PARTS | _withs(name, _DATES))
    if times:
        made.has(_TIME_PARTS | _withs(name, _TIMES) | {f"{name} truncatedTo(TemporalUnit)": truncated})


_temporal("LocalDate", dates=True, times=False)
_temporal("LocalTime", dates=False, times=True)
_temporal("LocalDateTime", dates=True, times=True)
_temporal("ZonedDateTime", dates=True, times=True)
_temporal("OffsetDateTime", dates=True, times=True)


def _half(value: Any, kind: str) -> Local:
    local = local_part(value)
    return Local(0 if kind == "LocalTime" else local.day, 0 if kind == "LocalDate" else local.nano, kind)


def _zoned(nanos: int, zone: Zone, kind: str = "ZonedDateTime") -> Zoned:
    return Zoned(local_from(0), zone, kind, nanos=nanos)


def _date_of(year: int, month: int, day: int) -> Local:
    return Local(local_of(year, month, day).day, 0, "LocalDate")


def _combined(day: Local, clock: Local) -> Local:
    return Local(day.day, _needed(clock).nano)


CLASSES["LocalDate"].has(
    {
        "LocalDateTime atStartOfDay()": lambda value: Local(value.day, 0),
        "ZonedDateTime atStartOfDay(ZoneId)": lambda value, zone: Zoned(Local(value.day, 0), zone),
        "LocalDateTime atTime(int, int)": lambda value, hour, minute: _combined(
            value, Local(0, (hour * 3600 + minute * 60) * NANOS, "LocalTime")
        ),
        "boolean isLeapYear()": lambda value: _leap(value.date.year),
        "int lengthOfMonth()": lambda value: int(
            (moved(_date_of(value.date.year, value.date.month, 1), 1)).day - _date_of(value.date.year, value.date.month, 1).day
        ),
        "int lengthOfYear()": lambda value: 366 if _leap(value.date.year) else 365,
        "long toEpochDay()": lambda value: value.day - EPOCH,
    }
).static(
    {
        "LocalDate of(int, int, int)": _date_of,
        "LocalDate parse(CharSequence)": parse_date,
        "LocalDate parse(CharSequence, DateTimeFormatter)": lambda text, formatter: formatter.local(text, "LocalDate"),
        "LocalDate ofEpochDay(long)": lambda day: Local(day + EPOCH, 0, "LocalDate"),
    }
)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


CLASSES["LocalTime"].has({"int toSecondOfDay()": lambda value: value.nano // NANOS, "long toNanoOfDay()": lambda value: value.nano}).static(
    {
        "LocalTime of(int, int)": lambda hour, minute: _half(local_of(2000, 1, 1, hour, minute), "LocalTime"),
        "LocalTime of(int, int, int)": lambda hour, minute, second: _half(local_of(2000, 1, 1, hour, minute, second), "LocalTime"),
        "LocalTime parse(CharSequence)": parse_time,
        "LocalTime parse(CharSequence, DateTimeFormatter)": lambda text, formatter: formatter.local(text, "LocalTime"),
    }
)
CLASSES["LocalDateTime"].has(
    {
        "LocalDate toLocalDate()": lambda value: _half(value, "LocalDate"),
        "LocalTime toLocalTime()": lambda value: _half(value, "LocalTime"),
        "ZonedDateTime atZone(ZoneId)": Zoned,
        "long toEpochSecond(ZoneOffset)": lambda value, zone: Zoned(value, zone).nanos // NANOS,
        "Instant toInstant(ZoneOffset)": lambda value, zone: Instant(Zoned(value, zone).nanos),
    }
).static(
    {
        "LocalDateTime of(int, int, int, int, int)": local_of,
        "LocalDateTime of(int, int, int, int, int, int)": local_of,
        "LocalDateTime of(int, int, int, int, int, int, int)": local_of,
        "LocalDateTime of(LocalDate, LocalTime)": _combined,
        "LocalDateTime parse(CharSequence)": parse_local,
        "LocalDateTime parse(CharSequence, DateTimeFormatter)": lambda text, formatter: formatter.local(text, "LocalDateTime"),
        "LocalDateTime ofInstant(Instant, ZoneId)": lambda instant, zone: _zoned(instant.nanos, zone).local,
        "LocalDateTime ofEpochSecond(long, int, ZoneOffset)": lambda second, nano, zone: _zoned(second * NANOS + nano, zone).local,
    }
)
for _name in ("ZonedDateTime", "OffsetDateTime"):
    CLASSES[_name].has(
        {
            "Instant toInstant()": lambda value: Instant(value.nanos),
            "long toEpochSecond()": lambda value: value.nanos // NANOS,
            "LocalDate toLocalDate()": lambda value: _half(value, "LocalDate"),
            "LocalTime toLocalTime()": lambda value: _half(value, "LocalTime"),
            "LocalDateTime toLocalDateTime()": lambda value: value.local,
            "ZoneOffset getOffset()": lambda value: zone_of("Z" if value.offset == 0 else _offset(value.offset)),
        }
    ).static(
        {
            f"{_name} parse(CharSequence)": (lambda text, kind=_name: parse_zoned(text, kind)),
            f"{_name} parse(CharSequence, DateTimeFormatter)": (lambda text, formatter, kind=_name: formatter.zoned(text, kind)),
            f"{_name} ofInstant(Instant, ZoneId)": (lambda instant, zone, kind=_name: _zoned(instant.nanos, zone, kind)),
        }
    )


def _offset(seconds: int) -> str:
    from .time import offset_text

    return offset_text(seconds)


CLASSES["ZonedDateTime"].has(
    {
        "ZoneId getZone()": lambda value: value.zone,
        "ZonedDateTime withZoneSameInstant(ZoneId)": lambda value, zone: _zoned(value.nanos, zone),
        "ZonedDateTime withZoneSameLocal(ZoneId)": lambda value, zone: Zoned(value.local, zone),
        "OffsetDateTime toOffsetDateTime()": lambda value: Zoned(value.local, zone_of(_offset(value.offset)), "OffsetDateTime"),
    }
).static(
    {
        "ZonedDateTime of(LocalDateTime, ZoneId)": Zoned,
        "ZonedDateTime of(LocalDate, LocalTime, ZoneId)": lambda day, clock, zone: Zoned(_combined(day, clock), zone),
        "ZonedDateTime of(int, int, int, int, int, int, int, ZoneId)": lambda y, mo, d, h, mi, s, n, zone: Zoned(
            local_of(y, mo, d, h, mi, s, n), zone
        ),
    }
)
CLASSES["OffsetDateTime"].has(
    {
        "ZonedDateTime toZonedDateTime()": lambda value: Zoned(value.local, value.zone),
        "OffsetDateTime withOffsetSameInstant(ZoneOffset)": lambda value, zone: _zoned(value.nanos, zone, "OffsetDateTime"),
    }
)
define("java.time.Instant", "Temporal", "TemporalAccessor", "Comparable", final=True).has(
    {
        "long toEpochMilli()": lambda value: value.nanos // _MILLI,
        "long getEpochSecond()": lambda value: value.nanos // NANOS,
        "int getNano()": lambda value: value.nanos % NANOS,
        "ZonedDateTime atZone(ZoneId)": lambda value, zone: _zoned(value.nanos, zone),
        "OffsetDateTime atOffset(ZoneOffset)": lambda value, zone: _zoned(value.nanos, zone, "OffsetDateTime"),
        "boolean isAfter(Instant)": lambda a, b: a.nanos > _needed(b).nanos,
        "boolean isBefore(Instant)": lambda a, b: a.nanos < _needed(b).nanos,
        "Instant plus(long, TemporalUnit)": plus,
        "Instant minus(long, TemporalUnit)": lambda value, count, unit: plus(value, -count, unit),
        "Instant plus(TemporalAmount)": plus_amount,
        "Instant minus(TemporalAmount)": lambda value, amount: plus_amount(value, amount, -1),
        "Instant truncatedTo(TemporalUnit)": truncated,
        "long until(Temporal, TemporalUnit)": lambda value, end, unit: between(unit, value, end),
        "int compareTo(Instant)": _compare,
    }
    | {
        f"Instant {word}{unit}(long)": (lambda value, count, sign=sign, length=length: Instant(value.nanos + sign * count * length))
        for word, sign in (("plus", 1), ("minus", -1))
        for unit, length in (("Seconds", NANOS), ("Millis", _MILLI), ("Nanos", 1))
    }
).static(
    {
        "Instant ofEpochMilli(long)": lambda value: Instant(value * _MILLI),
        "Instant ofEpochSecond(long)": lambda value: Instant(value * NANOS),
        "Instant ofEpochSecond(long, long)": lambda value, nano: Instant(value * NANOS + nano),
        "Instant parse(CharSequence)": parse_instant,
    }
).constant("Instant", {"EPOCH": Instant(0)})

_LENGTHS = {"Days": DAY * NANOS, "Hours": 3600 * NANOS, "Minutes": 60 * NANOS, "Millis": _MILLI, "Nanos": 1}


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
        "int compareTo(Duration)": _compare,
    }
).static(
    {
        f"Duration of{name}(long)": (lambda count, length=length: Duration(count * length))
        for name, length in (_LENGTHS | {"Seconds": NANOS}).items()
    }
    | {
        "Duration between(Temporal, Temporal)": lambda start, end: Duration(_time(end) - _time(start)),
        "Duration parse(CharSequence)": parse_duration,
        "Duration of(long, TemporalUnit)": lambda count, unit: Duration(count * unit.nanos),
    }
).constant("Duration", {"ZERO": Duration(0)})


def _toward_zero(nanos: int, length: int) -> int:
    if length > _MILLI:
        seconds = nanos // NANOS
        found = abs(seconds) // (length // NANOS)
        return found if seconds >= 0 else -found
    return abs(nanos) // length * (1 if nanos >= 0 else -1)


def _period(start: Local, end: Local) -> Period:
    months = between(UNITS["MONTHS"], start, end)
    days = end.day - moved(start, months).day
    sign = -1 if months < 0 else 1
    return Period(abs(months) // 12 * sign, abs(months) % 12 * sign, days)


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


@lru_cache(maxsize=256)
def _of_pattern(pattern: str) -> Formatter:
    return Formatter(_needed(pattern))


define("java.time.format.DateTimeFormatter", final=True).has(
    {
        "String format(TemporalAccessor)": Formatter.format,
        "DateTimeFormatter withZone(ZoneId)": lambda formatter, zone: _with_zone(formatter, zone),
        "DateTimeFormatter withLocale(Locale)": lambda formatter, _: formatter,
    }
).static(
    {
        "DateTimeFormatter ofPattern(String)": _of_pattern,
        "DateTimeFormatter ofPattern(String, Locale)": lambda pattern, _: _of_pattern(pattern),
    }
).constant(
    "DateTimeFormatter",
    {
        name: Formatter("", Zone("Z", UTC) if name == "ISO_INSTANT" else None, name)
        for name in (
            "ISO_LOCAL_DATE",
            "ISO_DATE",
            "ISO_LOCAL_TIME",
            "ISO_LOCAL_DATE_TIME",
            "ISO_OFFSET_DATE_TIME",
            "ISO_ZONED_DATE_TIME",
            "ISO_DATE_TIME",
            "ISO_INSTANT",
            "BASIC_ISO_DATE",
        )
    },
)


def _with_zone(formatter: Formatter, zone: Zone) -> Formatter:
    made = Formatter("", zone, formatter.iso)
    made.parts = formatter.parts
    return made


class Date(Ordered):
    """A java.util.Date."""

    java_class = "java.util.Date"
    __slots__ = ("millis",)

    def __init__(self, millis: int | None = None) -> None:
        self.millis = time.time_ns() // _MILLI if millis is None else millis

    def rank(self) -> Any:
        """By time."""
        return self.millis

    def __str__(self) -> str:
        """As Java shows it, at UTC."""
        return Formatter("EEE MMM dd HH:mm:ss 'UTC' yyyy").format(local_from(self.millis * _MILLI))


define("java.util.Date", "Comparable", final=True).has(
    {
        "long getTime()": lambda value: value.millis,
        "Instant toInstant()": lambda value: Instant(value.millis * _MILLI),
        "boolean before(Date)": lambda a, b: a.millis < _needed(b).millis,
        "boolean after(Date)": lambda a, b: a.millis > _needed(b).millis,
        "int compareTo(Date)": _compare,
    }
).constructor({"new()": Date, "new(long)": Date}).static({"Date from(Instant)": lambda instant: Date(instant.nanos // _MILLI)})
