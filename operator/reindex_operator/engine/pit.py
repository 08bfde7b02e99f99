"""Points in time: opened and closed in the cluster's own dialect. Elasticsearch has them since 7.10, OpenSearch since 2.4 under another path."""

import contextlib
from collections.abc import Sequence
from functools import partial

from reindex_operator.engine.cluster import Answer, Cluster, object_of, path
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.retry import Patience, patiently

DIALECTS = (("/_pit", "id", "id"), ("/_search/point_in_time", "pit_id", "pit_id"))
"""Path behind the index, key of the answer, key of the closing request."""


async def open_pit(cluster: Cluster, target: str, keep_alive: str, shard: int | None, patience: Patience) -> str | None:
    """A new point in time of ``target`` (of one shard number of it, if given); None where the cluster can not or will not give one."""
    params = {"keep_alive": keep_alive} | ({"preference": f"_shards:{shard}"} if shard is not None else {})
    for dialect in _dialects(cluster):
        suffix, key, _ = DIALECTS[dialect]
        answer = await patiently(partial(cluster.request, "POST", path(target) + suffix, params=params), patience=patience, read=object_of)
        if not isinstance(answer, Answer) and key in answer:
            cluster.memory["pit"] = dialect
            return str(answer[key])
    return None


async def close(cluster: Cluster, ids: Sequence[str]) -> None:
    """Close points in time, as far as the cluster answers; those that are gone already are no matter."""
    with contextlib.suppress(ReindexError):
        for pit in ids:
            for dialect in _dialects(cluster):
                suffix, _, key = DIALECTS[dialect]
                answer = await cluster.request("DELETE", suffix, body={key: [pit] if dialect else pit})
                if answer.ok or answer.status == 404:  # noqa: PLR2004 - HTTP
                    break


def _dialects(cluster: Cluster) -> Sequence[int]:
    """The dialects to try: the one that is known to work, or both."""
    known = cluster.memory.get("pit")
    return range(len(DIALECTS)) if known is None else (known,)
