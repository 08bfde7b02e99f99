"""What the local and zoned temporals have in common."""

from typing import Any

from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import CLASSES, define

from .arithmetic import between, later, moved, part, plus, plus_amount, time_of, truncated, with_part
from .enums import DAY_NANOS, MONTH_VALUES, UNITS, WEEKDAYS
from .shared import compare_temporals

_ORDER = {
    f"boolean {word}({{name}})": test
    for word, test in {
        "isAfter": lambda a, b: time_of(a) > time_of(needed(b)),
        "isBefore": lambda a, b: time_of(a) < time_of(needed(b)),
        "isEqual": lambda a, b: time_of(a) == time_of(needed(b)),
    }.items()
}


_DATE_PARTS = {
    "int getYear()": part("year"),
    "int getMonthValue()": part("month"),
    "Month getMonth()": lambda value: MONTH_VALUES[part("month")(value) - 1],
    "int getDayOfMonth()": part("day"),
    "int getDayOfYear()": part("yearday"),
    "DayOfWeek getDayOfWeek()": lambda value: WEEKDAYS[part("weekday")(value) - 1],
}
_TIME_PARTS = {f"int get{name.capitalize()}()": part(name) for name in ("hour", "minute", "second", "nano")}


def _steps(name: str, units: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for unit in units:
        length = UNITS[unit.upper()]
        months, nanos = length.months, length.nanos
        for sign, word in ((1, "plus"), (-1, "minus")):
            found[f"{name} {word}{unit.capitalize()}(long)"] = (
                (lambda value, count, days=sign * nanos // DAY_NANOS: later(value, count * days))
                if unit in {"days", "weeks"}
                else (lambda value, count, months=sign * months, nanos=sign * nanos: moved(value, months * count, nanos * count))
            )
    return found


def _withs(name: str, parts: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {f"{name} with{word}(int)": (lambda value, new, key=key: with_part(value, **{key: new})) for word, key in parts}


_DATES = (("Year", "year"), ("Month", "month"), ("DayOfMonth", "day"))
_TIMES = (("Hour", "hour"), ("Minute", "minute"), ("Second", "second"), ("Nano", "nano"))
_DAY_UNITS = ("days", "weeks", "months", "years")
_HOUR_UNITS = ("hours", "minutes", "seconds", "nanos")


def _temporal(name: str, *, dates: bool, times: bool) -> None:
    units = (_DAY_UNITS if dates else ()) + (_HOUR_UNITS if times else ())
    adjuster = ("TemporalAdjuster",) if name in {"LocalDate", "LocalTime"} else ()
    made = define(f"java.time.{name}", "Temporal", "TemporalAccessor", "Comparable", *adjuster, final=True)
    made.has(_steps(name, units))
    made.has({sign.format(name=name): test for sign, test in _ORDER.items() if "isEqual" not in sign or dates})
    made.has(
        {
            f"{name} plus(long, TemporalUnit)": plus,
            f"{name} minus(long, TemporalUnit)": lambda value, count, unit: plus(value, -count, unit),
            f"{name} plus(TemporalAmount)": plus_amount,
            f"{name} minus(TemporalAmount)": lambda value, amount: plus_amount(value, amount, -1),
            "long until(Temporal, TemporalUnit)": lambda value, end, unit: between(unit, value, end),
            f"int compareTo({name})": compare_temporals,
            "String format(DateTimeFormatter)": lambda value, formatter: formatter.format(value),
        }
    )
    if dates:
        made.has(_DATE_PARTS | _withs(name, _DATES))
    if times:
        made.has(_TIME_PARTS | _withs(name, _TIMES) | {f"{name} truncatedTo(TemporalUnit)": truncated})


_temporal("LocalDate", dates=True, times=False)
_temporal("LocalTime", dates=False, times=True)
_temporal("LocalDateTime", dates=True, times=True)
del CLASSES["LocalDateTime"].methods["withNano", 1]  # the node's list has it not
_temporal("ZonedDateTime", dates=True, times=True)
_temporal("OffsetDateTime", dates=True, times=True)
