"""Tells the engine's own earlier writes from other people's, so that what is sent again is not counted or refused twice.

Used for documents that may have been written already: those between a checkpoint's cursor and its horizon after a crash, and those of a
bulk whose answer was lost. A document that is in the destination with the same content is the engine's own: it is counted and not
sent again. Without ``read`` on the destination nothing can be told, and all are sent. A delete is sent again: it counts the same, whatever
it finds (R28).
"""

from typing import Any

import msgspec

from reindex_operator.engine.bulk import DELETE, lines
from reindex_operator.engine.checkpoint import Counters
from reindex_operator.engine.cluster import Cluster, path
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.retry import patiently

AT_ONCE = 500
PLACE = ("_index", "_id", "routing")

Place = tuple[Any, ...]


async def recognise(pieces: list[bytes], index: str, dest: Cluster, counters: Counters) -> tuple[list[bytes], int]:
    """The documents of ``pieces`` still to be sent, and how many; those that are there already are counted into ``counters``."""
    documents = list(lines(pieces))
    places: dict[Place, list[int]] = {}
    versions: dict[int, int] = {}
    for start in range(0, len(documents), AT_ONCE):
        some = range(start, min(start + AT_ONCE, len(documents)))
        wanted = [_place(documents[position]) for position in some]
        for position, place in zip(some, wanted, strict=True):
            places.setdefault(place, []).append(position)
        for position, found in zip(some, await _fetch(wanted, index, dest), strict=True):
            if found is not None and _same(documents[position], found):
                versions[position] = int(found.get("_version") or 0)
    through = {position for positions in places.values() for position in _written(positions, versions, documents, counters)}
    left = [document for position, document in enumerate(documents) if position not in through]
    return left, len(left)


def _written(positions: list[int], versions: dict[int, int], documents: list[bytes], counters: Counters) -> list[int]:
    """Which of the documents for one place were written already, counted: all up to the last whose content is there.

    As many versions as writes: the first of them created the document; more: it was there before.
    """
    last = max((number for number, position in enumerate(positions) if position in versions), default=None)
    if last is None:
        return []
    absent = versions[positions[last]] == last + 1
    for position in positions[: last + 1]:
        deletes = documents[position].startswith(DELETE)
        counters.deleted += deletes
        counters.created += absent and not deletes
        counters.updated += not absent and not deletes
        absent = deletes
    return positions[: last + 1]


def _place(document: bytes) -> Place:
    action = next(iter(msgspec.json.decode(document.split(b"\n", 1)[0]).values()))
    return tuple(action.get(key) for key in PLACE)


def _same(document: bytes, found: dict[str, Any]) -> bool:
    return not document.startswith(DELETE) and bool(found.get("_source") == msgspec.json.decode(document.split(b"\n", 1)[1]))


async def _fetch(places: list[Place], index: str, dest: Cluster) -> list[dict[str, Any] | None]:
    """What the destination holds at each place; None for what it does not have, or will not show."""
    wanted = [{key: value for key, value in zip(PLACE, place, strict=True) if value is not None} for place in places]
    nothing: list[dict[str, Any] | None] = [None] * len(places)
    try:
        answer = await patiently(lambda: dest.request("POST", path(index, "_mget"), body={"docs": wanted}))
    except ReindexError:
        return nothing
    if not answer.ok:
        return nothing
    return [found if found.get("found") else None for found in answer.json()["docs"]]
