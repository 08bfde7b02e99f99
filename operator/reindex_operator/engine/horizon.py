"""How far a slice may send until its next checkpoint is accepted. Pure.

What lies between a checkpoint's cursor and its horizon may have been written by a process that died; nothing beyond it was.
"""

from collections.abc import Sequence

from reindex_operator.engine.checkpoint import Cursor
from reindex_operator.engine.plan import Part

LEAST = 50_000


def ahead(parts: Sequence[Part], at: Cursor, operations: int) -> Cursor:
    """The place ``operations`` beyond ``at``: within its part, or in a later one where small parts follow."""
    part, left = at.part, operations
    after = at.after
    while part + 1 < len(parts) and parts[part].docs < left:
        left -= parts[part].docs
        part, after = part + 1, None
    start = parts[part].after if part < len(parts) else -1
    return Cursor(part, (start if after is None else after) + left)


def beyond(place: Cursor, horizon: Cursor | None) -> bool:
    """Whether ``place`` lies beyond ``horizon``; never where the source is read in an order of its own."""
    if place.values is not None:
        return False
    if horizon is None:
        return True
    return (place.part, -1 if place.after is None else place.after) > (horizon.part, -1 if horizon.after is None else horizon.after)
