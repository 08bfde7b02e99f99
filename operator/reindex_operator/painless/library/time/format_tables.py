"""DateTimeFormatter."""

from datetime import UTC
from functools import lru_cache

from reindex_operator.painless.library.table import define

from .format import Formatter
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
    }
).static(
    {
        "DateTimeFormatter ofPattern(String)": _of_pattern,
        "DateTimeFormatter ofPattern(String, Locale)": lambda pattern, _: _of_pattern(pattern),
    }
).constant(
    "DateTimeFormatter",
    {
        name: Formatter("", Zone("Z", UTC) if name == "ISO_INSTANT" else None, name)
        for name in (
            "ISO_LOCAL_DATE",
            "ISO_DATE",
            "ISO_LOCAL_TIME",
            "ISO_LOCAL_DATE_TIME",
            "ISO_OFFSET_DATE_TIME",
            "ISO_ZONED_DATE_TIME",
            "ISO_DATE_TIME",
            "ISO_INSTANT",
            "BASIC_ISO_DATE",
        )
    },
)


def _with_zone(formatter: Formatter, zone: Zone) -> Formatter:
    made = Formatter("", zone, formatter.iso)
    made.parts = formatter.parts
    return made
