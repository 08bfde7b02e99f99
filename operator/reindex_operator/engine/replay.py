"""Tells the engine's own earlier writes from other people's, so that what is sent again is not counted or refused twice.

Used for documents that may have been written already: those between a checkpoint's cursor and its horizon after a crash, and those of a
bulk whose answer was lost. A document that is in the destination with the same content is the engine's own: it is counted and not
sent again. Without ``read`` on the destination nothing can be told, and all are sent.
"""

from typing import Any

import msgspec

from reindex_operator.engine.bulk import lines
from reindex_operator.engine.checkpoint import Counters
from reindex_operator.engine.cluster import Cluster, path
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.retry import patiently

AT_ONCE = 500


async def recognise(pieces: list[bytes], index: str, dest: Cluster, counters: Counters) -> tuple[list[bytes], int]:
    """The documents of ``pieces`` still to be sent, and how many; those that are there already are counted into ``counters``.

    A document at version 1 was created by the engine; at a higher one it was updated.
    """
    documents = list(lines(pieces))
    left: list[bytes] = []
    for start in range(0, len(documents), AT_ONCE):
        some = documents[start : start + AT_ONCE]
        there = await _fetch(some, index, dest)
        for document, found in zip(some, there, strict=True):
            if found is None or found.get("_source") != msgspec.json.decode(document.split(b"\n", 1)[1]):
                left.append(document)
            elif found.get("_version") == 1:
                counters.created += 1
            else:
                counters.updated += 1
    return left, len(left)


async def _fetch(documents: list[bytes], index: str, dest: Cluster) -> list[dict[str, Any] | None]:
    """What the destination holds under each document's id; None for those it does not have, or will not show."""
    actions = [next(iter(msgspec.json.decode(document.split(b"\n", 1)[0]).values())) for document in documents]
    wanted = [{key: action[key] for key in ("_id", "routing") if key in action} for action in actions]
    nothing: list[dict[str, Any] | None] = [None] * len(documents)
    try:
        answer = await patiently(lambda: dest.request("POST", path(index, "_mget"), body={"docs": wanted}))
    except ReindexError:
        return nothing
    if not answer.ok:
        return nothing
    return [found if found.get("found") else None for found in answer.json()["docs"]]
