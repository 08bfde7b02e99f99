"""Instant, the local date and time, and both seen from a zone."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from .enums import DAY, EPOCH, MONTHS, NANOS, Ordered, complain
from .zones import Zone, offset_text


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


class Local(Ordered):
    """A date and time without zone; LocalDate and LocalTime are its halves."""

    __slots__ = ("day", "kind", "nano")

    def __init__(self, day: int, nano: int, kind: str = "LocalDateTime") -> None:
        self.day = day
        self.nano = nano
        self.kind = kind
        if kind != "LocalTime" and not 1 <= day <= 3652059:
            complain("only the years 1 to 9999 are supported")

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
                complain("only the years 1 to 9999 are supported")
            day = date(year, month + 1, min(at.day, month_length(year, month + 1))).toordinal()
        carry, nano = divmod(self.nano + nanos, DAY * NANOS)
        return Local(0 if self.kind == "LocalTime" else day + carry, nano, self.kind)


def month_length(year: int, month: int) -> int:
    """The days of a month."""
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
        complain(f"Invalid value for MonthOfYear (valid values 1 - 12): {month}")
    if not 1 <= year <= 9999:
        complain("only the years 1 to 9999 are supported")
    if not 1 <= day <= 31:
        complain(f"Invalid value for DayOfMonth (valid values 1 - 28/31): {day}")
    if day > month_length(year, month):
        if day == 29:
            complain(f"Invalid date 'February 29' as '{year}' is not a leap year")
        complain(f"Invalid date '{MONTHS[month - 1]} {day}'")
    for value, top, name in ((hour, 23, "HourOfDay"), (minute, 59, "MinuteOfHour"), (second, 59, "SecondOfMinute")):
        if not 0 <= value <= top:
            complain(f"Invalid value for {name} (valid values 0 - {top}): {value}")
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
