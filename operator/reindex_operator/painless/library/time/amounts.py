"""Duration and Period."""

from typing import Any

from reindex_operator.painless.library.enums import Ordered
from reindex_operator.painless.runtime.throwable import Throwable, class_cast
from reindex_operator.painless.runtime.values import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, rotated, wrap_int

from .enums import NANOS, compare_nanos, hash_of


class Duration(Ordered):
    """A length of time in nanoseconds."""

    java_class = "java.time.Duration"
    __slots__ = ("nanos",)

    def __init__(self, nanos: int) -> None:
        if not LONG_MIN <= nanos // NANOS <= LONG_MAX:
            raise Throwable("java.lang.ArithmeticException", "long overflow")
        self.nanos = nanos

    def rank(self) -> Any:
        """By length."""
        return self.nanos

    def compare_to(self, other: Any) -> int:
        """``compareTo``."""
        return compare_nanos(self.nanos, other.nanos)

    def java_hash(self) -> int:
        """``hashCode``."""
        return hash_of(self.nanos)

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
        for value in (years, months, days):
            if not INT_MIN <= value <= INT_MAX:
                raise Throwable("java.lang.ArithmeticException", "integer overflow")
        self.years, self.months, self.days = years, months, days

    def rank(self) -> Any:
        """By its parts."""
        return (self.years, self.months, self.days)

    def compare_to(self, other: Any) -> int:  # noqa: ARG002 - whatever it is
        """A Period has no order."""
        raise class_cast("class java.time.Period cannot be cast to class java.lang.Comparable")

    def java_hash(self) -> int:
        """``hashCode``."""
        return wrap_int(self.years + rotated(self.months, 8) + rotated(self.days, 16))

    def __str__(self) -> str:
        """ISO: P1Y2M3D."""
        parts = "".join(f"{value}{mark}" for value, mark in ((self.years, "Y"), (self.months, "M"), (self.days, "D")) if value)
        return "P" + (parts or "0D")
