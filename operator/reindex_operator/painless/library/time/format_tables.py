"""DateTimeFormatter."""

from datetime import UTC
from functools import lru_cache

from reindex_operator.painless.library.table import define

from .format import ISO_NAMES, Formatter
from .shared import needed
from .zones import Zone


@lru_cache(maxsize=256)
def _of_pattern(pattern: str) -> Formatter:
    return Formatter(needed(pattern))


define("java.time.format.DateTimeFormatter", final=True).has(
    {
        "String format(TemporalAccessor)": Formatter.format,
        "DateTimeFormatter withZone(ZoneId)": lambda formatter, zone: _with_zone(formatter, zone),
        "DateTimeFormatter withLocale(Locale)": lambda formatter, _: formatter,
        "ZoneId getZone()": lambda formatter: formatter.zone,
    }
).static(
    {
        "DateTimeFormatter ofPattern(String)": _of_pattern,
        "DateTimeFormatter ofPattern(String, Locale)": lambda pattern, _: _of_pattern(pattern),
    }
).constant(
    "DateTimeFormatter",
    {name: Formatter("", Zone("Z", UTC) if name == "ISO_INSTANT" else None, name) for name in ISO_NAMES},
)


def _with_zone(formatter: Formatter, zone: Zone) -> Formatter:
    made = Formatter("", zone, formatter.iso)
    made.parts = formatter.parts
    return made
