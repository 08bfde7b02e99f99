"""How many documents each shard has under the query, in which range of ``_seq_no``, and where to cut it. Needs ``read`` alone.

The searches are also the check of the request's query: what the cluster says against it becomes the run's error.
"""

import contextlib
from http import HTTPStatus
from typing import Any

from reindex_operator.api.request import ManualSlice, Source
from reindex_operator.engine import answers, reasons, scroll
from reindex_operator.engine.cluster import LARGEST_ANSWER, Answer, Cluster, path
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.faults import fault
from reindex_operator.engine.plan import Part
from reindex_operator.engine.resolve import FIELD, Resolved
from reindex_operator.engine.retry import Patience, patiently
from reindex_operator.engine.slicing import Cut

LAST = {"size": 0, "track_total_hits": False, "aggs": {"last": {"max": {"field": "_seq_no"}}}}
"""The body of a search for the last number (``answers.Ended``)."""
_UNNUMBERED = b"_seq_no cannot be queried"
"""What Elasticsearch 9.4 says of an index with ``index.disable_sequence_numbers``."""


class UnnumberedError(Exception):
    """An index numbers its operations for itself alone: it can only be read as one."""


def check_numbered(answer: Answer) -> None:
    """Raises ``UnnumberedError`` where that is what the cluster says."""
    if not answer.ok and _UNNUMBERED in answer.body:
        raise UnnumberedError


async def bounds(source: Source, resolved: Resolved, cluster: Cluster) -> list[Part]:
    """One part a shard that has documents, by index and number; ``after`` is just before its first operation. Raises ``UnnumberedError``."""
    body = body_of(source) | {
        "size": 0,
        "track_total_hits": True,
        "aggs": {
            "index": {
                "terms": {"field": "_index", "size": max(len(resolved.shards), 1)},
                "aggs": {"first": {"min": {"field": "_seq_no"}}, "last": {"max": {"field": "_seq_no"}}},
            }
        },
    }
    found = []
    for number in range(max(resolved.shards.values(), default=0)):
        answer = await _search(cluster, resolved.expression, number, body)
        check_numbered(answer)
        if not answer.ok:
            raise _refused(answer, source, cluster)
        for bucket in answer.json(answers.Grouped).buckets:
            first = bucket.first.value
            found.append(
                Part(
                    index=bucket.key,
                    shard=number,
                    after=-1 if first is None else int(first) - 1,
                    to=int(bucket.last.value or 0),
                    docs=bucket.doc_count,
                    target=resolved.target(bucket.key),
                )
            )
    return sorted(found, key=lambda part: (part.index, part.shard or 0))


async def count(source: Source, resolved: Resolved, point: str | None, cluster: Cluster) -> int:
    """Documents under the query, of a source that is read as one; of the user's ``slice`` of it, in the point in time ``point``."""
    body = body_of(source) | {"size": 0, "track_total_hits": True}
    if point is None and source.slice:
        answer = await _first_of_a_scroll(
            cluster, resolved.expression, body | {"size": 1, "slice": sliced(source.slice), "sort": [{"_doc": "asc"}]}
        )
    elif point is None:
        answer = await _search(cluster, resolved.expression, None, body)
    else:
        body |= {"pit": {"id": point}} | ({"slice": sliced(source.slice)} if source.slice else {})
        params = {"allow_partial_search_results": "false"}
        answer = await patiently(lambda: cluster.request("POST", "/_search", params=params, body=body), patience=Patience())
    if not answer.ok:
        raise _refused(answer, source, cluster)
    return answer.json(answers.Counted).hits.total.value


async def _first_of_a_scroll(cluster: Cluster, expression: str, body: dict[str, Any]) -> Answer:
    reading = scroll.answers(
        cluster, expression, body, keep_alive=lambda: "1m", largest=LARGEST_ANSWER, patience=Patience(), retried=lambda: None
    )
    async with contextlib.aclosing(reading):
        return await anext(reading)


async def check_sort(source: Source, resolved: Resolved, cluster: Cluster) -> None:
    """Raise ``ReindexError`` when the cluster can not sort as ``source.sort`` says."""
    body = body_of(source) | {"size": 1, "sort": source.sort, "_source": False}
    answer = await _search(cluster, resolved.expression, None, body)
    if not answer.ok:
        raise fault(answer, cluster.connection.name, "spec.source.sort", reasons.INVALID_QUERY, query="spec.source.sort")


def _refused(answer: Answer, source: Source, cluster: Cluster) -> ReindexError:
    """The error of a first search: its indices are known, so what the cluster finds wrong is what it was asked of them."""
    asked = [name for name, value in (("query", source.query), ("runtimeMappings", source.runtime_mappings)) if value is not None]
    if answer.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND} and asked:
        field = ", ".join(f"spec.source.{name}" for name in asked)
        return fault(answer, cluster.connection.name, field, reasons.INVALID_QUERY, query=field)
    return fault(answer, cluster.connection.name, FIELD, reasons.SEARCH_FAILED)


async def places(source: Source, shards: list[Part], cuts: list[Cut], cluster: Cluster) -> dict[Cut, int]:
    """The ``_seq_no`` at each cut: by percentiles under the query, and in even ranges where the cluster gives none."""
    return {cut: await _place(source, shards[cut.shard], cut.share, cluster) for cut in cuts}


async def counted(source: Source, part: Part, cluster: Cluster) -> int:
    """Documents of ``part`` under the query, exactly: a part that a cut ends has only about its share of the shard's."""
    span = {"gt": part.after} | ({"lte": part.to} if part.to is not None else {})
    body = body_of(source, part, {"range": {"_seq_no": span}}) | {"size": 0, "track_total_hits": True}
    answer = await _search(cluster, part.target or part.index, part.shard, body)
    if not answer.ok:
        raise _refused(answer, source, cluster)
    return answer.json(answers.Counted).hits.total.value


async def last(source: Source, part: Part, point: str, cluster: Cluster) -> int | None:
    """The last operation of the part's shard in the point in time ``point``; as it is known, where the cluster does not say.

    The shard may have changed since its documents were counted: what is in the view is read there, and else by nobody but who catches up.
    """
    body = body_of(source, part) | LAST
    params = {"allow_partial_search_results": "false"}
    answer = await patiently(
        lambda: cluster.request("POST", "/_search", params=params, body=body | {"pit": {"id": point}}), patience=Patience()
    )
    found = answer.json(answers.Ended).number if answer.ok else None
    return part.last if found is None else found


async def _place(source: Source, shard: Part, share: float, cluster: Cluster) -> int:
    body = body_of(source, shard) | {
        "size": 0,
        "track_total_hits": False,
        "aggs": {"cut": {"percentiles": {"field": "_seq_no", "percents": [share * 100], "keyed": False}}},
    }
    answer = await _search(cluster, shard.target or shard.index, shard.shard, body)
    value = answer.json(answers.Cut).aggregations.cut.values[0].value if answer.ok else None
    last = shard.after + 1 if shard.to is None else shard.to
    return int(value) if value is not None else shard.after + int((last - shard.after) * share)


def sliced(part: ManualSlice) -> dict[str, Any]:
    """A slice cut by hand: by ``_id`` as the API cuts it (R44), where a point in time would by document numbers."""
    return {"field": "_id", "id": part.id, "max": part.max}


def body_of(source: Source, part: Part | None = None, *ranges: dict[str, Any]) -> dict[str, Any]:
    """The search body of the user's query, limited to ``part``'s index where it is read through another expression."""
    filters = [*ranges]
    if source.query is not None:
        filters.append(source.query)
    if part is not None and part.target is not None:
        filters.append({"term": {"_index": part.index}})
    body: dict[str, Any] = {"query": {"bool": {"filter": filters}}} if filters else {}
    if source.sort and filters == [source.query]:
        body["query"] = source.query  # as a filter it would have no score to sort by
    if source.runtime_mappings:
        body["runtime_mappings"] = source.runtime_mappings
    return body


async def _search(cluster: Cluster, expression: str, shard: int | None, body: dict[str, Any]) -> Answer:
    params = {"allow_partial_search_results": "false"} | ({"preference": f"_shards:{shard}"} if shard is not None else {})
    return await patiently(lambda: cluster.request("POST", path(expression, "_search"), params=params, body=body), patience=Patience())
