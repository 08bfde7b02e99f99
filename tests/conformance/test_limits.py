"""Large answers and large documents (R23)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lab.search.node import search_node
from reindex_operator.engine import reasons
from reindex_operator.engine.cluster import LARGEST_ANSWER, Cluster, Connection
from reindex_operator.engine.run import RunFailedError, run
from tests.conformance.harness.between import Answer, Pass, Request, between
from tests.conformance.harness.case import Case, Differs, Doc, Index, copy, docs
from tests.conformance.harness.compare import complaints
from tests.conformance.harness.convert import request as converted
from tests.conformance.harness.node import Node
from tests.conformance.harness.observe import look_around, nodes_own
from tests.conformance.harness.ours import our_run

pytestmark = [pytest.mark.conformance, pytest.mark.timeout(300)]
NODES = ("es9",)
MEGABYTE = 1 << 20


LARGE = Differs("large-batches", {"response.batches": (int, int)}, always=False)


@pytest.fixture
def world(node: Node) -> Iterator[Node]:
    """A node with six documents, cleared afterwards."""
    case = Case("limits", "R23", {"src": docs(6)}, copy())
    node.build(case)
    yield node
    node.reset(case)


@pytest.mark.parametrize("size", [5, None])
async def test_an_answer_over_the_limit_is_refused(world: Node, size: int | None) -> None:
    swollen = json.dumps({"hits": {"hits": [{"_id": "1", "_source": {"a": "x" * LARGEST_ANSWER}, "sort": [0]}]}}).encode()

    async def meddle(asked: Request, onwards: Pass) -> Answer:
        return (200, swollen) if asked.is_search else await onwards(asked.body)

    async with between(world.url, meddle) as seen:
        asked = converted(copy({"size": size} if size else {}), {}, seen.url)
        async with Cluster(Connection(hosts=[seen.url])) as cluster:
            with pytest.raises(RunFailedError) as failed:
                await run(asked, cluster, cluster)
    assert failed.value.reason == reasons.RESPONSE_TOO_LARGE
    assert failed.value.message.startswith("spec.source.size: ")
    assert "100 MiB" in failed.value.message
    assert not seen.bulks


@pytest.fixture(scope="module")
def roomy() -> Iterator[Node]:
    """A node that takes documents of fifty megabytes."""
    settings: dict[str, Any] = {"indexing_pressure.memory.limit": "90%"}
    with search_node("es9", heap="2g", **settings) as server:
        node = Node("es9", server.base_url)
        yield node
        node.close()


@pytest.mark.parametrize(("megabytes", "size"), [(50, 1), (50, None), (12, 5)])
async def test_large_documents(roomy: Node, megabytes: int, size: int | None) -> None:
    large = Index([Doc("1", {"n": 1, "a": ["x" * MEGABYTE] * megabytes}), *docs(6, start=5)], mappings={"enabled": False})
    case = Case(
        "large", "R23", {"src": large, "dst": Index(mappings={"enabled": False})}, copy({"size": size} if size else {}), differs=LARGE
    )
    try:
        roomy.build(case)
        theirs = look_around(roomy, nodes_own(roomy, case), case)
        roomy.reset(case)
        roomy.build(case)
        ours = look_around(roomy, await our_run(roomy, case), case)
        roomy.ask("POST", "/_cache/clear")
        wrong = complaints(case, theirs, ours, roomy.open_contexts())
    finally:
        roomy.empty()
    assert not wrong, [line[:300] for line in wrong]


async def test_the_largest_document_that_a_node_takes(roomy: Node) -> None:
    largest = b'{"a":"' + b"x" * (100 * MEGABYTE - 1000) + b'"}'
    case = Case("largest", "R23", {}, copy())
    try:
        for name in ("src", "dst"):
            roomy.make(name, Index(mappings={"enabled": False}))
        roomy.ask("PUT", "/src/_doc/1?refresh=true", largest)
        ours = await our_run(roomy, case)
        roomy.ask("POST", "/dst/_refresh")
        status, copied = roomy.call("GET", "/dst/_source/1")
    finally:
        roomy.empty()
    assert ours.response, ours.error
    assert ours.response["created"] == 1
    assert (status, copied == largest) == (200, True)
