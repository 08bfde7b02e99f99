"""Large answers and large documents (R23)."""

import json
from collections.abc import Iterator

import pytest

from reindex_operator.engine import reasons
from reindex_operator.engine.cluster import LARGEST_ANSWER, Cluster, Connection
from reindex_operator.engine.run import RunFailedError, run
from tests.conformance.harness.between import Answer, Pass, Request, between
from tests.conformance.harness.case import Case, Doc, copy, docs
from tests.conformance.harness.compare import complaints
from tests.conformance.harness.convert import request as converted
from tests.conformance.harness.node import Node
from tests.conformance.harness.observe import look_around, nodes_own
from tests.conformance.harness.ours import our_run

pytestmark = [pytest.mark.conformance, pytest.mark.timeout(300)]
NODES = ("es9",)
MEGABYTE = 1 << 20


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


async def test_documents_of_thirty_megabytes(node: Node) -> None:
    large = [Doc(str(n), {"n": n, "a": ["x" * MEGABYTE] * 30}) for n in range(2)]
    case = Case("thirty-megabytes", "R23", {"src": [*large, *docs(3, start=5)]}, copy({"size": 1}))
    try:
        node.build(case)
        theirs = look_around(node, nodes_own(node, case), case)
        node.reset(case)
        node.build(case)
        ours = look_around(node, await our_run(node, case), case)
        wrong = complaints(case, theirs, ours, node.open_contexts())
    finally:
        node.empty()
    assert not wrong, [line[:300] for line in wrong]
