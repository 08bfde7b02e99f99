"""ZoneId and ZoneOffset."""

from datetime import UTC

from reindex_operator.painless.library.table import define

from .zones import Zone, zone_of

define("java.time.ZoneId", final=True).has({"String getId()": lambda zone: zone.name}).static({"ZoneId of(String)": zone_of})
define("java.time.ZoneOffset", "ZoneId", final=True).has(
    {"int getTotalSeconds()": lambda zone: int(zone.info.utcoffset(None).total_seconds())}
).static({"ZoneOffset of(String)": zone_of, "ZoneOffset ofHours(int)": lambda hours: zone_of(f"{hours:+03}:00")}).constant(
    "ZoneOffset", {"UTC": Zone("Z", UTC)}
)
