"""Our engine's run of a case, seen as the node's own is."""

from typing import Any

import pydantic

from reindex_operator.api.errors import field_errors
from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.status import Response
from reindex_operator.engine.cluster import Cluster, Connection
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.run import RunFailedError, run
from tests.conformance.harness.case import Case, addressed
from tests.conformance.harness.convert import request
from tests.conformance.harness.node import Node
from tests.conformance.harness.observe import Observation, comparable


async def our_run(node: Node, case: Case) -> Observation:
    """Run the case through the engine."""
    try:
        asked = request(addressed(case.body, node.url), case.params, node.url)
    except pydantic.ValidationError as error:
        return Observation(400, error=("Invalid", "; ".join(f"{one.path}: {one.message}" for one in field_errors(error))))
    async with Cluster(Connection(hosts=asked.cluster.hosts, authorization=node.authorization, ca=node.ca)) as dest:
        if asked.source.cluster is None:
            return await observed(asked, dest, dest)
        remote = Connection(hosts=asked.source.cluster.hosts, authorization=node.authorization, ca=node.ca, name="spec.source.cluster")
        async with Cluster(remote) as source:
            return await observed(asked, source, dest)


async def observed(asked: ReindexRequest, source: Cluster, dest: Cluster) -> Observation:
    """How the run ended."""
    try:
        response = await run(asked, source, dest)
    except RunFailedError as error:
        response, ended = error.response, (error.reason, error.message)
        if not response.failures:
            return Observation(400, error=ended)
        return Observation(
            status(response), as_the_api_says(response), ending=ended, throttled_millis=response.throttled_millis, took=response.took
        )
    except ReindexError as error:
        return Observation(400, error=(error.reason, error.message))
    return Observation(status(response), response=as_the_api_says(response), throttled_millis=response.throttled_millis, took=response.took)


def as_the_api_says(response: Response) -> dict[str, Any]:
    """The response with the API's names."""
    return comparable(response.model_dump(by_alias=False, exclude_none=True))


def status(response: Response) -> int:
    """The HTTP status that the API gives such a response: the worst of 200, 408 for a timeout and each failure's."""
    return max([200, 408 if response.timed_out else 0, *(failure.status for failure in response.failures)])
