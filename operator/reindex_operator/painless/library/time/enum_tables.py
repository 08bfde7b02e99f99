"""The enums of java.time, and Locale."""

from reindex_operator.painless.library.enums import Constant, enum_methods
from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.throwable import Throwable

from .amounts import Duration
from .arithmetic import between
from .enums import DAY, DAYS, MONTH_VALUES, MONTHS, NANOS, UNITS, WEEKDAYS
from .locales import localized_width
from .printing import worded

for _plain in ("Temporal", "TemporalAccessor", "TemporalAmount", "TemporalUnit", "TemporalField"):
    define(f"java.time.temporal.{_plain}")
enum_methods("java.time.temporal.ChronoUnit", UNITS, "TemporalUnit").has(
    {
        "long between(Temporal, Temporal)": between,
        "Duration getDuration()": lambda unit: Duration(unit.nanos or unit.months * 2_629_746 * NANOS),
        "boolean isDateBased()": lambda unit: unit.months > 0 or unit.nanos >= DAY * NANOS,
        "boolean isTimeBased()": lambda unit: unit.months == 0 and unit.nanos < DAY * NANOS,
        "boolean isDurationEstimated()": lambda unit: unit.months > 0 or unit.nanos >= DAY * NANOS,
    }
)


def _numbered(full: str, values: list[Constant]) -> None:
    """An enum that is counted from 1 and goes round."""
    cycle = len(values)

    def of(number: int) -> Constant:
        if not 1 <= number <= cycle:
            raise Throwable("java.time.DateTimeException", f"Invalid value for {made.name}: {number}")
        return values[number - 1]

    made = enum_methods(full, {value.name: value for value in values}, "TemporalAccessor")
    made.has(
        {
            "int getValue()": lambda value: value.number,
            f"{made.name} plus(long)": lambda value, count: values[(value.number - 1 + count) % cycle],
            f"{made.name} minus(long)": lambda value, count: values[(value.number - 1 - count) % cycle],
            "String getDisplayName(TextStyle, Locale)": _display,
        }
    ).static({f"{made.name} of(int)": of})


def _display(value: Constant, style: Constant, locale: Constant) -> str:
    month = value.java_class == "java.time.Month"
    width = 4 if style.name.startswith("FULL") else 3 if style.name.startswith("SHORT") else 5
    return worded((MONTHS if month else DAYS)[value.number - 1], value.number, localized_width("M" if month else "E", width, locale.name))


_STYLES = ("FULL", "FULL_STANDALONE", "SHORT", "SHORT_STANDALONE", "NARROW", "NARROW_STANDALONE")
enum_methods(
    "java.time.format.TextStyle", {name: Constant("java.time.format.TextStyle", name, number) for number, name in enumerate(_STYLES)}
)


class Locale(Constant):
    """A Locale: has no order."""

    __slots__ = ()
    compare_to = None  # type: ignore[assignment]


_LOCALES = {name: Locale("java.util.Locale", text, 0) for name, text in (("ROOT", ""), ("ENGLISH", "en"), ("US", "en_US"), ("UK", "en_GB"))}
define("java.util.Locale", final=True).constant("Locale", dict(_LOCALES)).has({"String toString()": str})
_numbered("java.time.DayOfWeek", WEEKDAYS)
_numbered("java.time.Month", MONTH_VALUES)
_LENGTHS = [28 if number == 2 else 30 if number in {4, 6, 9, 11} else 31 for number in range(1, 13)]
CLASSES["Month"].has(
    {
        "int length(boolean)": lambda month, leap_year: 29 if leap_year and month.number == 2 else _LENGTHS[month.number - 1],
        "int minLength()": lambda month: _LENGTHS[month.number - 1],
        "int maxLength()": lambda month: 29 if month.number == 2 else _LENGTHS[month.number - 1],
        "int firstDayOfYear(boolean)": lambda month, leap_year: sum(_LENGTHS[: month.number - 1]) + 1 + (leap_year and month.number > 2),
        "Month firstMonthOfQuarter()": lambda month: MONTH_VALUES[(month.number - 1) // 3 * 3],
    }
)
