"""From the user's index expressions to concrete shards, with the ``read`` privilege alone."""

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from reindex_operator.api.request import Source
from reindex_operator.engine import answers, reasons
from reindex_operator.engine.cluster import Answer, Cluster, object_of, path
from reindex_operator.engine.errors import ReindexError, TransientError
from reindex_operator.engine.faults import fault
from reindex_operator.engine.retry import Patience, patiently

FIELD = "spec.source.index"
MOST_INDICES = 10_000
MOST_SHARDS = 1024


@dataclass(frozen=True)
class Resolved:
    """``expression`` is the user's, joined; ``shards`` the number of shards by index; ``filtered`` the indices read through an alias's filter."""

    expression: str
    shards: dict[str, int]
    filtered: frozenset[str]

    def target(self, index: str) -> str | None:
        """The expression to read ``index`` through, where it is not the index itself."""
        return self.expression if index in self.filtered else None


async def resolve(source: Source, cluster: Cluster) -> Resolved:
    """The concrete indices of ``source.index``; raises ``ReindexError`` (SourceNotFound, Forbidden ...) where the cluster does not know them."""
    expression = ",".join(source.index)
    params = {"ignore_unavailable": "false"}  # this API alone leaves out what is missing unless told not to
    answer = await patiently(lambda: cluster.request("GET", path(expression, "_search_shards"), params=params), patience=Patience())
    if answer.status == HTTPStatus.FORBIDDEN:
        return await _resolve_by_search(expression, cluster)
    if not answer.ok:
        missing = answer.status == HTTPStatus.NOT_FOUND
        raise fault(answer, cluster.connection.name, FIELD, reasons.SOURCE_NOT_FOUND if missing else reasons.INVALID_REQUEST)
    found = answer.json(answers.Shards)
    if not all(found.shards):
        await _searched(cluster, expression, {"allow_partial_search_results": "false"}, {"size": 0}, reasons.SEARCH_FAILED)
        raise TransientError(reasons.SEARCH_FAILED, f"{FIELD}: a shard of [{expression}] has no copy that can be read")
    shards: dict[str, int] = {}
    for copies in found.shards:
        shards[copies[0].index] = max(shards.get(copies[0].index, 0), copies[0].shard + 1)
    filtered = frozenset(name for name, about in found.indices.items() if "filter" in about)
    return Resolved(expression, shards, filtered)


async def check_behind(expression: str | None, index: str, cluster: Cluster, patience: Patience) -> None:
    """Raises ``ReindexError`` (SourceNotFound) where ``index`` is not behind ``expression`` any more: a search finds nothing of it then, and does not say why.

    None is the index itself, of which a search does say it.
    """
    if expression is None:
        return
    ask = partial(cluster.request, "GET", path(expression, "_field_caps"), params={"fields": "_index"})
    found = await patiently(ask, patience=patience, read=partial(object_of, kind=answers.Fields))
    if not isinstance(found, Answer) and found.indices is not None and index not in found.indices:
        raise ReindexError(
            reasons.SOURCE_NOT_FOUND, f"{FIELD}: index [{index}] is not behind [{expression}] any more, and was not read to its end"
        )


async def _resolve_by_search(expression: str, cluster: Cluster) -> Resolved:
    """The indices that hold documents, asked shard number by shard number: Elasticsearch 8 wants more than ``read`` for ``_search_shards``.

    They may be known to this user by an alias only, so all are read through the expression.
    """
    aggregation = {"index": {"terms": {"field": "_index", "size": MOST_INDICES}}}
    total = (await _searched(cluster, expression, {}, {"size": 0})).json(answers.Searched).shards.total
    shards: dict[str, int] = {}
    seen = 0
    for number in range(MOST_SHARDS):
        if seen >= total:
            break
        answer = await _searched(cluster, expression, {"preference": f"_shards:{number}"}, {"size": 0, "aggs": aggregation})
        found = answer.json(answers.Holding)
        seen += found.shards.total
        shards |= {bucket.key: number + 1 for bucket in found.buckets}
    return Resolved(expression, shards, frozenset(shards))


async def _searched(
    cluster: Cluster, expression: str, params: dict[str, str], body: dict[str, Any], reason: str = reasons.INVALID_REQUEST
) -> Answer:
    answer = await patiently(lambda: cluster.request("POST", path(expression, "_search"), params=params, body=body), patience=Patience())
    if not answer.ok:
        missing = answer.status == HTTPStatus.NOT_FOUND
        raise fault(answer, cluster.connection.name, FIELD, reasons.SOURCE_NOT_FOUND if missing else reason)
    return answer
