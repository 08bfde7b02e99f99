"""DateTimeFormatter."""

from datetime import UTC
from functools import lru_cache

from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import define

from .format import ISO_NAMES, Formatter
from .zones import Zone


@lru_cache(maxsize=256)
def _of_pattern(pattern: str, locale: str = "en") -> Formatter:
    return Formatter(needed(pattern), locale=locale)


define("java.time.format.DateTimeFormatter", final=True).has(
    {
        "String format(TemporalAccessor)": Formatter.format,
        "DateTimeFormatter withZone(ZoneId)": Formatter.in_zone,
        "DateTimeFormatter withLocale(Locale)": lambda formatter, locale: Formatter(
            formatter.pattern, formatter.zone, formatter.iso, needed(locale).name
        ),
        "ZoneId getZone()": lambda formatter: formatter.zone,
    }
).static(
    {
        "DateTimeFormatter ofPattern(String)": _of_pattern,
        "DateTimeFormatter ofPattern(String, Locale)": lambda pattern, locale: _of_pattern(pattern, needed(locale).name),
    }
).constant(
    "DateTimeFormatter",
    {name: Formatter("", Zone("Z", UTC) if name == "ISO_INSTANT" else None, name) for name in ISO_NAMES},
)
