"""What is tried again and what is not, on a node that is too busy now and then (R37-R39), and runs that are watched and stopped (R47, R52)."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.cluster import Cluster, Connection
from reindex_operator.engine.control import Control
from reindex_operator.engine.plan import Plan
from reindex_operator.engine.run import RunFailedError, run
from tests.conformance.harness.between import Answer, Between, Pass, Request, between
from tests.conformance.harness.case import Case, copy, docs
from tests.conformance.harness.convert import request as converted
from tests.conformance.harness.node import Node
from tests.conformance.harness.observe import Observation, look_around

pytestmark = pytest.mark.conformance
NODES = ("es9", "os3")

BUSY = {"type": "es_rejected_execution_exception", "reason": "too busy"}
NOT_NOW: Answer = (429, json.dumps({"error": {"root_cause": [BUSY], **BUSY}, "status": 429}).encode())


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again at once."""
    monkeypatch.setattr("reindex_operator.engine.retry.FIRST", 0.001)


@pytest.fixture
def world(node: Node) -> Any:
    """A node with six documents, cleared afterwards."""
    case = Case("rejections", "R38", {"src": docs(6)}, copy())
    node.build(case)
    yield node
    node.reset(case)


def request(url: str, body: dict[str, Any] | None = None, **params: Any) -> ReindexRequest:
    """A copy by way of the host at ``url``."""
    return converted(body or copy(), params, url)


def rejecting(ids: set[str], times: int, *, beside: str | None = None) -> Any:
    """Has the first ``times`` bulks answered as if the node had rejected the documents ``ids``, and found ``beside`` malformed."""
    left = times

    async def meddle(asked: Request, onwards: Pass) -> Answer:
        nonlocal left
        if not asked.is_bulk or left == 0:
            return await onwards(asked.body)
        left -= 1
        lines = asked.body.splitlines(keepends=True)
        pairs = [(json.loads(action)["index"]["_id"], action + source) for action, source in zip(lines[::2], lines[1::2], strict=True)]
        spared = b"".join(pair for name, pair in pairs if name not in ids and name != beside)
        written = json.loads((await onwards(spared))[1])["items"] if spared else []
        items = iter(written)
        answered = [
            {"index": {"status": 429, "error": BUSY}}
            if name in ids
            else {"index": {"status": 400, "error": {"type": "mapper_parsing_exception", "reason": "no"}}}
            if name == beside
            else next(items)
            for name, _ in pairs
        ]
        return 200, json.dumps({"errors": True, "items": answered}).encode()

    return meddle


def ids(bulk: Request) -> list[str]:
    """The documents of a bulk."""
    return [json.loads(line)["index"]["_id"] for line in bulk.body.splitlines()[::2]]


async def through(seen: Between, body: dict[str, Any] | None = None, **params: Any) -> Any:
    """The response of a run by way of ``seen``."""
    async with Cluster(Connection(hosts=[seen.url])) as cluster:
        return await run(request(seen.url, body, **params), cluster, cluster)


async def test_only_rejected_documents_are_sent_again(world: Node) -> None:
    async with between(world.url, rejecting({"2", "5"}, 2)) as seen:
        response = await through(seen)
    assert (response.created, response.retries.bulk, response.failures) == (6, 2, [])
    assert [ids(bulk) for bulk in seen.bulks] == [["1", "2", "3", "4", "5", "6"], ["2", "5"], ["2", "5"]]
    found = look_around(world, Observation(200), Case("after", "R38", {}, {}))
    assert [found.documents[f"dst/{n}"][0][0] for n in range(1, 7)] == [1] * 6


async def test_nothing_is_sent_again_beside_another_failure(world: Node) -> None:
    async with between(world.url, rejecting({"2"}, 99, beside="3")) as seen:
        with pytest.raises(RunFailedError) as failed:
            await through(seen)
    response = failed.value.response
    assert len(seen.bulks) == 1
    assert (response.created, response.retries.bulk) == (4, 0)
    assert sorted((failure.id, failure.status) for failure in response.failures) == [("2", 429), ("3", 400)]


async def test_documents_that_stay_rejected_are_tried_again_as_long_as_patience_lasts(world: Node) -> None:
    async with between(world.url, rejecting({"2"}, 9999)) as seen:
        with pytest.raises(RunFailedError) as failed:
            async with Cluster(Connection(hosts=[seen.url])) as cluster:
                await run(request(seen.url), cluster, cluster, patience=0.5)
    assert (failed.value.reason, len(seen.bulks) > 3) == ("Rejected", True)
    assert "too busy" in failed.value.message
    assert {tuple(ids(bulk)) for bulk in seen.bulks[1:]} == {("2",)}
    assert world.open_contexts() == 0


async def test_a_bulk_that_is_rejected_whole_is_sent_again(world: Node) -> None:
    left = 3

    async def meddle(asked: Request, onwards: Pass) -> Answer:
        nonlocal left
        left -= asked.is_bulk
        return NOT_NOW if asked.is_bulk and left >= 0 else await onwards(asked.body)

    async with between(world.url, meddle) as seen:
        response = await through(seen)
    assert (response.created, response.retries.bulk, len(seen.bulks)) == (6, 3, 4)


async def test_a_rejected_search_is_tried_again(world: Node) -> None:
    left = 2

    async def meddle(asked: Request, onwards: Pass) -> Answer:
        nonlocal left
        left -= asked.is_search
        return NOT_NOW if asked.is_search and left >= 0 else await onwards(asked.body)

    async with between(world.url, meddle) as seen:
        response = await through(seen, copy({"size": 2}))
    assert (response.created, response.updated, response.retries.search) == (6, 0, 2)


async def test_a_running_run_tells_of_each_slice(world: Node) -> None:
    told: list[list[int]] = []

    def watch(plan: Plan, checkpoints: Sequence[Checkpoint]) -> None:
        assert len(plan.slices) == len(checkpoints) == 2
        told.append([checkpoint.counters.created for checkpoint in checkpoints])

    async with Cluster(Connection(hosts=[world.url])) as cluster:
        response = await run(request(world.url, slices=2), cluster, cluster, watch=watch)
    assert told[0] == [0, 0]
    assert sum(told[-1]) == response.created == 6
    assert all(count for count in told[-1])


async def test_a_run_that_is_stopped(world: Node) -> None:
    control = Control()

    async def meddle(asked: Request, onwards: Pass) -> Answer:
        answer = await onwards(asked.body)
        if asked.is_bulk:
            control.stop()
        return answer

    async with between(world.url, meddle) as seen:
        asked = request(seen.url, copy({"size": 2}), refresh=True)
        async with Cluster(Connection(hosts=[seen.url])) as cluster:
            response = await run(asked, cluster, cluster, control=control)
    assert response.canceled == "by user request"
    assert 0 < response.created < 6
    assert response.created == sum(len(ids(bulk)) for bulk in seen.bulks)
    # Before the first bulk the destination is refreshed, so that prepare sees what is in it.
    first = next(number for number, one in enumerate(seen.asked) if one.is_bulk)
    assert not [one for one in seen.asked[first:] if one.path.endswith("_refresh")]
    assert world.open_contexts() == 0
