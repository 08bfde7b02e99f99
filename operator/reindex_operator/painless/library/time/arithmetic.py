"""Moving, cutting and measuring between temporals."""

from collections.abc import Callable
from datetime import UTC
from operator import attrgetter
from typing import Any

from reindex_operator.painless.runtime.arithmetic import int_div
from reindex_operator.painless.runtime.throwable import Throwable, null_pointer
from reindex_operator.painless.runtime.values import class_of

from .amounts import Duration
from .calendar import MAX_YEAR, MIN_YEAR, Civil, civil, month_length, weekday
from .enums import DAY, DAY_NANOS, NANOS, UNITS, Unit
from .temporals import Instant, Local, Zoned, local_from, local_of
from .zones import Zone

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
    """A temporal, later: months move the local time, nanoseconds the instant. Days are ``later``."""
    if isinstance(value, Instant):
        return Instant(value.nanos + nanos)
    if isinstance(value, Local):
        return value.moved(months, nanos)
    if months:
        return value.at(value.local.moved(months))
    return Zoned(value.local, value.zone, value.kind, nanos=value.nanos + nanos)


def later(value: Temporal, days: int) -> Temporal:
    """A temporal, later by days: of a date and time in a zone the local time moves."""
    if isinstance(value, Instant):
        return Instant(value.nanos + days * DAY_NANOS)
    if isinstance(value, Local):
        return Local(value.day + days, value.nano, value.kind)
    return value.at(Local(value.local.day + days, value.local.nano))


def supported(value: Temporal, unit: Unit) -> None:
    """Refuse a unit that a temporal has not."""
    if unit is None:
        raise null_pointer("the unit is null")
    long = unit.months > 0 or unit.nanos >= DAY * NANOS
    kind = value.kind if isinstance(value, Local) else ""
    if (
        (kind == "LocalDate" and not long)
        or (kind == "LocalTime" and long)
        or (isinstance(value, Instant) and (unit.months or unit.nanos > DAY * NANOS))
    ):
        raise Throwable("java.time.temporal.UnsupportedTemporalTypeException", f"Unsupported unit: {unit}")


def plus(value: Temporal, amount: int, unit: Unit) -> Temporal:
    """``plus(amount, unit)``; raises for a unit that the temporal has not."""
    supported(value, unit)
    if unit.nanos >= DAY_NANOS and not unit.months:
        return later(value, unit.nanos // DAY_NANOS * amount)
    return moved(value, unit.months * amount, 0 if unit.months else unit.nanos * amount)


def plus_amount(value: Temporal, amount: Any, sign: int = 1) -> Temporal:
    """``plus`` of a Duration or Period."""
    if amount is None:
        raise null_pointer("the amount is null")
    if isinstance(amount, Duration):
        if isinstance(value, Local) and value.kind == "LocalDate" and amount.nanos:
            supported(value, UNITS["SECONDS"] if amount.nanos // NANOS else UNITS["NANOS"])
        if isinstance(value, Zoned):
            return Zoned(value.local, value.zone, value.kind, nanos=value.nanos + sign * amount.nanos)
        return moved(value, 0, sign * amount.nanos)
    if isinstance(value, Instant) or (isinstance(value, Local) and value.kind == "LocalTime"):
        for part_name, count in (("YEARS", amount.years), ("MONTHS", amount.months), ("DAYS", amount.days)):
            if count:
                supported(value, UNITS[part_name])
    if isinstance(value, Zoned):
        return value.at(plus_amount(value.local, amount, sign))
    if amount.years or amount.months:
        value = moved(value, sign * (amount.years * 12 + amount.months))
    return later(value, sign * amount.days) if amount.days else value


def alike(start: Temporal, end: Temporal) -> Temporal:
    """The end of a span as what its start is; an error where it has not all the parts."""
    if start is None or end is None:
        raise null_pointer("a temporal is null")
    if isinstance(end, Zoned):
        if isinstance(start, Zoned | Instant):
            return end
        end = end.local
    if isinstance(start, Instant) and isinstance(end, Instant):
        return end
    if isinstance(start, Local) and isinstance(end, Local) and end.kind in {start.kind, "LocalDateTime"}:
        timed, dated = start.kind != "LocalDate", start.kind != "LocalTime"
        return Local(end.day if dated else start.day, end.nano if timed else 0, start.kind)
    raise Throwable("java.time.DateTimeException", f"Unable to obtain {class_of(start)} from TemporalAccessor: {end}")


def between(unit: Unit, start: Temporal, end: Temporal) -> int:
    """``ChronoUnit.between``."""
    end = alike(start, end)
    supported(start, unit)
    if isinstance(start, Instant) or not (unit.months or unit.nanos >= DAY_NANOS):
        return int_div(time_of(end) - time_of(start), unit.nanos)
    first, last = local_part(start), local_part(end)
    if isinstance(start, Zoned):
        last = Zoned(first, start.zone, nanos=end.nanos).local
    day = last.day
    if (last.day - first.day) * (last.nano - first.nano) < 0:
        day -= 1 if last.day > first.day else -1
    if not unit.months:
        return int_div(day - first.day, unit.nanos // DAY_NANOS)
    one, two = first.date, civil(day)
    # Java counts months as if each had 32 days.
    passed = ((two.year - one.year) * 12 + two.month - one.month) * 32 + two.day - one.day
    return int_div(int_div(passed, 32), unit.months)


def time_of(value: Temporal) -> int:
    """Nanoseconds since 1970; of a local time as if at UTC."""
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
    return value.at(cut) if isinstance(value, Zoned) else cut


def with_part(value: Temporal, **parts: int) -> Temporal:
    """A temporal with some of its parts replaced."""
    local = local_part(value)
    at = local.date if local.kind != "LocalTime" else Civil(2000, 1, 1)
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
        if 1 <= month <= 12 and MIN_YEAR <= year <= MAX_YEAR:
            parts["day"] = min(at.day, month_length(year, month))
    made = local_of(**(whole | parts))
    new = Local(0 if local.kind == "LocalTime" else made.day, made.nano, local.kind)
    return value.at(new) if isinstance(value, Zoned) else new


_CLOCK = {"hour": (3600 * NANOS, 24), "minute": (60 * NANOS, 60), "second": (NANOS, 60), "nano": (1, NANOS)}


def part(name: str) -> Callable[[Temporal], int]:
    """A getter of one part."""
    clock, size = _CLOCK.get(name, (0, 0))
    if clock:
        return lambda value: local_part(value).nano // clock % size
    if name == "weekday":
        return lambda value: weekday(local_part(value).day)
    of = attrgetter(name)
    return lambda value: int(of(civil(local_part(value).day)))
