"""Searches for all that documents hold: Elasticsearch 9.2 and later leave vectors out of ``_source`` unless they are asked for (R19).

Clusters that do not know of it refuse it, which is learned once for each connection. Called by whoever reads sources.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from reindex_operator.engine.cluster import LARGEST_ANSWER, Answer, Cluster

PARAMETER = "_source_exclude_vectors"
KEY = "exclude_vectors"


async def post(
    cluster: Cluster, target: str, body: Mapping[str, Any], *, params: Mapping[str, str] | None = None, largest: int = LARGEST_ANSWER
) -> Answer:
    """As ``Cluster.request``: a search or ``_mget`` whose documents are to be whole, but for the filter that ``body`` may have."""
    if cluster.memory.get(PARAMETER, True):
        more, whole = _asking(body)
        answer = await cluster.request("POST", target, params={**(params or {}), **more}, body=whole, largest=largest)
        if answer.status != HTTPStatus.BAD_REQUEST or KEY.encode() not in answer.body:
            return answer
        cluster.memory[PARAMETER] = False
    return await cluster.request("POST", target, params=params, body=body, largest=largest)


def _asking(body: Mapping[str, Any]) -> tuple[dict[str, str], Mapping[str, Any]]:
    """The parameters to add, and the body: a filter that it has would be replaced by the parameter, and takes the wish itself."""
    chosen = body.get("_source")
    if isinstance(chosen, Mapping):
        return {}, {**body, "_source": {KEY: False, **chosen}}
    return {PARAMETER: "false"}, body
