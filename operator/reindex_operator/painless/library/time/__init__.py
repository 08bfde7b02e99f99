"""java.time and java.util.Date. Importing this fills their tables."""

from . import enum_tables, zone_tables, temporal_tables, local_tables, zoned_tables, instant_tables, amount_tables, format_tables, date  # noqa: F401, I001 - each fills its part of the tables; their order matters
