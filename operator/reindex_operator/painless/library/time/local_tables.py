"""LocalDate, LocalTime and LocalDateTime."""

from reindex_operator.painless.library.table import CLASSES

from .calendar import leap, month_length
from .enums import EPOCH, NANOS
from .parsing import parse_date, parse_local, parse_time
from .shared import at_instant, combined, date_of, half
from .temporals import Instant, Local, Zoned, checked_nano, local_of

CLASSES["LocalDate"].has(
    {
        "LocalDateTime atStartOfDay()": lambda value: Local(value.day, 0),
        "ZonedDateTime atStartOfDay(ZoneId)": lambda value, zone: Zoned(Local(value.day, 0), zone),
        "LocalDateTime atTime(int, int)": lambda value, hour, minute: combined(value, local_of(2000, 1, 1, hour, minute)),
        "boolean isLeapYear()": lambda value: leap(value.date.year),
        "int lengthOfMonth()": lambda value: month_length(value.date.year, value.date.month),
        "int lengthOfYear()": lambda value: 366 if leap(value.date.year) else 365,
        "long toEpochDay()": lambda value: value.day - EPOCH,
    }
).static(
    {
        "LocalDate of(int, int, int)": date_of,
        "LocalDate parse(CharSequence)": parse_date,
        "LocalDate parse(CharSequence, DateTimeFormatter)": lambda text, formatter: formatter.local(text, "LocalDate"),
        "LocalDate ofEpochDay(long)": lambda day: Local(day + EPOCH, 0, "LocalDate"),
    }
)


CLASSES["LocalTime"].has({"int toSecondOfDay()": lambda value: value.nano // NANOS, "long toNanoOfDay()": lambda value: value.nano}).static(
    {
        "LocalTime of(int, int)": lambda hour, minute: half(local_of(2000, 1, 1, hour, minute), "LocalTime"),
        "LocalTime of(int, int, int)": lambda hour, minute, second: half(local_of(2000, 1, 1, hour, minute, second), "LocalTime"),
        "LocalTime parse(CharSequence)": parse_time,
        "LocalTime parse(CharSequence, DateTimeFormatter)": lambda text, formatter: formatter.local(text, "LocalTime"),
    }
)
CLASSES["LocalDateTime"].has(
    {
        "LocalDate toLocalDate()": lambda value: half(value, "LocalDate"),
        "LocalTime toLocalTime()": lambda value: half(value, "LocalTime"),
        "ZonedDateTime atZone(ZoneId)": Zoned,
        "long toEpochSecond(ZoneOffset)": lambda value, zone: Zoned(value, zone).nanos // NANOS,
        "Instant toInstant(ZoneOffset)": lambda value, zone: Instant(Zoned(value, zone).nanos),
    }
).static(
    {
        "LocalDateTime of(int, int, int, int, int)": local_of,
        "LocalDateTime of(int, int, int, int, int, int)": local_of,
        "LocalDateTime of(int, int, int, int, int, int, int)": local_of,
        "LocalDateTime of(LocalDate, LocalTime)": combined,
        "LocalDateTime parse(CharSequence)": parse_local,
        "LocalDateTime parse(CharSequence, DateTimeFormatter)": lambda text, formatter: formatter.local(text, "LocalDateTime"),
        "LocalDateTime ofInstant(Instant, ZoneId)": lambda instant, zone: at_instant(instant.nanos, zone).local,
        "LocalDateTime ofEpochSecond(long, int, ZoneOffset)": lambda second, nano, zone: (
            at_instant(second * NANOS + checked_nano(nano), zone).local
        ),
    }
)
