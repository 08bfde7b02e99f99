"""Instant, the local date and time, and both seen from a zone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from reindex_operator.painless.library.enums import Ordered
from reindex_operator.painless.runtime.comparison import compare_text
from reindex_operator.painless.runtime.throwable import Throwable
from reindex_operator.painless.runtime.values import LONG_MAX, LONG_MIN, fold, rotated, wrap_int

from .calendar import FIRST_DAY, LAST_DAY, Civil, checked_day, checked_year, civil, day_text, month_length, ordinal_of
from .enums import DAY, DAY_NANOS, EPOCH, MONTHS, NANOS, compare_nanos, complain, hash_of
from .zones import Zone, offset_text, zone_of


class Instant(Ordered):
    """Nanoseconds since 1970."""

    java_class = "java.time.Instant"
    __slots__ = ("nanos",)

    def __init__(self, nanos: int) -> None:
        second = nanos // NANOS
        if not -31_557_014_167_219_200 <= second <= 31_556_889_864_403_199:
            if not LONG_MIN <= second <= LONG_MAX + 1:
                raise Throwable("java.lang.ArithmeticException", "long overflow")
            complain("Instant exceeds minimum or maximum instant")
        self.nanos = nanos

    def rank(self) -> Any:
        """By time."""
        return self.nanos

    def compare_to(self, other: Any) -> int:
        """``compareTo``."""
        return compare_nanos(self.nanos, other.nanos)

    def java_hash(self) -> int:
        """``hashCode``."""
        return hash_of(self.nanos)

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
        if kind != "LocalTime" and not FIRST_DAY <= day <= LAST_DAY:
            checked_day(day)

    @property
    def java_class(self) -> str:  # type: ignore[override]
        """By kind."""
        return f"java.time.{self.kind}"

    def rank(self) -> Any:
        """By time."""
        return (self.day, self.nano)

    def java_hash(self) -> int:
        """``hashCode``."""
        clock = fold(self.nano)
        if self.kind == "LocalTime":
            return clock
        at = self.date
        day = wrap_int((at.year & ~0x7FF) ^ ((at.year << 11) + (at.month << 6) + at.day))
        return day if self.kind == "LocalDate" else day ^ clock

    def compare_to(self, other: Any) -> int:
        """``compareTo``: of days the distance in the first of year, month and day that differs."""
        if self.day == other.day or self.kind == "LocalTime":
            return int(super().compare_to(other))
        one, two = self.date, other.date
        return int((one.year - two.year) or (one.month - two.month) or (one.day - two.day))

    @property
    def date(self) -> Civil:
        """The day by year, month and day."""
        return civil(self.day)

    @property
    def total(self) -> int:
        """Nanoseconds since 1970, as if at UTC."""
        return (self.day - EPOCH) * DAY_NANOS + self.nano

    def text(self, *, seconds: bool = False) -> str:
        """ISO; seconds that are zero are left out where Java does."""
        day = ""
        if self.kind != "LocalTime":
            day = day_text(self.day)
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
        """Later by months (the day is cut to the month's length), then by nanoseconds; by whole days goes without the clock."""
        day = self.day
        if months:
            at = self.date
            month = at.year * 12 + at.month - 1 + months
            year, month = divmod(month, 12)
            checked_year(year)
            day = ordinal_of(year, month + 1, min(at.day, month_length(year, month + 1)))
        carry, nano = divmod(self.nano + nanos, DAY_NANOS)
        return Local(0 if self.kind == "LocalTime" else day + carry, nano, self.kind)


def local_from(nanos: int) -> Local:
    """A date and time from nanoseconds since 1970."""
    day, nano = divmod(nanos, DAY_NANOS)
    return Local(day + EPOCH, nano)


def checked_nano(nano: int) -> int:
    """A second's fraction; raises a DateTimeException."""
    if not 0 <= nano < NANOS:
        complain(f"Invalid value for NanoOfSecond (valid values 0 - 999999999): {nano}")
    return nano


def local_of(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, nano: int = 0) -> Local:  # noqa: PLR0913, PLR0917 - as in java.time
    """From its parts."""
    if 1 <= month <= 12 and 1 <= day <= 28 and 0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59 and 0 <= nano < NANOS:
        return Local(ordinal_of(checked_year(year), month, day), (hour * 3600 + minute * 60 + second) * NANOS + nano)
    if not 1 <= month <= 12:
        complain(f"Invalid value for MonthOfYear (valid values 1 - 12): {month}")
    checked_year(year)
    if not 1 <= day <= 31:
        complain(f"Invalid value for DayOfMonth (valid values 1 - 28/31): {day}")
    if day > month_length(year, month):
        if day == 29 and month == 2:
            complain(f"Invalid date 'February 29' as '{year}' is not a leap year")
        complain(f"Invalid date '{MONTHS[month - 1]} {day}'")
    checked_nano(nano)
    for value, top, name in ((hour, 23, "HourOfDay"), (minute, 59, "MinuteOfHour"), (second, 59, "SecondOfMinute")):
        if not 0 <= value <= top:
            complain(f"Invalid value for {name} (valid values 0 - {top}): {value}")
    return Local(ordinal_of(year, month, day), (hour * 3600 + minute * 60 + second) * NANOS + nano)


class Zoned(Ordered):
    """A ZonedDateTime or OffsetDateTime: an instant, seen from a zone."""

    __slots__ = ("kind", "local", "offset", "zone")

    def __init__(
        self, local: Local, zone: Zone, kind: str = "ZonedDateTime", nanos: int | None = None, preferred: int | None = None
    ) -> None:
        self.zone, self.kind = zone, kind
        if nanos is None:
            self.local, self.offset = _resolved(local, zone, preferred)
        else:
            self.offset = _offset_at(nanos, zone)
            self.local = local_from(nanos + self.offset * NANOS)
        if zone.fixed is None and kind == "OffsetDateTime":
            self.zone = zone_of(offset_text(self.offset))

    @property
    def java_class(self) -> str:  # type: ignore[override]
        """By kind."""
        return f"java.time.{self.kind}"

    def at(self, local: Local, zone: Zone | None = None) -> "Zoned":
        """Another local time, in this zone or another; where clocks were put back the offset stays what it is."""
        return Zoned(local, zone or self.zone, self.kind, preferred=self.offset)

    @property
    def nanos(self) -> int:
        """Since 1970."""
        return self.local.total - self.offset * NANOS

    def rank(self) -> Any:
        """By instant, then as seen."""
        return (self.nanos, self.local.rank(), self.zone.name)

    def java_hash(self) -> int:
        """``hashCode``."""
        seen = self.local.java_hash() ^ self.offset
        return seen if self.kind == "OffsetDateTime" else wrap_int(seen ^ rotated(self.zone.java_hash(), 3))

    def compare_to(self, other: Any) -> int:
        """``compareTo``: within a second the distance of the nanoseconds."""
        if self.kind == "OffsetDateTime" and self.offset == other.offset:
            return self.local.compare_to(other.local)
        same_zone = self.zone.name == other.zone.name or self.kind == "OffsetDateTime"
        return (
            compare_nanos(self.nanos, other.nanos)
            or self.local.compare_to(other.local)
            or (0 if same_zone else compare_text(self.zone.name, other.zone.name))
        )

    def __str__(self) -> str:
        """ISO, with the region where there is one."""
        offset = offset_text(self.offset)
        region = f"[{self.zone.name}]" if self.zone.java_class == "java.time.ZoneId" and self.kind == "ZonedDateTime" else ""
        return f"{self.local.text()}{offset}{region}"


def _near(nanos: int) -> datetime:
    """A moment as Python has it; one beyond its years is moved by whole cycles of 400 years, after which days and rules repeat."""
    seconds = nanos // NANOS
    while seconds > _LAST_SECOND:
        seconds -= (seconds - _LAST_SECOND + _CYCLE_SECONDS - 1) // _CYCLE_SECONDS * _CYCLE_SECONDS
    return _EPOCH_MOMENT + timedelta(seconds=max(seconds, _FIRST_SECOND))


_EPOCH_MOMENT = datetime.fromtimestamp(0, UTC)
_CYCLE_SECONDS = 146_097 * DAY
_LAST_SECOND, _FIRST_SECOND = 253_000_000_000, -62_000_000_000


def _offset_at(nanos: int, zone: Zone) -> int:
    if zone.fixed is not None:
        return zone.fixed
    return int((_near(nanos).astimezone(zone.info).utcoffset() or timedelta()).total_seconds())


def _resolved(local: Local, zone: Zone, preferred: int | None) -> tuple[Local, int]:
    """A local time in a zone: in an overlap the preferred of its two offsets or else the earlier, moved on in a gap."""
    if zone.fixed is not None:
        return local, zone.fixed
    moment = _near(local.total).replace(tzinfo=zone.info)
    offset = int((moment.utcoffset() or timedelta()).total_seconds())
    back = moment.astimezone(UTC).astimezone(zone.info)
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        after = int((back.utcoffset() or timedelta()).total_seconds())
        return local.moved(nanos=(after - offset) * NANOS), after
    if preferred is not None and preferred != offset:
        later = int((moment.replace(fold=1).utcoffset() or timedelta()).total_seconds())
        return local, later if preferred == later else offset
    return local, offset
