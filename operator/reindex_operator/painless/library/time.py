"""java.time: instants, dates, times, zones, durations and formatters."""

import re
import zoneinfo
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, Never, Self

from reindex_operator.painless.runtime.arithmetic import int_div
from reindex_operator.painless.runtime.throwable import Throwable, null_pointer
from reindex_operator.painless.runtime.values import wrap_int

NANOS = 1_000_000_000
DAY = 86_400
EPOCH = date(1970, 1, 1).toordinal()
DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
MONTHS = ["JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"]


def _fail(message: str) -> Never:
    raise Throwable("java.time.DateTimeException", message)


def _unparsable(value: str, index: int = 0) -> Never:
    raise Throwable("java.time.format.DateTimeParseException", f"Text '{value}' could not be parsed at index {index}")


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


class Zone(Ordered):
    """A ZoneId or ZoneOffset."""

    __slots__ = ("info", "name")

    def __init__(self, name: str, info: tzinfo) -> None:
        self.name = name
        self.info = info

    @property
    def java_class(self) -> str:  # type: ignore[override]
        """Fixed offsets have their own class."""
        return "java.time.ZoneOffset" if isinstance(self.info, timezone) and self.name[0] in "Z+-" else "java.time.ZoneId"

    def rank(self) -> Any:
        """By name."""
        return self.name

    def __str__(self) -> str:
        """The name."""
        return self.name


def offset_text(seconds: int) -> str:
    """An offset as ISO text."""
    if seconds == 0:
        return "Z"
    sign, rest = "-" if seconds < 0 else "+", abs(seconds)
    tail = f":{rest % 60:02}" if rest % 60 else ""
    return f"{sign}{rest // 3600:02}:{rest // 60 % 60:02}{tail}"


@lru_cache(maxsize=1024)
def zone_of(name: str) -> Zone:
    """``ZoneId.of``."""
    if name is None:
        raise null_pointer("zone is null")
    if name == "Z":
        return Zone("Z", UTC)
    match = re.fullmatch(r"(UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d\d))?(?::?(\d\d))?", name)
    if match:
        seconds = int(match[3]) * 3600 + int(match[4] or 0) * 60 + int(match[5] or 0)
        signed = -seconds if match[2] == "-" else seconds
        if seconds > 18 * 3600:
            _fail(f"Zone offset not in valid range: -18:00 to +18:00: {name}")
        suffix = offset_text(signed)
        return Zone((match[1] or "") + (suffix if suffix != "Z" or not match[1] else ""), timezone(timedelta(seconds=signed)))
    if name in {"UTC", "GMT", "UT"}:
        return Zone(name, UTC)
    try:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9~/._+-]+", name) or ".." in name:
            raise ValueError  # noqa: TRY301 - worded below
        return Zone(name, zoneinfo.ZoneInfo(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Throwable("java.time.zone.ZoneRulesException", f"Unknown time-zone ID: {name}") from None


class Instant(Ordered):
    """Nanoseconds since 1970."""

    java_class = "java.time.Instant"
    __slots__ = ("nanos",)

    def __init__(self, nanos: int) -> None:
        self.nanos = nanos

    def rank(self) -> Any:
        """By time."""
        return self.nanos

    def __str__(self) -> str:
        """ISO, with 0, 3, 6 or 9 digits."""
        return local_from(self.nanos).text(seconds=True) + "Z"


class Duration(Ordered):
    """A length of time in nanoseconds."""

    java_class = "java.time.Duration"
    __slots__ = ("nanos",)

    def __init__(self, nanos: int) -> None:
        self.nanos = nanos

    def rank(self) -> Any:
        """By length."""
        return self.nanos

    def __str__(self) -> str:
        """ISO: PT1H30M."""
        if self.nanos == 0:
            return "PT0S"
        sign = -1 if self.nanos < 0 else 1
        whole, nanos = divmod(abs(self.nanos), NANOS)
        hours, minutes, seconds = whole // 3600 * sign, whole // 60 % 60 * sign, whole % 60
        found = "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or nanos:
            fraction = f".{nanos:09}".rstrip("0") if nanos else ""
            found += f"{'-' if sign < 0 else ''}{seconds}{fraction}S"
        return found


class Period(Ordered):
    """Years, months and days."""

    java_class = "java.time.Period"
    __slots__ = ("days", "months", "years")

    def __init__(self, years: int, months: int, days: int) -> None:
        self.years, self.months, self.days = years, months, days

    def rank(self) -> Any:
        """By its parts."""
        return (self.years, self.months, self.days)

    def __str__(self) -> str:
        """ISO: P1Y2M3D."""
        parts = "".join(f"{value}{mark}" for value, mark in ((self.years, "Y"), (self.months, "M"), (self.days, "D")) if value)
        return "P" + (parts or "0D")


class Local(Ordered):
    """A date and time without zone; LocalDate and LocalTime are its halves."""

    __slots__ = ("day", "kind", "nano")

    def __init__(self, day: int, nano: int, kind: str = "LocalDateTime") -> None:
        self.day = day
        self.nano = nano
        self.kind = kind
        if kind != "LocalTime" and not 1 <= day <= 3652059:
            _fail("only the years 1 to 9999 are supported")

    @property
    def java_class(self) -> str:  # type: ignore[override]
        """By kind."""
        return f"java.time.{self.kind}"

    def rank(self) -> Any:
        """By time."""
        return (self.day, self.nano)

    @property
    def date(self) -> date:
        """The day as Python has it."""
        return date.fromordinal(self.day)

    @property
    def total(self) -> int:
        """Nanoseconds since 1970, as if at UTC."""
        return (self.day - EPOCH) * DAY * NANOS + self.nano

    def text(self, *, seconds: bool = False) -> str:
        """ISO; seconds that are zero are left out where Java does."""
        day = self.date.isoformat() if self.kind != "LocalTime" else ""
        if self.kind == "LocalDate":
            return day
        whole, nano = divmod(self.nano, NANOS)
        clock = f"{whole // 3600:02}:{whole // 60 % 60:02}"
        if seconds or whole % 60 or nano:
            clock += f":{whole % 60:02}"
        if nano:
            digits = f"{nano:09}"
            clock += "." + (digits[:3] if digits.endswith("000000") else digits[:6] if digits.endswith("000") else digits)
        return f"{day}T{clock}" if day else clock

    def __str__(self) -> str:
        """ISO."""
        return self.text()

    def moved(self, months: int = 0, nanos: int = 0) -> "Local":
        """Later by months (the day is cut to the month's length), then by nanoseconds."""
        day = self.day
        if months:
            at = self.date
            month = at.year * 12 + at.month - 1 + months
            year, month = divmod(month, 12)
            if not 1 <= year <= 9999:
                _fail("only the years 1 to 9999 are supported")
            day = date(year, month + 1, min(at.day, _length(year, month + 1))).toordinal()
        carry, nano = divmod(self.nano + nanos, DAY * NANOS)
        return Local(0 if self.kind == "LocalTime" else day + carry, nano, self.kind)


def _length(year: int, month: int) -> int:
    return (
        (date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else date(9999, 12, 31)).toordinal()
        - date(year, month, 1).toordinal()
        + (1 if (year, month) == (9999, 12) else 0)
    )


def local_from(nanos: int) -> Local:
    """A date and time from nanoseconds since 1970."""
    day, nano = divmod(nanos, DAY * NANOS)
    return Local(day + EPOCH, nano)


def local_of(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, nano: int = 0) -> Local:  # noqa: PLR0913, PLR0917 - as in java.time
    """From its parts."""
    if not 1 <= month <= 12:
        _fail(f"Invalid value for MonthOfYear (valid values 1 - 12): {month}")
    if not 1 <= year <= 9999:
        _fail("only the years 1 to 9999 are supported")
    if not 1 <= day <= 31:
        _fail(f"Invalid value for DayOfMonth (valid values 1 - 28/31): {day}")
    if day > _length(year, month):
        if day == 29:
            _fail(f"Invalid date 'February 29' as '{year}' is not a leap year")
        _fail(f"Invalid date '{MONTHS[month - 1]} {day}'")
    for value, top, name in ((hour, 23, "HourOfDay"), (minute, 59, "MinuteOfHour"), (second, 59, "SecondOfMinute")):
        if not 0 <= value <= top:
            _fail(f"Invalid value for {name} (valid values 0 - {top}): {value}")
    return Local(date(year, month, day).toordinal(), (hour * 3600 + minute * 60 + second) * NANOS + nano)


class Zoned(Ordered):
    """A ZonedDateTime or OffsetDateTime: an instant, seen from a zone."""

    __slots__ = ("kind", "local", "offset", "zone")

    def __init__(self, local: Local, zone: Zone, kind: str = "ZonedDateTime", nanos: int | None = None) -> None:
        self.zone, self.kind = zone, kind
        if nanos is None:
            self.local, self.offset = _resolved(local, zone)
        else:
            self.offset = _offset_at(nanos, zone)
            self.local = local_from(nanos + self.offset * NANOS)

    @property
    def java_class(self) -> str:  # type: ignore[override]
        """By kind."""
        return f"java.time.{self.kind}"

    @property
    def nanos(self) -> int:
        """Since 1970."""
        return self.local.total - self.offset * NANOS

    def rank(self) -> Any:
        """By instant, then as seen."""
        return (self.nanos, self.local.rank(), self.zone.name)

    def __str__(self) -> str:
        """ISO, with the region where there is one."""
        offset = offset_text(self.offset)
        region = f"[{self.zone.name}]" if self.zone.java_class == "java.time.ZoneId" and self.kind == "ZonedDateTime" else ""
        return f"{self.local.text()}{offset}{region}"


def _offset_at(nanos: int, zone: Zone) -> int:
    if isinstance(zone.info, timezone):
        return int(zone.info.utcoffset(None).total_seconds())
    moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=nanos // NANOS)
    return int((moment.astimezone(zone.info).utcoffset() or timedelta()).total_seconds())


def _resolved(local: Local, zone: Zone) -> tuple[Local, int]:
    """A local time in a zone: the earlier offset in an overlap, moved on in a gap."""
    if isinstance(zone.info, timezone):
        return local, int(zone.info.utcoffset(None).total_seconds())
    moment = datetime(*local.date.timetuple()[:3], tzinfo=zone.info) + timedelta(seconds=local.nano // NANOS)
    offset = int((moment.utcoffset() or timedelta()).total_seconds())
    back = moment.astimezone(UTC).astimezone(zone.info)
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        after = int((back.utcoffset() or timedelta()).total_seconds())
        return local.moved(nanos=(after - offset) * NANOS), after
    return local, offset


_DATE = r"(\d{4})-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
_OFFSET = r"(Z|[+-]\d\d(?::\d\d(?::\d\d)?)?)"


def _parts(pattern: str, value: str) -> re.Match[str]:
    if value is None:
        raise null_pointer("text is null")
    found = re.fullmatch(pattern, str(value), re.ASCII | re.IGNORECASE)
    return found if found is not None else _unparsable(str(value))


def _local(groups: tuple[str | None, ...], value: str) -> Local:
    year, month, day, hour, minute, second = (int(part or 0) for part in groups[:6])
    try:
        return local_of(year, month, day, hour, minute, second, int((groups[6] or "0").ljust(9, "0")))
    except Throwable as error:
        raise Throwable("java.time.format.DateTimeParseException", f"Text '{value}' could not be parsed: {error.message}") from None


def parse_zoned(value: str, kind: str = "ZonedDateTime") -> Zoned:
    """``ZonedDateTime.parse`` and ``OffsetDateTime.parse``."""
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


Temporal = Any


def local_part(value: Temporal) -> Local:
    """The local half of anything with one."""
    if isinstance(value, Zoned):
        return value.local
    if isinstance(value, Local):
        return value
    if isinstance(value, Instant):
        return Zoned(local_from(0), Zone("Z", UTC), nanos=value.nanos).local
    raise null_pointer("a date or time is null")


def moved(value: Temporal, months: int = 0, nanos: int = 0) -> Temporal:
    """A temporal, later: days and longer move the local time, shorter units the instant."""
    if isinstance(value, Instant):
        return Instant(value.nanos + nanos)
    if isinstance(value, Local):
        return value.moved(months, nanos)
    if months or nanos % (DAY * NANOS) == 0:
        return Zoned(value.local.moved(months, nanos), value.zone, value.kind)
    return Zoned(value.local, value.zone, value.kind, nanos=value.nanos + nanos)


def plus(value: Temporal, amount: int, unit: Unit) -> Temporal:
    """``plus(amount, unit)``."""
    return moved(value, unit.months * amount, unit.nanos * amount)


def plus_amount(value: Temporal, amount: Any, sign: int = 1) -> Temporal:
    """``plus`` of a Duration or Period."""
    if isinstance(amount, Duration):
        if isinstance(value, Zoned):
            return Zoned(value.local, value.zone, value.kind, nanos=value.nanos + sign * amount.nanos)
        return moved(value, 0, sign * amount.nanos)
    return moved(moved(value, sign * (amount.years * 12 + amount.months)), 0, sign * amount.days * DAY * NANOS)


def between(unit: Unit, start: Temporal, end: Temporal) -> int:
    """``ChronoUnit.between``."""
    if unit.months:
        first, last = local_part(start), local_part(end)
        if isinstance(start, Zoned) and isinstance(end, Zoned):
            last = Zoned(first, start.zone, nanos=end.nanos).local
        one, two = first.date, last.date
        months = (two.year - one.year) * 12 + two.month - one.month
        ahead, behind = (two.day, last.nano), (one.day, first.nano)
        if months > 0 and ahead < behind:
            months -= 1
        elif months < 0 and ahead > behind:
            months += 1
        return int_div(months, unit.months)
    if isinstance(start, Zoned) and isinstance(end, Zoned) and unit.nanos >= DAY * NANOS:
        moved_end = Zoned(end.local, start.zone, nanos=end.nanos)
        return int_div(moved_end.local.total - start.local.total, unit.nanos)
    return int_div(_time_of(end) - _time_of(start), unit.nanos)


def _time_of(value: Temporal) -> int:
    if isinstance(value, Instant | Zoned):
        return value.nanos
    return local_part(value).total


def truncated(value: Temporal, unit: Unit) -> Temporal:
    """``truncatedTo``."""
    if unit.months or unit.nanos > DAY * NANOS:
        raise Throwable("java.time.temporal.UnsupportedTemporalTypeException", "Unit is too large to be used for truncation")
    if isinstance(value, Instant):
        return Instant(value.nanos // unit.nanos * unit.nanos)
    local = local_part(value)
    cut = Local(local.day, local.nano // unit.nanos * unit.nanos, local.kind)
    return Zoned(cut, value.zone, value.kind) if isinstance(value, Zoned) else cut


def with_part(value: Temporal, **parts: int) -> Temporal:
    """A temporal with some of its parts replaced."""
    local = local_part(value)
    at = local.date if local.kind != "LocalTime" else date(2000, 1, 1)
    second = local.nano // NANOS
    whole = {
        "year": at.year,
        "month": at.month,
        "day": at.day,
        "hour": second // 3600,
        "minute": second // 60 % 60,
        "second": second % 60,
        "nano": local.nano % NANOS,
    }
    if ("month" in parts or "year" in parts) and "day" not in parts:
        year, month = parts.get("year", at.year), parts.get("month", at.month)
        if 1 <= month <= 12 and 1 <= year <= 9999:
            parts["day"] = min(at.day, _length(year, month))
    made = local_of(**(whole | parts))
    new = Local(0 if local.kind == "LocalTime" else made.day, made.nano, local.kind)
    return Zoned(new, value.zone, value.kind) if isinstance(value, Zoned) else new


def part(name: str) -> Callable[[Temporal], int]:
    """A getter of one part."""

    def get(value: Temporal) -> int:
        local = local_part(value)
        second = local.nano // NANOS
        if name in {"hour", "minute", "second", "nano"}:
            return {"hour": second // 3600, "minute": second // 60 % 60, "second": second % 60, "nano": local.nano % NANOS}[name]
        at = local.date
        return {"year": at.year, "month": at.month, "day": at.day, "weekday": at.isoweekday(), "yearday": at.timetuple().tm_yday}[name]

    return get
