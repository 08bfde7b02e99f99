"""The ISO calendar over all of java.time's years: days as numbers (1 is 0001-01-01), and back."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from reindex_operator.painless.runtime.throwable import Throwable

from .enums import complain

MIN_YEAR, MAX_YEAR = -999_999_999, 999_999_999
_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PYTHON_DAYS = date.max.toordinal()


class Civil(NamedTuple):
    """A day by year, month and day of the month."""

    year: int
    month: int
    day: int

    @property
    def yearday(self) -> int:
        """From 1."""
        return ordinal_of(*self) - ordinal_of(self.year, 1, 1) + 1


def leap(year: int) -> bool:
    """Whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """The days of a month."""
    return 29 if month == 2 and leap(year) else _LENGTHS[month - 1]


def ordinal_of(year: int, month: int, day: int) -> int:
    """The number of a day."""
    if 1 <= year <= 9999:
        return date(year, month, day).toordinal()
    cycles, rest = divmod(year - 1, _CYCLE_YEARS)
    return date(rest + 1, month, day).toordinal() + cycles * _CYCLE_DAYS


@lru_cache(maxsize=4096)
def civil(ordinal: int) -> Civil:
    """The day of a number."""
    if 1 <= ordinal <= _PYTHON_DAYS:
        found = date.fromordinal(ordinal)
        return Civil(found.year, found.month, found.day)
    cycles, rest = divmod(ordinal - 1, _CYCLE_DAYS)
    found = date.fromordinal(rest + 1)
    return Civil(found.year + cycles * _CYCLE_YEARS, found.month, found.day)


def julian(ordinal: int) -> Civil:
    """The day of a number in the calendar before 1582."""
    cycles, rest = divmod(ordinal + 1, 1461)
    years, day = divmod(rest, 365) if rest < 1460 else (3, 365)
    year = cycles * 4 + years + 1
    for month, length in enumerate(_LENGTHS, 1):
        size = length + (month == 2 and year % 4 == 0)
        if day < size:
            return Civil(year, month, day + 1)
        day -= size
    raise AssertionError


def weekday(ordinal: int) -> int:
    """Monday is 1."""
    return (ordinal - 1) % 7 + 1


FIRST_DAY, LAST_DAY = ordinal_of(MIN_YEAR, 1, 1), ordinal_of(MAX_YEAR, 12, 31)


def checked_day(ordinal: int) -> int:
    """A day within java.time's years; raises a DateTimeException."""
    if not FIRST_DAY <= ordinal <= LAST_DAY:
        if not -(2**63) <= ordinal - 719163 < 2**63:
            raise Throwable("java.lang.ArithmeticException", "long overflow")
        complain(f"Invalid value for EpochDay (valid values -365243219162 - 365241780471): {ordinal - 719163}")
    return ordinal


def checked_year(year: int) -> int:
    """A year within java.time's; raises a DateTimeException."""
    if not MIN_YEAR <= year <= MAX_YEAR:
        complain(f"Invalid value for Year (valid values -999999999 - 999999999): {year}")
    return year


def year_text(year: int) -> str:
    """A year as ISO writes it: four digits, a sign where there are more."""
    if year < 0:
        return f"-{-year:04}"
    return f"+{year}" if year > 9999 else f"{year:04}"


@lru_cache(maxsize=4096)
def day_text(ordinal: int) -> str:
    """A day as ISO writes it."""
    at = civil(ordinal)
    return f"{year_text(at.year)}-{at.month:02}-{at.day:02}"
