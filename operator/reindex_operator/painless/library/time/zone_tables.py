"""ZoneId and ZoneOffset."""

from datetime import UTC

from reindex_operator.painless.library.table import define

from .enums import complain
from .zones import Zone, offset_of, zone_of


def _of_hours(hours: int) -> Zone:
    if not -18 <= hours <= 18:
        complain(f"Zone offset hours not in valid range: value {hours} is not in the range -18 to 18")
    return zone_of(f"{hours:+03}:00")


define("java.time.ZoneId", final=True).has({"String getId()": lambda zone: zone.name}).static({"ZoneId of(String)": zone_of})
define("java.time.ZoneOffset", "ZoneId", final=True).has(
    {"int getTotalSeconds()": lambda zone: int(zone.info.utcoffset(None).total_seconds())}
).static({"ZoneOffset of(String)": offset_of, "ZoneOffset ofHours(int)": _of_hours}).constant("ZoneOffset", {"UTC": Zone("Z", UTC)})
