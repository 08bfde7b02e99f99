"""ZonedDateTime and OffsetDateTime."""

from reindex_operator.painless.library.functions import needed
from reindex_operator.painless.library.table import CLASSES

from .enums import NANOS
from .parsing import parse_zoned
from .shared import at_instant, combined, half
from .temporals import Instant, Zoned, local_of
from .zones import offset_text, zone_of

for _name in ("ZonedDateTime", "OffsetDateTime"):
    CLASSES[_name].has(
        {
            "Instant toInstant()": lambda value: Instant(value.nanos),
            "long toEpochSecond()": lambda value: value.nanos // NANOS,
            "LocalDate toLocalDate()": lambda value: half(value, "LocalDate"),
            "LocalTime toLocalTime()": lambda value: half(value, "LocalTime"),
            "LocalDateTime toLocalDateTime()": lambda value: value.local,
            "ZoneOffset getOffset()": lambda value: zone_of("Z" if value.offset == 0 else offset_text(value.offset)),
        }
    ).static(
        {
            f"{_name} parse(CharSequence)": (lambda text, kind=_name: parse_zoned(text, kind)),
            f"{_name} parse(CharSequence, DateTimeFormatter)": (lambda text, formatter, kind=_name: formatter.zoned(text, kind)),
            f"{_name} ofInstant(Instant, ZoneId)": (lambda instant, zone, kind=_name: at_instant(instant.nanos, zone, kind)),
        }
    )


CLASSES["ZonedDateTime"].has(
    {
        "ZoneId getZone()": lambda value: value.zone,
        "ZonedDateTime withZoneSameInstant(ZoneId)": lambda value, zone: at_instant(value.nanos, zone),
        "ZonedDateTime withZoneSameLocal(ZoneId)": lambda value, zone: value.at(value.local, needed(zone)),
        "OffsetDateTime toOffsetDateTime()": lambda value: Zoned(value.local, zone_of(offset_text(value.offset)), "OffsetDateTime"),
    }
).static(
    {
        "ZonedDateTime of(LocalDateTime, ZoneId)": Zoned,
        "ZonedDateTime of(LocalDate, LocalTime, ZoneId)": lambda day, clock, zone: Zoned(combined(day, clock), zone),
        "ZonedDateTime of(int, int, int, int, int, int, int, ZoneId)": lambda y, mo, d, h, mi, s, n, zone: Zoned(
            local_of(y, mo, d, h, mi, s, n), zone
        ),
    }
)
CLASSES["OffsetDateTime"].has(
    {
        "ZonedDateTime toZonedDateTime()": lambda value: Zoned(value.local, value.zone),
        "OffsetDateTime withOffsetSameInstant(ZoneOffset)": lambda value, zone: at_instant(value.nanos, zone, "OffsetDateTime"),
    }
)
