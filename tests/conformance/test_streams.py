"""Data streams as source and destination (R16). A node of the lab can make them and not delete them, so each copy has a stream of its own."""

from typing import Any

import pytest

from lab.search.node import SearchNode
from tests.conformance.harness.case import Case, Doc, Index, copy
from tests.conformance.harness.compare import differences
from tests.conformance.harness.node import Node
from tests.conformance.harness.observe import Observation, nodes_own
from tests.conformance.harness.ours import our_run

pytestmark = [pytest.mark.conformance, pytest.mark.timeout(300)]

TEMPLATE = {"index_patterns": ["stream-*"], "data_stream": {}, "priority": 500, "template": {"settings": {"number_of_replicas": 0}}}
EVENTS = [Doc(str(n), {"@timestamp": f"2020-01-0{n}T00:00:00Z", "n": n}) for n in range(1, 7)]


@pytest.fixture
def admin(secured: tuple[SearchNode, Node]) -> Any:
    """The node with a template for streams and a source."""
    node = secured[1]
    node.ask("PUT", "/_index_template/streams", TEMPLATE)
    case = Case("streams", "R16", {"src": EVENTS}, {})
    node.build(case)
    yield node
    node.reset(case)


def contents(node: Node, name: str) -> list[tuple[str, int, str]]:
    """Id, version and source of what the stream holds."""
    node.ask("POST", f"/{name}/_refresh")
    hits = node.ask("POST", f"/{name}/_search?version=true&size=100", {})["hits"]["hits"]
    return sorted((hit["_id"], hit["_version"], str(hit["_source"])) for hit in hits)


async def both(node: Node, name: str, source: str, **more: Any) -> tuple[Observation, Observation]:
    """The node's own copy into one stream, and ours into another; what differs between them fails."""
    cases = [Case(name, "R16", {}, copy({"index": source}, {"index": f"stream-{name}-{whose}", **more})) for whose in ("theirs", "ours")]
    theirs, ours = nodes_own(node, cases[0]), await our_run(node, cases[1])
    assert {path: found for path, found in differences(theirs, ours).items() if "failures" not in path} == {}
    assert contents(node, f"stream-{name}-theirs") == contents(node, f"stream-{name}-ours")
    return theirs, ours


async def test_a_stream_is_made_and_filled(admin: Node) -> None:
    _, ours = await both(admin, "made", "src", op_type="create")
    assert ours.response
    assert ours.response["created"] == len(EVENTS)


async def test_a_stream_is_read(admin: Node) -> None:
    await both(admin, "read", "src", op_type="create")
    admin.ask("POST", "/stream-read-ours/_rollover")
    case = Case("from-a-stream", "R16 api:source", {}, copy({"index": "stream-read-ours"}))
    ours = await our_run(admin, case)
    assert ours.response
    assert (ours.response["created"], ours.response["total"]) == (len(EVENTS), len(EVENTS))


async def test_documents_that_are_there_are_conflicts(admin: Node) -> None:
    await both(admin, "again", "src", op_type="create")
    case = Case("again", "R16 R29", {}, copy(None, {"index": "stream-again-ours", "op_type": "create"}, conflicts="proceed"))
    theirs, ours = nodes_own(admin, case), await our_run(admin, case)
    assert differences(theirs, ours) == {}
    assert ours.response
    assert ours.response["version_conflicts"] == len(EVENTS)


async def test_a_stream_takes_only_creates(admin: Node) -> None:
    await both(admin, "only", "src", op_type="create")
    case = Case("only", "R16", {}, copy(None, {"index": "stream-only-ours"}))
    theirs, ours = nodes_own(admin, case), await our_run(admin, case)
    assert theirs.response
    assert {failure["cause"]["reason"] for failure in theirs.response["failures"]} == {
        "only write ops with an op_type of create are allowed in data streams"
    }
    assert ours.error == ("InvalidRequest", "spec.dest.opType: [stream-only-ours] is a data stream, which only takes opType: create")
    assert [version for _, version, _ in contents(admin, "stream-only-ours")] == [1] * len(EVENTS)


async def test_a_stream_that_would_be_made_takes_only_creates_too(admin: Node) -> None:
    case = Case("unmade", "R16", {}, copy(None, {"index": "stream-unmade"}))
    theirs, ours = nodes_own(admin, case), await our_run(admin, case)
    assert theirs.error or theirs.response
    assert ours.error or ours.ending
    assert "create" in str(ours.error or ours.ending)


async def test_a_stream_can_not_be_copied_into_itself(admin: Node) -> None:
    await both(admin, "self", "src", op_type="create")
    case = Case("self", "R11 R16", {}, copy({"index": "stream-self-*"}, {"index": "stream-self-ours", "op_type": "create"}))
    theirs, ours = nodes_own(admin, case), await our_run(admin, case)
    assert theirs.error
    assert ours.error
    assert ours.error[0] == "DestinationIsSource"


async def test_a_document_without_a_time_fails(admin: Node) -> None:
    admin.make("timeless", Index([Doc("1", {"n": 1})]))
    await both(admin, "timeless", "timeless", op_type="create")
