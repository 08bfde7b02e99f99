"""Search contexts that a node loses while it is read from (R22, R24, R40)."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import reasons
from reindex_operator.engine.cluster import Cluster, Connection
from reindex_operator.engine.run import RunFailedError, run
from tests.conformance.harness.between import Answer, Meddle, Pass, Request, between
from tests.conformance.harness.case import Case, Index, copy, docs
from tests.conformance.harness.convert import request as converted
from tests.conformance.harness.node import Node
from tests.conformance.harness.observe import Observation, look_around

pytestmark = pytest.mark.conformance


@pytest.fixture
def world(node: Node) -> Iterator[Node]:
    """A node with thirty documents in two shards, cleared afterwards."""
    case = Case("contexts", "R24", {"src": Index(docs(30), shards=2)}, copy())
    node.build(case)
    yield node
    node.reset(case)


def losing(node: Node, every: int) -> Meddle:
    """Has the node lose all its search contexts before every ``every``th page."""
    pages = 0

    async def meddle(asked: Request, onwards: Pass) -> Answer:
        nonlocal pages
        if asked.is_search:
            pages += 1
            point = json.loads(asked.body).get("pit", {}).get("id")
            if point and pages % every == 0:
                node.call("DELETE", "/_pit" if node.name != "os3" else "/_search/point_in_time", closing(node, point))
        return await onwards(asked.body)

    return meddle


def closing(node: Node, point: str) -> dict[str, Any]:
    """The body that closes a point in time."""
    return {"pit_id": [point]} if node.name == "os3" else {"id": point}


async def through(url: str, body: dict[str, Any], **params: Any) -> Any:
    """The response of a run by way of the host at ``url``."""
    asked: ReindexRequest = converted(body, params, url)
    async with Cluster(Connection(hosts=[url])) as cluster:
        return await run(asked, cluster, cluster)


@pytest.mark.parametrize("slices", [1, 3])
async def test_a_lost_view_loses_no_document(world: Node, slices: int) -> None:
    async with between(world.url, losing(world, 2)) as seen:
        response = await through(seen.url, copy({"size": 4}), slices=slices)
    assert (response.created, response.updated, response.total) == (30, 0, 30)
    found = look_around(world, Observation(200), Case("after", "R40", {}, {}))
    assert {found.documents[f"dst/{n}"][0][0] for n in range(1, 31)} == {1}
    assert world.open_contexts() == 0


async def test_what_was_young_enough_at_the_start_is_copied_however_long_that_takes(node: Node) -> None:
    mappings = {"properties": {"t": {"type": "date"}}}
    now = round(time.time() * 1000)
    case = Case("now", "R17", {"src": Index(docs(30, lambda _: {"t": now}), mappings=mappings)}, copy())
    node.build(case)
    try:
        query = {"range": {"t": {"gte": f"now-{round(time.time() - now / 1000) + 3}s"}}}
        response = await through(node.url, copy({"size": 5, "query": query}), requests_per_second=5)
    finally:
        node.reset(case)
    assert (response.created, response.total) == (30, 30)


async def test_a_lost_view_of_a_sorted_source_ends_the_run(world: Node) -> None:
    async with between(world.url, losing(world, 3)) as seen:
        with pytest.raises(RunFailedError) as failed:
            await through(seen.url, copy({"size": 4, "sort": [{"n": "asc"}]}))
    assert failed.value.reason == reasons.SEARCH_FAILED
    assert "spec.source" in failed.value.message
    assert 0 < failed.value.response.created < 30
    assert world.open_contexts() == 0
