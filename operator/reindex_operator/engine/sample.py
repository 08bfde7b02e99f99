"""A few documents of the source, read as a run would read them. Needs ``read`` alone."""

from functools import partial
from typing import Any

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import answers, reasons, vectors
from reindex_operator.engine.bounds import UnnumberedError, body_of, check_numbered, sliced
from reindex_operator.engine.cluster import Cluster, TooLargeError, path
from reindex_operator.engine.faults import fault
from reindex_operator.engine.hits import Hit, read
from reindex_operator.engine.pages import LARGEST_PAGE
from reindex_operator.engine.resolve import FIELD
from reindex_operator.engine.retry import Patience, patiently


async def sample(request: ReindexRequest, expression: str, cluster: Cluster, docs: int) -> list[Hit]:
    """At most ``docs`` documents: half of them the first written and half the last; in the user's order where there is one."""
    source = request.source
    if source.sort or source.slice:
        return await _read(request, expression, cluster, [*(source.sort or [])], docs)
    try:
        first = await _read(request, expression, cluster, [{"_seq_no": "asc"}], docs - docs // 2)
    except UnnumberedError:
        return await _read(request, expression, cluster, [], docs)
    last = await _read(request, expression, cluster, [{"_seq_no": "desc"}], docs) if len(first) == docs - docs // 2 else []
    seen = {(hit.index, bytes(hit.id)) for hit in first}
    return [*first, *(hit for hit in last if (hit.index, bytes(hit.id)) not in seen)][:docs]


async def _read(request: ReindexRequest, expression: str, cluster: Cluster, order: list[Any], docs: int) -> list[Hit]:
    """The first of them by ``order``; fewer where they are large."""
    source = request.source
    body = body_of(source) | {"track_total_hits": False} | ({"sort": order} if order else {})
    if (request.dest.version_type or "internal") != "internal":
        body["version"] = True
    if source.source_filter:
        body["_source"] = source.source_filter.model_dump(exclude_none=True)
    params = {"allow_partial_search_results": "false"}
    if source.slice:
        params["scroll"] = "1m"  # a slice is one of a scroll or point in time only
        body["slice"] = sliced(source.slice)
    while True:
        search = partial(vectors.post, cluster, path(expression, "_search"), body | {"size": docs}, params=params, largest=LARGEST_PAGE)
        try:
            answer = await patiently(search, patience=Patience())
            break
        except TooLargeError:
            if docs == 1:
                raise
            docs = max(docs // 8, 1)
    check_numbered(answer)
    if not answer.ok:
        raise fault(answer, cluster.connection.name, FIELD, reasons.SEARCH_FAILED)
    if source.slice and (scroll := answer.json(answers.Scrolled).scroll_id):
        await cluster.request("DELETE", "/_search/scroll", body={"scroll_id": [scroll]})
    return read(answer)[0].hits.hits
