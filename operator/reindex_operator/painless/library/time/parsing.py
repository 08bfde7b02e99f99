"""The ISO texts of java.time."""

import re
from functools import cache
from typing import Never

from reindex_operator.painless.runtime.throwable import Throwable, null_pointer

from .amounts import Duration
from .calendar import ordinal_of
from .enums import DAY, NANOS
from .temporals import Instant, Local, Zoned, local_of
from .zones import zone_of


def unparsable(value: str, index: int = 0) -> Never:
    """Raises a DateTimeParseException."""
    raise Throwable("java.time.format.DateTimeParseException", f"Text '{value}' could not be parsed at index {index}")


_DATE = r"(\d{4}|-\d{4,9}|\+\d{5,9})-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
_OFFSET = r"(Z|[+-]\d\d(?::\d\d(?::\d\d)?)?)"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII | re.IGNORECASE)


def _parts(pattern: str, value: str) -> re.Match[str]:
    if value is None:
        raise null_pointer("text is null")
    found = _compiled(pattern).fullmatch(str(value))
    return found if found is not None else unparsable(str(value))


def _local(groups: tuple[str | None, ...], value: str) -> Local:
    year, month, day, hour, minute, second = (int(part or 0) for part in groups[:6])
    try:
        return local_of(year, month, day, hour, minute, second, int((groups[6] or "0").ljust(9, "0")))
    except Throwable as error:
        raise Throwable("java.time.format.DateTimeParseException", f"Text '{value}' could not be parsed: {error.message}") from None


_USUAL = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?(Z|[+-]\d\d:\d\d)", re.ASCII).fullmatch
"""What nearly all texts are."""


def parse_zoned(value: str, kind: str = "ZonedDateTime") -> Zoned:
    """``ZonedDateTime.parse`` and ``OffsetDateTime.parse``."""
    usual = _USUAL(value) if type(value) is str else None
    if usual is not None:
        year, month, day, hour, minute, second, millis, offset = usual.groups()
        if day < "29" and "00" < month < "13" and day > "00" and hour < "24" and minute < "60" and second < "60":
            clock = (int(hour) * 3600 + int(minute) * 60 + int(second)) * NANOS + int(millis or 0) * 1_000_000
            return Zoned(Local(ordinal_of(int(year), int(month), int(day)), clock), zone_of(offset), kind)
    match = _parts(f"{_DATE}T{_TIME}{_OFFSET}" + (r"(?:\[([^\]]+)\])?" if kind == "ZonedDateTime" else "()"), value)
    local = _local(match.groups(), value)
    offset = zone_of(match[8].upper())
    if match[9]:
        at = Zoned(local, offset)
        zone = zone_of(match[9])
        if Zoned(local, zone).offset == at.offset:
            return Zoned(local, zone)
        return Zoned(local, zone, nanos=at.nanos)
    return Zoned(local, offset, kind)


def parse_instant(value: str) -> Instant:
    """``Instant.parse``."""
    match = _parts(f"{_DATE}T{_TIME}{_OFFSET}", value)
    return Instant(Zoned(_local(match.groups(), value), zone_of(match[8].upper())).nanos)


def parse_local(value: str) -> Local:
    """``LocalDateTime.parse``."""
    return _local(_parts(f"{_DATE}T{_TIME}", value).groups(), value)


def parse_date(value: str) -> Local:
    """``LocalDate.parse``."""
    found = _local((*_parts(_DATE, value).groups(), None, None, None, None), value)
    return Local(found.day, 0, "LocalDate")


def parse_time(value: str) -> Local:
    """``LocalTime.parse``."""
    return Local(0, _local(("2000", "1", "1", *_parts(_TIME, value).groups()), value).nano, "LocalTime")


def parse_duration(value: str) -> Duration:
    """``Duration.parse``."""
    match = _parts(r"([+-])?P(?:([+-]?\d+)D)?(?:T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+)(?:[.,](\d{1,9}))?S)?)?", value)
    seconds = int(match[2] or 0) * DAY + int(match[3] or 0) * 3600 + int(match[4] or 0) * 60 + int(match[5] or 0)
    fraction = int((match[6] or "0").ljust(9, "0")) * (-1 if (match[5] or "").startswith("-") else 1)
    nanos = seconds * NANOS + fraction
    return Duration(-nanos if match[1] == "-" else nanos)
