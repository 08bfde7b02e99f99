"""Points in time: opened, kept and closed in the cluster's own dialect. Elasticsearch has them since 7.10, OpenSearch since 2.4 under another path."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from http import HTTPStatus

from reindex_operator.engine import answers
from reindex_operator.engine.cluster import Answer, Cluster, object_of, path
from reindex_operator.engine.duration import seconds
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.retry import Patience, patiently

DIALECTS = (("/_pit", "id", "id"), ("/_search/point_in_time", "pit_id", "pit_id"))
"""Path behind the index, key of the answer, key of the closing request."""
CLOSING = 10.0
"""Seconds that closing may take in all: less than a pod has for its end."""
TRIED_FOR = 2.0
SOONEST = 1.0
"""Seconds between two requests that keep a point in time, at the least."""

log = logging.getLogger(__name__)


async def open_pit(cluster: Cluster, target: str, keep_alive: str, shard: int | None, patience: Patience) -> str | None:
    """A new point in time of ``target`` (of one shard number of it, if given); None where the cluster can not or will not give one."""
    params = {"keep_alive": keep_alive} | ({"preference": f"_shards:{shard}"} if shard is not None else {})
    for dialect in _dialects(cluster):
        suffix, key, _ = DIALECTS[dialect]
        send = partial(cluster.request, "POST", path(target) + suffix, params=params)
        answer = await patiently(send, patience=patience, read=partial(object_of, kind=answers.Opened))
        if not isinstance(answer, Answer) and (point := getattr(answer, key)):
            cluster.memory["pit"] = dialect
            return str(point)
    return None


async def keep(cluster: Cluster, points: Callable[[], Iterable[str]], keep_alive: str) -> None:
    """Have what ``points`` gives live on, for ever: what can not be opened anew, while its documents wait for a rate or a destination."""
    while True:
        await asyncio.sleep(max(seconds(keep_alive, 0) / 3, SOONEST))
        for point in points():
            body = {"size": 0, "track_total_hits": False, "pit": {"id": point, "keep_alive": keep_alive}}
            with contextlib.suppress(ReindexError):  # the next one comes in time, and whoever reads it will say
                await cluster.request("POST", "/_search", body=body)


async def close(cluster: Cluster, ids: Iterable[str]) -> None:
    """Close points in time: each is tried, whatever becomes of the others. Those that are gone already are no matter.

    Never raises: what is left open is logged, and closed by its keep-alive.
    """
    left = set(ids)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSING), asyncio.TaskGroup() as closing:
            for point in sorted(left):
                closing.create_task(_close(cluster, point, left))
    if left:
        log.warning("%d points in time of %s could not be closed; their keep-alive ends them", len(left), cluster.connection.name)


async def _close(cluster: Cluster, point: str, left: set[str]) -> None:
    """Close one, and take it out of ``left`` where it is gone."""
    with contextlib.suppress(ReindexError):
        for dialect in _dialects(cluster):
            suffix, _, key = DIALECTS[dialect]
            send = partial(cluster.request, "DELETE", suffix, body={key: [point] if dialect else point})
            answer = await patiently(send, patience=Patience(TRIED_FOR, begun=True))
            if answer.ok or answer.status == HTTPStatus.NOT_FOUND:
                left.discard(point)
                return


def _dialects(cluster: Cluster) -> Sequence[int]:
    """The dialects to try: the one that is known to work, or both."""
    known = cluster.memory.get("pit")
    return range(len(DIALECTS)) if known is None else (known,)
