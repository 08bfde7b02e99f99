"""java.time and java.util.Date. Importing this fills their tables."""

from . import (  # noqa: F401, I001 - each fills its part of the tables; their order matters
    enum_tables,
    zone_tables,
    temporal_tables,
    local_tables,
    zoned_tables,
    instant_tables,
    joda,
    amount_tables,
    format_tables,
    date,
    fields,
    adjusters,
    sources,
)
