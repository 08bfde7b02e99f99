"""What the writer counts is what is in the destination, whatever happens to a bulk on its way."""

import json
import random
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import retry, vectors
from reindex_operator.engine.bulk import Batch
from reindex_operator.engine.checkpoint import Counters, Cursor, Failure
from reindex_operator.engine.cluster import Answer, Connection
from reindex_operator.engine.errors import TransientError
from reindex_operator.engine.plan import Baseline
from reindex_operator.engine.pressure import Pressure
from reindex_operator.engine.replay import Replay
from reindex_operator.engine.retry import Patience
from reindex_operator.engine.writer import Writer

FAULTS = ("lost", "half", "429", "503", "503-done", "items-429", "items-503", "items-503-done")


class Destination:
    """An index in memory that speaks ``_bulk``, ``_mget`` and ``_search`` for sequence numbers; ``faults`` strike at its bulks in turn."""

    connection = Connection(["http://d:9200"])
    memory: ClassVar[dict[str, Any]] = {vectors.PARAMETER: False}

    def __init__(self, chance: random.Random, faults: list[str], *, readable: bool = True) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.next = 0
        self.chance, self.faults, self.readable = chance, faults, readable

    def put(self, kind: str, action: dict[str, Any], source: Any) -> dict[str, Any]:
        there = self.documents.get(action["_id"])
        external = action.get("version")
        conflict = there and (kind == "create" or (external is not None and external <= there["_version"]))
        if conflict:
            return {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "there"}}
        version = external or (there["_version"] + 1 if there else 1)
        self.documents[action["_id"]] = {"found": True, "_source": source, "_version": version, "_seq_no": self.next, "_primary_term": 1}
        self.next += 1
        return {"status": 200, "result": "updated" if there else "created"}

    async def request(self, _method: str, target: str, *, params: Any = None, body: Any = None, **_: Any) -> Answer:
        assert params is None or isinstance(params, dict)
        if target.endswith("_mget"):
            if not self.readable:
                return Answer(403, b'{"error":{"type":"security_exception","reason":"no"}}')
            return said({"docs": [self.documents.get(doc["_id"], {"found": False}) for doc in body["docs"]]})
        lines = [json.loads(line) for line in b"".join(body._value).splitlines()]
        fault = self.faults.pop(0) if self.faults else ""
        if fault in {"429", "503"}:
            return Answer(int(fault), b"{}")
        items = []
        for action, source in zip(lines[::2], lines[1::2], strict=True):
            (kind, meta), out = next(iter(action.items())), fault.startswith("items") and self.chance.random() < 0.5
            item = self.put(kind, meta, source) if not out or fault == "items-503-done" else {}
            if out:
                item = {"status": int(fault[6:9]), "error": {"type": "x", "reason": "away"}}
            items.append({kind: item})
        if fault == "lost":
            raise TransientError("Unreachable", "lost")
        answer = said({"errors": any("error" in item for one in items for item in one.values()), "items": items})
        if fault == "503-done":
            return Answer(503, b"<html>")
        return Answer(200, answer.body[: len(answer.body) // 2]) if fault == "half" else answer


def said(body: Any) -> Answer:
    return Answer(200, json.dumps(body, separators=(",", ":")).encode())


def request(**dest: Any) -> ReindexRequest:
    clusters = {"cluster": {"hosts": ["http://d:9200"]}, "source": {"index": ["s"]}}
    return ReindexRequest.model_validate(clusters | {"dest": {"index": "d", **dest}, "conflicts": "proceed"})


async def written(asked: ReindexRequest, destination: Any, batch: Batch, before: Baseline | None) -> Counters:
    patience = Patience(None)

    async def allowed() -> None:
        pass

    counters, failures = await Writer(
        asked, destination, Replay(asked, before, destination, patience), patience=patience, pressure=Pressure(2), allowed=allowed
    ).write(batch)
    assert not failures
    return counters


@given(
    st.randoms(use_true_random=False),
    st.lists(st.sampled_from(FAULTS), max_size=5),
    st.sampled_from(["create", "index", "external"]),
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)),
)
async def test_counters_are_the_truth(chance: random.Random, faults: list[str], kind: str, numbers: tuple[int, int, int]) -> None:
    # The first `other` documents are someone else's with another content, those up to `same` with the same content; a process before this
    # one wrote those up to `dead`, and died.
    other, same, dead = numbers
    asked = request(**{"create": {"opType": "create"}, "index": {}, "external": {"versionType": "external"}}[kind])
    ours, extra = Destination(chance, faults), {"version": 5} if kind == "external" else {}
    truth = Destination(chance, [])
    for number in range(max(other, same)):
        for one in (ours, truth):
            source = {"n": number} if number >= other else {"of": "others"}
            one.put("index", {"_id": str(number)} | ({"version": 5 if number % 2 else 4} if extra else {}), source)
    before = Baseline("d", [ours.next - 1])
    action = "create" if kind == "create" else "index"
    results = [truth.put(action, {"_id": str(number)} | extra, {"n": number}) for number in range(12)]
    for number in range(dead):
        ours.put(action, {"_id": str(number)} | extra, {"n": number})
    pieces = [
        b"".join(
            json.dumps(line).replace('": ', '":').encode() + b"\n"
            for number in range(12)
            for line in ({action: {"_id": str(number)} | extra}, {"n": number})
        )
    ]
    counters = await written(asked, ours, Batch(pieces, 12, Cursor(), replayed=dead > 0), before)
    assert counters.version_conflicts == sum(result["status"] == 409 for result in results)
    if kind == "external" and ours.next and max(other, same):
        # Which of the two an external version was, can not be told behind the fact (docs/reliability.md).
        assert counters.created + counters.updated == sum("result" in result for result in results)
    else:
        assert counters.created == sum(result.get("result") == "created" for result in results)
        assert counters.updated == sum(result.get("result") == "updated" for result in results)
    assert {key: (doc["_source"], doc["_version"]) for key, doc in ours.documents.items()} == {
        key: (doc["_source"], doc["_version"]) for key, doc in truth.documents.items()
    }


async def test_where_the_destination_may_not_be_read_all_is_sent_again() -> None:
    ours = Destination(random.Random(1), [], readable=False)
    ours.put("index", {"_id": "0"}, {"n": 0})
    counters = await written(request(), ours, Batch([b'{"index":{"_id":"0"}}\n{"n":0}\n'], 1, Cursor(), replayed=True), None)
    assert (counters.created, counters.updated) == (0, 1)


async def test_too_few_active_copies_are_a_failure_as_in_the_api() -> None:
    class Short(Destination):
        def put(self, kind: str, action: dict[str, Any], source: Any) -> dict[str, Any]:  # noqa: ARG002 - none is written
            reason = "[d][0] Not enough active copies to meet shard count of [2] (have 1, needed 2)."
            return {"status": 503, "error": {"type": "unavailable_shards_exception", "reason": reason}}

    asked, short, patience = request(), Short(random.Random(1), []), Patience(None)

    async def allowed() -> None:
        pass

    writer = Writer(asked, short, Replay(asked, None, short, patience), patience=patience, pressure=Pressure(2), allowed=allowed)  # type: ignore[arg-type]
    counters, failures = await writer.write(Batch([b'{"index":{"_id":"0"}}\n{"n":0}\n'], 1, Cursor()))
    assert (counters.failed, [failure.status for failure in failures]) == (1, [503])


async def outcome(
    destination: Any, asked: ReindexRequest, batch: Batch, pressure: Pressure, highest: int = -1
) -> tuple[Counters, list[Failure]]:
    patience = Patience(None, begun=True)

    async def allowed() -> None:
        pass

    replay = Replay(asked, Baseline("d", [highest]), destination, patience)
    return await Writer(asked, destination, replay, patience=patience, pressure=pressure, allowed=allowed).write(batch)


class Gateway(Destination):
    """Takes no request of more than 200 bytes."""

    refused = 0

    async def request(self, _method: str, target: str, *, params: Any = None, body: Any = None, **more: Any) -> Answer:
        if body._size > 200:
            self.refused += 1
            return Answer(413, b"<html><h1>413 Request Entity Too Large</h1></html>")
        return await super().request(_method, target, params=params, body=body, **more)


def padded(name: int, length: int) -> bytes:
    return json.dumps({"index": {"_id": str(name)}}).encode() + b"\n" + json.dumps({"a": "x" * length}).encode() + b"\n"


async def test_what_is_too_large_for_the_host_is_sent_in_halves_and_a_document_that_is_too_large_alone_fails() -> None:
    gateway = Gateway(random.Random(1), [])
    pieces = [padded(0, 60), padded(1, 60), padded(2, 600), padded(3, 60), padded(4, 60)]
    counters, failures = await outcome(gateway, request(), Batch(pieces, 5, Cursor()), Pressure(2))
    assert (counters.created, counters.failed) == (4, 1)
    assert sorted(gateway.documents) == ["0", "1", "3", "4"]
    assert [(failure.id, failure.status) for failure in failures] == [("2", 413)]
    assert "413 Request Entity Too Large" in str(failures[0].cause)


async def test_of_what_the_host_found_too_large_no_more_is_sent() -> None:
    gateway: Any = Gateway(random.Random(1), [])
    asked, patience = request(), Patience(None)

    async def allowed() -> None:
        pass

    writer = Writer(
        asked, gateway, Replay(asked, Baseline("d", [-1]), gateway, patience), patience=patience, pressure=Pressure(2), allowed=allowed
    )
    for batch in range(3):
        counters, _ = await writer.write(Batch([padded(batch * 8 + number, 30) for number in range(8)], 8, Cursor()))
        assert counters.created == 8
    assert gateway.refused == 2


async def test_bulks_with_conflicts_widen_the_window_as_others_do() -> None:
    destination, pressure = Destination(random.Random(1), ["429"] * 4), Pressure(2)
    destination.put("index", {"_id": "there"}, {})
    for number in range(100):
        pieces = [f'{{"create":{{"_id":"{name}"}}}}\n{{"n":1}}\n'.encode() for name in ("there", number)]
        await outcome(destination, request(opType="create"), Batch(pieces, 2, Cursor()), pressure)
    assert pressure.window > 1  # 0.125 after the rejections; a bulk that a busy machine delays narrows it a little


async def test_a_value_that_a_cluster_repeats_does_not_fill_the_checkpoint() -> None:
    class Strict(Destination):
        def put(self, kind: str, action: dict[str, Any], source: Any) -> dict[str, Any]:  # noqa: ARG002 - none is written
            inner = {"type": "illegal_argument_exception", "reason": f"For input string: {source}"}
            return {"status": 400, "error": {"type": "document_parsing_exception", "reason": "failed", "caused_by": inner}}

    _, [failure] = await outcome(Strict(random.Random(1), []), request(), Batch([padded(0, 3_000_000)], 1, Cursor()), Pressure(2))
    assert len(str(failure.cause)) < 5000
    assert failure.cause["caused_by"]["reason"].startswith("For input string: {'a': 'xxx")


class Rerouting(Destination):
    """Its pipeline sends every document to another index, which is said of a conflict and not asked for by a name."""

    async def request(self, _method: str, target: str, *, params: Any = None, body: Any = None, **more: Any) -> Answer:
        if target.endswith("_mget"):
            return said({"docs": [self.documents[doc["_id"]] if doc.get("_index") == "e" else {"found": False} for doc in body["docs"]]})
        return await super().request(_method, target, params=params, body=body, **more)

    def put(self, kind: str, action: dict[str, Any], source: Any) -> dict[str, Any]:
        item = super().put(kind, action, source)
        return item | {"error": item["error"] | {"index": "e"}} if "error" in item else item


@pytest.mark.parametrize("highest", [-1, 99])  # of the index that was looked at, and says nothing of another one
@pytest.mark.parametrize("kind", ["create", "index"])
async def test_what_was_written_elsewhere_is_found_where_the_conflict_says(kind: str, highest: int) -> None:
    destination = Rerouting(random.Random(1), ["lost"])
    asked = request(**({"opType": "create"} if kind == "create" else {}))
    pieces = [f'{{"{kind}":{{"_id":"{name}"}}}}\n{{"n":1}}\n'.encode() for name in range(3)]
    counters, failures = await outcome(destination, asked, Batch(pieces, 3, Cursor()), Pressure(2), highest)
    assert (counters.created, counters.updated, counters.version_conflicts, failures) == (3, 0, 0, [])
    assert [document["_version"] for document in destination.documents.values()] == [1, 1, 1]


async def test_what_others_have_elsewhere_is_not_taken_for_written_where_a_pipeline_may_have_changed_it() -> None:
    destination = Rerouting(random.Random(1), ["503"])
    destination.put("index", {"_id": "0"}, {"of": "others"})
    counters, failures = await outcome(
        destination, request(pipeline="p"), Batch([b'{"index":{"_id":"0"}}\n{"n":1}\n'], 1, Cursor()), Pressure(2)
    )
    assert (counters.created, counters.updated, failures) == (0, 1, [])
    assert destination.documents["0"]["_source"] == {"n": 1}


class Slow(Destination):
    """Loses the first connection and goes on with that request: 0 is written when the second comes, which has no room for 1; 1 when the third does."""

    bulks = 0

    async def request(self, _method: str, target: str, *, params: Any = None, body: Any = None, **more: Any) -> Answer:
        if not target.endswith("_bulk"):
            return await super().request(_method, target, params=params, body=body, **more)
        self.bulks += 1
        if self.bulks == 1:
            raise TransientError("Unreachable", "lost")
        self.put("index", {"_id": str(self.bulks - 2)}, {"n": 1})
        answer = await super().request(_method, target, params=params, body=body, **more)
        if self.bulks > 2:
            return answer
        del self.documents["1"]
        return said(
            {"errors": True, "items": [json.loads(answer.body)["items"][0], {"create": {"status": 429, "error": {"type": "full"}}}]}
        )


@pytest.mark.parametrize("kind", ["create", "index"])
async def test_a_request_that_is_carried_out_bit_by_bit_behind_a_lost_answer_makes_no_conflicts(kind: str) -> None:
    asked = request(**({"opType": "create"} if kind == "create" else {}))
    pieces = [f'{{"{kind}":{{"_id":"{name}"}}}}\n{{"n":1}}\n'.encode() for name in range(2)]
    counters, failures = await outcome(Slow(random.Random(1), []), asked, Batch(pieces, 2, Cursor()), Pressure(2))
    assert (counters.created, counters.updated, counters.version_conflicts, failures) == (2, 0, 0, [])


@pytest.mark.parametrize(("replayed", "faults"), [(False, []), (True, []), (False, ["lost", "429"])])
async def test_whether_the_slice_still_may_is_asked_right_before_each_request_that_writes(replayed: bool, faults: list[str]) -> None:
    told: list[str] = []

    class Told(Gateway):
        async def request(self, _method: str, target: str, *, params: Any = None, body: Any = None, **more: Any) -> Answer:
            told.append(target.rpartition("_")[2])
            if target.endswith("_mget"):
                return await Destination.request(self, _method, target, params=params, body=body, **more)
            return await super().request(_method, target, params=params, body=body, **more)

    async def allowed() -> None:
        told.append("allowed")

    asked, gateway, patience = request(), Told(random.Random(1), faults), Patience(None)
    replay: Any = Replay(asked, Baseline("d", [-1]), gateway, patience)  # type: ignore[arg-type]
    writer = Writer(asked, gateway, replay, patience=patience, pressure=Pressure(2), allowed=allowed)  # type: ignore[arg-type]
    counters, _ = await writer.write(Batch([padded(number, 60) for number in range(4)], 4, Cursor(), replayed=replayed))
    assert counters.created == 4
    assert told.count("bulk") > 2
    assert all(before == "allowed" for before, what in pairwise(told) if what == "bulk")


@pytest.fixture(autouse=True, scope="module")
def quick() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retry, "FIRST", 0.0001)
        patch.setattr(retry, "LONGEST", 0.001)
        yield
