"""What was written before a crash is counted once, and neither sent again nor overwritten by what came before it."""

import json
from typing import Any, ClassVar

import pytest

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import vectors
from reindex_operator.engine.checkpoint import Counters
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.plan import Baseline
from reindex_operator.engine.replay import Replay, as_meant
from reindex_operator.engine.retry import Patience

Stored = dict[tuple[str, str], tuple[int, dict[str, Any]]]


class Destination:
    """Answers ``_mget`` from what it holds: (index, id) -> (version, source)."""

    memory: ClassVar[dict[str, Any]] = {vectors.PARAMETER: False}

    def __init__(self, held: Stored, status: int = 200) -> None:
        self.held = held
        self.status = status

    async def request(self, _method: str, target: str, *, body: Any, **_: Any) -> Answer:
        default = target.removeprefix("/").removesuffix("/_mget")
        found = [self.held.get((one.get("_index", default), one["_id"])) for one in body["docs"]]
        docs = [{"found": True, "_version": one[0], "_seq_no": 0, "_source": one[1]} if one else {"found": False} for one in found]
        return Answer(self.status, json.dumps({"docs": docs}).encode())


def index(name: str, source: Any, **action: Any) -> bytes:
    return json.dumps({"index": {"_id": name} | action}).encode() + b"\n" + json.dumps(source).encode() + b"\n"


def delete(name: str) -> bytes:
    return json.dumps({"delete": {"_id": name}}, separators=(",", ":")).encode() + b"\n"


def replay(dest: Any, before: Baseline | None = None, **more: Any) -> Replay:
    asked = {"cluster": {"hosts": ["http://d:9200"]}, "source": {"index": ["s"]}, "dest": {"index": "d", **more}}
    return Replay(ReindexRequest.model_validate(asked), before, dest, Patience(None))


A, B, C = index("x", {"a": 1}), index("x", {"b": 1}), index("x", {"c": 1})


@pytest.mark.parametrize(
    ("documents", "held", "left", "counted"),
    [
        ([A], {}, [A], (0, 0, 0)),
        ([A], {("d", "x"): (1, {"a": 1})}, [], (1, 0, 0)),
        ([A], {("d", "x"): (4, {"a": 1})}, [], (0, 1, 0)),
        ([A], {("d", "x"): (1, {"a": 2})}, [A], (0, 0, 0)),
        ([A, B], {("d", "x"): (2, {"b": 1})}, [], (1, 1, 0)),
        ([A, B], {("d", "x"): (5, {"b": 1})}, [], (0, 2, 0)),
        ([A, B], {("d", "x"): (1, {"a": 1})}, [B], (1, 0, 0)),
        ([A, B, C], {("d", "x"): (2, {"b": 1})}, [C], (1, 1, 0)),
        ([A, B], {}, [A, B], (0, 0, 0)),
        ([delete("x")], {("d", "x"): (1, {"a": 1})}, [delete("x")], (0, 0, 0)),
        ([A, delete("x")], {("d", "x"): (1, {"a": 1})}, [delete("x")], (1, 0, 0)),
        ([A, delete("x")], {}, [A, delete("x")], (0, 0, 0)),
        ([A, delete("x"), B], {("d", "x"): (3, {"b": 1})}, [], (2, 0, 1)),
        ([index("x", {"a": 1}, _index="e")], {("d", "x"): (1, {"a": 1})}, [index("x", {"a": 1}, _index="e")], (0, 0, 0)),
        ([index("x", {"a": 1}, _index="e")], {("e", "x"): (1, {"a": 1})}, [], (1, 0, 0)),
        ([index("x", {"a": 1}, routing="r"), A], {("d", "x"): (1, {"a": 1})}, [], (2, 0, 0)),
    ],
)
async def test_what_is_recognised(documents: list[bytes], held: Stored, left: list[bytes], counted: tuple[int, int, int]) -> None:
    counters = Counters()
    found = await replay(Destination(held)).recognise(documents, counters)
    assert [as_meant(lines) for lines in found] == left
    assert (counters.created, counters.updated, counters.deleted) == counted


async def test_where_one_document_may_not_be_read_all_are_written_again() -> None:
    class Denied(Destination):
        async def request(self, _method: str, target: str, **more: Any) -> Answer:
            found = json.loads((await super().request(_method, target, **more)).body)
            return Answer(
                200, json.dumps({"docs": [*found["docs"][1:], {"error": {"type": "security_exception", "reason": "no"}}]}).encode()
            )

    counters = Counters()
    documents = [A, index("y", {"a": 1}, _index="e")]
    found = await replay(Denied({("d", "x"): (1, {"a": 1})})).recognise(documents, counters)
    assert (found, counters) == (documents, Counters())


async def test_a_destination_that_may_not_be_read_is_written_again() -> None:
    counters = Counters()
    found = await replay(Destination({("d", "x"): (1, {"a": 1})}, status=403)).recognise([A], counters)
    assert found == [A]
    assert counters == Counters()


@pytest.mark.parametrize(("pipeline", "recognised"), [("p", True), ("_none", False)])
async def test_only_a_pipeline_makes_another_content_the_runs_own(pipeline: str, recognised: bool) -> None:
    dest = Destination({("d", "x"): (1, {"a": 2})})
    found = await replay(dest, Baseline("d"), pipeline=pipeline).recognise([A], Counters())
    assert (found == []) is recognised
