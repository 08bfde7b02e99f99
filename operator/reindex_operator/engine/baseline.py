"""What the destination holds when a run starts: without it, a run that goes on after a crash could not tell its own writes from what was there."""

from typing import Any

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import answers
from reindex_operator.engine.bounds import LAST
from reindex_operator.engine.cluster import Answer, Cluster, object_of, path
from reindex_operator.engine.plan import Baseline
from reindex_operator.engine.retry import Patience, patiently

ALTERING = ("index.default_pipeline", "index.final_pipeline", "index.mapping.source.mode")
"""Settings by which a destination keeps another content than it was sent."""
NOT_FOUND = 404


async def baseline(request: ReindexRequest, written: str | None, dest: Cluster, patience: Patience) -> Baseline | None:
    """The highest ``_seq_no`` of each shard of ``written``, the concrete index behind the request's destination; None where that may not be read."""
    index = written or request.dest.index
    await _ask(dest, patience, "POST", path(index, "_refresh"))  # what is searched is what is there, where that is allowed
    whole = {"allow_partial_search_results": "false"}
    found = await _ask(dest, patience, "POST", path(index, "_search"), params=whole, body={"size": 0, "track_total_hits": False})
    if found.status == NOT_FOUND:
        return Baseline(request.dest.index)
    if not found.ok:
        return None
    highest = []
    for shard in range(found.json(answers.Searched).shards.total):
        answer = await _ask(dest, patience, "POST", path(index, "_search"), params=whole | {"preference": f"_shards:{shard}"}, body=LAST)
        if not answer.ok:
            return None
        number = answer.json(answers.Ended).number
        highest.append(-1 if number is None else number)
    return Baseline(index, highest, altered=await _altered(index, dest, patience))


async def _altered(index: str, dest: Cluster, patience: Patience) -> bool:
    """Whether the index keeps another content than it is sent; False where that may not be asked."""
    answer = await _ask(dest, patience, "GET", path(index, "_settings"), params={"flat_settings": "true"})
    if not answer.ok:
        return False
    settings = [about.settings for about in answer.json(dict[str, answers.Settings]).values()]
    values = [str(one.get(key, "_none")).lower() for one in settings for key in ALTERING]
    return any(value not in {"_none", "stored"} for value in values)


async def _ask(dest: Cluster, patience: Patience, method: str, target: str, **more: Any) -> Answer:
    """The answer; one that broke off is asked for again."""
    return await patiently(lambda: dest.request(method, target, **more), patience=patience, read=_whole)


def _whole(answer: Answer) -> Answer:
    object_of(answer, dict[str, Any])
    return answer
