"""The enums of java.time, and Locale."""

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.throwable import Throwable
from reindex_operator.painless.runtime.values import Array

from .amounts import Duration
from .arithmetic import between
from .enums import MONTH_VALUES, NANOS, UNITS, WEEKDAYS, Constant

for _plain in ("Temporal", "TemporalAccessor", "TemporalAmount", "TemporalUnit"):
    define(f"java.time.temporal.{_plain}")
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
