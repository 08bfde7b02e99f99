"""A whole run against a node in memory: what a crash, a lost view and a source that changes leave out or count twice."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest

from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.status import Response
from reindex_operator.engine import books, copy, pages, pit, prepare
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.control import Control
from reindex_operator.engine.plan import Plan
from reindex_operator.engine.run import RunFailedError, run
from tests.unit.engine.memory import Node

Begun = tuple[Plan, list[Checkpoint]]


def request(**source: Any) -> ReindexRequest:
    return ReindexRequest.model_validate(
        {"cluster": {"hosts": ["http://none:1"]}, "source": {"index": ["s"], **source}, "dest": {"index": "d"}}
    )


class CrashError(Exception):
    """The process dies."""


async def crashed(asked: ReindexRequest, node: Node, when: Callable[[Plan, Checkpoint], bool]) -> Begun:
    """What a process leaves behind that dies behind the first checkpoint that is ``when``."""
    left: list[bytes] = []

    def watch(plan: Plan, checkpoints: Sequence[Checkpoint]) -> None:
        left[:] = [msgspec.json.encode((plan, checkpoints))]
        if when(plan, checkpoints[-1]):
            raise CrashError

    try:
        await run(asked, node, node, watch=watch)
    except CrashError:
        plan, checkpoints = msgspec.json.decode(left[0], type=tuple[Plan, list[Checkpoint]])
        return plan, checkpoints
    raise AssertionError("it never was")


async def through(asked: ReindexRequest, node: Node, begun: Begun | None = None) -> Response:
    async with asyncio.timeout(20):
        return await run(asked, node, node, begun=begun)


def at_page(number: int, node: Node, do: Callable[[], None]) -> None:
    """Have ``do`` done before page ``number`` is read in a point in time."""
    pages = iter(range(1, 1 << 20))

    async def before(_target: str, body: Any) -> Answer | None:
        if isinstance(body, dict) and "pit" in body and "sort" in body and next(pages) == number:
            do()
        return None

    node.before = before


async def test_a_run_that_dies_while_it_catches_up_goes_on_with_that() -> None:
    node = Node("s")
    node.fill("s", range(30), "old")

    def changes() -> None:
        node.points.clear()
        node.fill("s", range(20, 25), "new")

    at_page(2, node, changes)
    begun = await crashed(request(size=10), node, lambda plan, _: plan.catches_up)
    response = await through(request(size=10), node, begun)
    assert (response.created, response.updated, response.total) == (30, 0, 30)
    assert node.sources("d") == node.sources("s")
    assert not node.points


async def test_what_changed_between_counting_and_the_point_in_time_is_copied_when_that_is_lost() -> None:
    node = Node("s")
    node.fill("s", range(60), "old")

    async def changes(target: str, _body: Any) -> Answer | None:
        if target == "/s/_pit" and not node.points:
            node.before = None
            node.fill("s", range(30), "new")
        return None

    node.before = changes
    # Operations 0 to 59 were counted; 30 to 89 are in the view. What was sent behind the checkpoint is to be counted too.
    begun = await crashed(request(size=10), node, lambda _, checkpoint: (checkpoint.cursor.after or 0) >= 59)
    node.points.clear()
    response = await through(request(size=10), node, begun)
    assert (response.created, response.updated, response.total) == (60, 0, 60)
    assert node.sources("d") == node.sources("s")


@pytest.mark.parametrize("size", [1, 2])
async def test_a_page_of_one_number_asks_for_no_more_than_the_index_allows(size: int) -> None:
    node = Node("s", window=4)
    node.tied("s", numbers=5, each=3, source="x")
    response = await through(request(size=size), node)
    assert (response.created, response.total) == (15, 15)


async def test_large_documents_of_one_number_are_taken_together_however_large_a_page_should_be() -> None:
    node = Node("s")
    node.tied("s", numbers=2, each=18, source="x" * 1_500_000)
    response = await through(request(), node)
    assert (response.created, response.total) == (36, 36)


async def test_an_alias_that_leads_elsewhere_when_the_view_is_lost_ends_the_run() -> None:
    node = Node("old", "new")
    node.aliases["s"] = "old"
    node.fill("old", range(30), "x")

    def moves() -> None:
        node.points.clear()
        node.aliases["s"] = "new"

    at_page(2, node, moves)
    with pytest.raises(RunFailedError, match=r"index \[old\] is not behind \[s\] any more") as failed:
        await through(request(size=10), node)
    assert failed.value.response.created < 30
    assert not node.points


async def test_a_view_that_can_not_be_opened_anew_outlives_what_a_lower_rate_has_its_documents_wait_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for where, name, value in [
        (pit, "SOONEST", 0.01),
        (prepare, "KEEP_ALIVE", "200ms"),
        (copy, "DEFAULT_SIZE", 10),
        (pages, "FIRST_DOCS", 30),
    ]:
        monkeypatch.setattr(where, name, value)
    node, control = Node("s"), Control()
    node.fill("s", range(280), "x")
    asked = request(sort=[{"n": "asc"}]).model_copy(update={"scroll": "200ms", "requests_per_second": 10_000.0})
    rates = iter([20.0, 10_000.0])

    async def before(_target: str, body: Any) -> Answer | None:
        if isinstance(body, dict) and "search_after" in body:
            control.requests_per_second = next(rates, 10_000.0)  # behind the first page, which is three batches, and when they are through
        return None

    node.before = before
    response = await run(asked, node, node, control=control)
    assert (response.created, response.total) == (280, 280)
    assert response.throttled_millis > 400
    assert not node.points


async def test_what_is_asked_before_the_last_pass_is_asked_again_when_the_answer_breaks_off() -> None:
    node = Node("s")
    node.fill("s", range(30), "old")
    answers = iter([Answer(200, b'{"took":1,"_sha'), Answer(200, b"<html>"), Answer(401, b"{}")])

    def loses() -> None:
        node.points.clear()

        async def before(target: str, _body: Any) -> Answer | None:
            return next(answers, None) if target == "/d/_search" else None

        node.before = before

    at_page(2, node, loses)
    response = await through(request(size=10), node)
    assert (response.created, response.total) == (30, 30)
    assert next(answers, None) is None


async def test_a_run_that_is_stopped_while_it_asks_in_vain_before_the_last_pass_has_not_failed() -> None:
    node, control = Node("s"), Control()
    node.fill("s", range(30), "old")

    def loses() -> None:
        node.points.clear()

        async def before(target: str, _body: Any) -> Answer | None:
            if target != "/d/_search":
                return None
            control.stop()
            return Answer(503, b"{}")

        node.before = before

    at_page(2, node, loses)
    response = await run(request(size=10), node, node, control=control)
    assert (response.created, response.canceled) == (30, "by user request")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkpoints come all the time."""
    monkeypatch.setattr(books, "SAVE_EVERY", 0.0)
