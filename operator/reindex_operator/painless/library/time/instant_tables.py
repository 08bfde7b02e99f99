"""Instant."""

from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import define

from .arithmetic import between, plus, plus_amount, truncated
from .enums import NANOS
from .parsing import parse_instant
from .shared import MILLI, at_instant, checked_long, compare_temporals
from .temporals import Instant

define("java.time.Instant", "Temporal", "TemporalAccessor", "Comparable", final=True).has(
    {
        "long toEpochMilli()": lambda value: checked_long(value.nanos // MILLI),
        "long getEpochSecond()": lambda value: value.nanos // NANOS,
        "int getNano()": lambda value: value.nanos % NANOS,
        "ZonedDateTime atZone(ZoneId)": lambda value, zone: at_instant(value.nanos, zone),
        "OffsetDateTime atOffset(ZoneOffset)": lambda value, zone: at_instant(value.nanos, zone, "OffsetDateTime"),
        "boolean isAfter(Instant)": lambda a, b: a.nanos > needed(b).nanos,
        "boolean isBefore(Instant)": lambda a, b: a.nanos < needed(b).nanos,
        "Instant plus(long, TemporalUnit)": plus,
        "Instant minus(long, TemporalUnit)": lambda value, count, unit: plus(value, -count, unit),
        "Instant plus(TemporalAmount)": plus_amount,
        "Instant minus(TemporalAmount)": lambda value, amount: plus_amount(value, amount, -1),
        "Instant truncatedTo(TemporalUnit)": truncated,
        "long until(Temporal, TemporalUnit)": lambda value, end, unit: between(unit, value, end),
        "int compareTo(Instant)": compare_temporals,
    }
    | {
        f"Instant {word}{unit}(long)": (lambda value, count, sign=sign, length=length: Instant(value.nanos + sign * count * length))
        for word, sign in (("plus", 1), ("minus", -1))
        for unit, length in (("Seconds", NANOS), ("Millis", MILLI), ("Nanos", 1))
    }
).static(
    {
        "Instant ofEpochMilli(long)": lambda value: Instant(value * MILLI),
        "Instant ofEpochSecond(long)": lambda value: Instant(value * NANOS),
        "Instant ofEpochSecond(long, long)": lambda value, nano: Instant(value * NANOS + nano),
        "Instant parse(CharSequence)": parse_instant,
    }
).constant("Instant", {"EPOCH": Instant(0)})
