"""Answers of JSON whose values are not of the types that a cluster gives: a run ends with the right counters, or says what it was told."""

import asyncio
import contextlib
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import answers, reasons, retry
from reindex_operator.engine.cluster import Answer
from reindex_operator.engine.errors import ReindexError, TransientError
from reindex_operator.engine.faults import cause, fault
from reindex_operator.engine.run import run
from tests.unit.engine.memory import Node, Shard, refused, said

Place = tuple[str | int, ...]
MISSING, NAN, DEEP = object(), float("nan"), object()
WRONG: tuple[Any, ...] = (MISSING, None, NAN, DEEP, True, 5, 1 << 70, "x", [], [1], {}, {"a": 1})
DOCS = 7


class Gateway(Node):
    """Answers as a node, and more of a cluster's APIs. Of answer ``spoilt[0]`` the value at a place is another.

    ``denies``: how the paths of those requests end that it refuses; ``loses``: of the first whose answer does not arrive; ``expires``: before
    its first page a point in time is gone; ``holds``: so many of the documents are in the destination.
    """

    def __init__(self, *, denies: str = "", loses: str = "", expires: bool = False, holds: int = 0) -> None:
        super().__init__("s")
        if holds:
            self.shards["d"] = [Shard()]
            self.fill("d", range(holds), {"a": 0})
        self.fill("s", range(DOCS), {"a": 1})
        self.memory.clear()
        self.holds = holds
        self.denies = denies
        self.loses = loses
        self.expires = expires
        self.answers: list[Answer] = []
        self.spoilt: tuple[int, Place, Any] | None = None

    async def request(self, method: str, target: str, *, params: Any = None, body: Any = None, largest: int = 1 << 40) -> Answer:
        answer = self._fixed(target, body) or await self._node(target, body, {"params": params, "largest": largest})
        answer = msgspec.structs.replace(answer, asked=f"{method} {target}")
        if self.spoilt and self.spoilt[0] == len(self.answers):
            answer = msgspec.structs.replace(answer, body=with_value(answer.body, *self.spoilt[1:]))
        self.answers.append(answer)
        if self.loses and target.endswith(self.loses):
            self.loses = ""
            raise TransientError(reasons.UNREACHABLE, "the answer was lost")
        return answer

    def _fixed(self, target: str, body: Any) -> Answer | None:
        """What is said whatever the node holds."""
        if self.denies and target.endswith(self.denies):
            return refused(403, "security_exception")
        if target.endswith("_has_privileges"):
            [asked] = body["index"]
            return said({"username": "u", "index": {asked["names"][0]: dict.fromkeys(asked["privileges"], True)}})
        if target == "/_mget":
            return said({"docs": [{"found": False, "_index": one["_index"], "_id": one["_id"]} for one in body["docs"]]})
        known = {
            "/_cluster/settings": {"transient": {}, "persistent": {"action.auto_create_index": "true"}, "defaults": {}},
            "/_scripts/mine": {"script": {"lang": "painless", "source": "ctx._source.a = 1"}},
            "/d/_settings": {"d": {"settings": {"index.number_of_shards": "1"}}},
            "/stream/_alias": {},
            "/there/_alias": {"d": {"aliases": {"there": {"is_write_index": True}}}, "e": {"aliases": {"there": {}}}},
            "/_resolve/index/stream": {"data_streams": [{"name": "stream", "backing_indices": [".ds-d-1"]}]},
        }
        return said(known[target]) if target in known else None

    async def _node(self, target: str, body: Any, how: Any) -> Answer:
        if target == "/_search/scroll":
            return said({"_scroll_id": "scroll", "hits": {"hits": []}})
        asked = body if isinstance(body, dict) else {}
        if self.expires and "sort" in asked:
            self.expires = False
            self.points.clear()
        answer = await super().request("POST", target, body=body, **how)
        found = json.loads(answer.body)
        if "cut" in asked.get("aggs", {}):
            found["aggregations"] = {"cut": {"values": [{"key": 30.0, "value": 2.0}]}}
        return said(found | ({"_scroll_id": "scroll"} if "slice" in asked else {}), answer.status)


def with_value(body: bytes, place: Place, value: Any) -> bytes:
    found = json.loads(body)
    inner = found
    for key in place[:-1]:
        inner = inner[key]
    if value is MISSING:
        del inner[place[-1]]
    else:
        inner[place[-1]] = "DEEP" if value is DEEP else value
    return json.dumps(found, separators=(",", ":")).replace('"DEEP"', "[" * 5000 + "]" * 5000).encode()


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Where something is in ``value``; not in documents, whose content is anybody's, nor their names, of which the first alone is looked at."""
    if at and (at[-1] == "_source" or (at[:2] == ("hits", "hits") and at[2:3] == (1,) and at[-1] in {"_id", "_routing"})):
        return
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*at, key))


def wrong_values(body: Any, place: Place) -> list[Any]:
    """What is not of the type of what is there."""
    for key in place:
        body = body[key]
    listed = isinstance(place[-1], int)
    return [value for value in WRONG if value == 1 << 70 or not (type(value) is type(body) or (value is MISSING and listed))]


def request(**spec: Any) -> ReindexRequest:
    dest = {"index": "d"} | spec.pop("dest", {})
    source = {"index": ["s"]} | spec.pop("source", {})
    return ReindexRequest.model_validate({"cluster": {"hosts": ["http://none:1"]}, "source": source, "dest": dest, "refresh": True} | spec)


RUNS: dict[str, tuple[ReindexRequest, dict[str, Any]]] = {
    "a copy": (request(), {}),
    "in slices": (request(slices=3), {}),
    "a bulk's answer lost": (request(), {"loses": "_bulk"}),
    "read alone": (request(), {"denies": "_search_shards"}),
    "without points in time": (request(), {"denies": "_pit"}),
    "in an order": (request(source={"sort": [{"a": "asc"}]}), {}),
    "scrolled": (request(source={"slice": {"id": 0, "max": 2}}), {"denies": "_pit"}),
    "its view lost": (request(), {"expires": True}),
    "to a data stream": (request(dest={"index": "stream", "opType": "create"}), {}),
    "to what is there": (request(dest={"index": "there"}), {}),
    "in conflict": (request(dest={"opType": "create"}, conflicts="proceed"), {"holds": 3}),
    "with a script": (request(script={"id": "mine"}), {}),
    "a dry run": (request(script={"id": "mine"}, dryRun=True), {}),
}


async def through(asked: ReindexRequest, gateway: Gateway) -> int:
    async with asyncio.timeout(20):
        outcome = await run(asked, gateway, gateway, patience=1)
    return outcome.total if asked.dry_run else outcome.created


@pytest.mark.parametrize("name", RUNS)
async def test_a_wrong_value_is_an_error_or_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "bound", lambda _attempt: 0.0)
    asked, how = RUNS[name]
    right = Gateway(**how)
    count = await through(asked, right)
    assert count == DOCS - right.holds
    wrong = []
    for number, answer in enumerate(right.answers):
        for place in places(json.loads(answer.body)):
            for value in wrong_values(json.loads(answer.body), place):
                gateway = Gateway(**how)
                gateway.spoilt = number, place, value
                try:
                    found = await through(asked, gateway)
                except ReindexError:
                    continue
                except Exception as error:  # noqa: BLE001 - what is looked for
                    wrong.append(f"{answer.asked} {place} {value!r}: {error!r}")
                else:
                    if found != count:
                        wrong.append(f"{answer.asked} {place} {value!r}: {found} documents")
    assert not wrong, "\n".join(wrong)


ERRORS: list[Any] = [
    {"failed_shards": [1, None, {"reason": 5}], "root_cause": 5, "type": [], "reason": {}},
    {"failed_shards": 5, "root_cause": [1], "type": {}, "caused_by": [1], "script_stack": [1, None]},
    {"type": None, "reason": None, "line": [], "col": {}, "index": [1], "root_cause": [{"type": 5}]},
    "text",
    ["a", "list"],
    None,
    5,
]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 429, 503])
def test_an_error_of_wrong_types_is_told(error: Any, status: int) -> None:
    told = fault(said({"error": error}, status), "spec.cluster", "spec.source.index", reasons.SEARCH_FAILED)
    assert isinstance(told, ReindexError)
    assert told.message


@pytest.mark.parametrize("error", ERRORS)
async def test_a_refusal_of_wrong_types_ends_a_run_or_does_not(error: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "bound", lambda _attempt: 0.0)
    for number in range(10):
        gateway = Gateway()

        async def before(_target: str, _body: Any, gateway: Gateway = gateway, number: int = number) -> Answer | None:
            return said({"error": error}, 400) if len(gateway.answers) == number else None

        gateway.before = before
        with contextlib.suppress(ReindexError):
            assert await through(request(), gateway) == DOCS


def test_an_error_that_is_caused_by_itself_without_end_is_told() -> None:
    deep = '{"error":' + '{"failed_shards":[{"reason":' * 900 + '{"type":"t","reason":"r"}' + "}]}" * 900 + "}"
    assert cause(Answer(400, deep.encode()))


def test_the_message_names_cluster_and_request() -> None:
    answer = Answer(200, b'{"shards":5}', cluster="spec.source.cluster", asked="GET /s/_search_shards")
    with pytest.raises(ReindexError) as error:
        answer.json(answers.Shards)
    assert error.value.reason == reasons.UNEXPECTED_ANSWER
    assert error.value.message == (
        "spec.source.cluster.hosts: this is no search cluster's answer to GET /s/_search_shards: Expected `array`, got `int` - at `$.shards`"
    )
