"""A search node in memory, as far as a run asks one: numbered operations, points in time, bulks. Shards hold what a test puts there."""

import json
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from reindex_operator.engine import vectors
from reindex_operator.engine.cluster import Answer, Cluster, Connection, TooLargeError
from reindex_operator.engine.duration import seconds

View = tuple[str, dict[str, dict[str, Any]]]
"""An index, and its documents at one moment."""


class Shard:
    """The documents of one shard, each with the number of its last operation."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.next = 0

    def put(self, kind: str, action: dict[str, Any], source: Any) -> dict[str, Any]:
        """An item of a bulk, and what the node says of it."""
        there = self.documents.get(action["_id"])
        if there and kind == "create":
            return {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "there"}}
        version = there["_version"] + 1 if there else 1
        self.documents[action["_id"]] = {"_source": source, "_version": version, "_seq_no": self.next, "_primary_term": 1}
        self.next += 1
        return {"status": 200, "result": "updated" if there else "created"}


class Node(Cluster):
    """Its indices have a shard each; ``aliases`` name one of them through a filter. ``before`` is told of every request, and may answer it; ``window`` is the ``index.max_result_window``."""

    def __init__(self, *indices: str, window: int = 10_000) -> None:
        super().__init__(Connection(["http://none:1"]))
        self.memory |= {vectors.PARAMETER: False, "pit": 0}
        self.shards = {name: Shard() for name in indices}
        self.aliases: dict[str, str] = {}
        self.points: dict[str, View] = {}
        self._until: dict[str, float] = {}
        self.window = window
        self.before: Callable[[str, Any], Awaitable[Answer | None]] | None = None
        self._names = count()

    def fill(self, index: str, ids: range, source: Any) -> None:
        """Write documents."""
        for number in ids:
            self.shards[index].put("index", {"_id": str(number)}, source)

    def tied(self, index: str, numbers: int, each: int, source: Any) -> None:
        """Have ``each`` documents at every number, as an index that was shrunk has."""
        for number in range(numbers):
            for former in range(each):
                about = {"_source": source, "_version": 1, "_seq_no": number, "_primary_term": 1}
                self.shards[index].documents[f"{former}-{number}"] = about

    def sources(self, index: str) -> dict[str, Any]:
        """What it holds by id."""
        return {name: about["_source"] for name, about in self.shards[index].documents.items()}

    async def request(self, method: str, target: str, *, params: Any = None, body: Any = None, largest: int = 1 << 40) -> Answer:  # noqa: ARG002
        """Answer as a node would."""
        if self.before and (instead := await self.before(target, body)):
            return instead
        self.points = {name: view for name, view in self.points.items() if time.monotonic() < self._until[name]}
        index, _, what = target.strip("/").rpartition("/")
        answers = {"_search": self._search, "_pit": self._pit, "_bulk": self._bulk, "_mget": self._mget}
        if what in answers:
            answer = answers[what](index, body)
            if what == "_pit" and index:
                self._keep(answer.json()["id"], params["keep_alive"])
        elif what == "_search_shards":
            behind = self.aliases.get(index)
            filtered: dict[str, Any] = {"indices": {behind: {"filter": {}}}} if behind else {}
            answer = said({"shards": [[{"index": behind or index, "shard": 0}]], **filtered})
        elif what == "_field_caps":
            answer = said({"indices": [self.aliases.get(index, index)], "fields": {}})
        else:
            answer = refused(404 if what == "_alias" and index not in self.shards else 400, "not_here_exception")
        if len(answer.body) > largest:
            raise TooLargeError(largest)
        return answer

    def _pit(self, index: str, body: Any) -> Answer:
        if not index:
            return said({}, 200 if self.points.pop(body["id"], None) else 404)
        name = f"point {next(self._names)}"
        index = self.aliases.get(index, index)
        self.points[name] = index, dict(self.shards[index].documents)
        return said({"id": name})

    def _keep(self, point: str, keep_alive: str) -> None:
        self._until[point] = max(self._until.get(point, 0), time.monotonic() + seconds(keep_alive, 0))

    def _mget(self, index: str, body: Any) -> Answer:
        held = self.shards[index].documents if index in self.shards else {}
        return said({"docs": [{"found": one["_id"] in held, **held.get(one["_id"], {})} for one in body["docs"]]})

    def _bulk(self, index: str, body: Any) -> Answer:
        lines = [json.loads(line) for line in b"".join(body._value).splitlines()]
        shard = self.shards.setdefault(index, Shard())
        items = [
            {kind: shard.put(kind, meta, source)}
            for action, source in zip(lines[::2], lines[1::2], strict=True)
            for kind, meta in action.items()
        ]
        return said({"errors": any("error" in item for one in items for item in one.values()), "items": items})

    def _search(self, index: str, body: Any) -> Answer:
        index, point = self.aliases.get(index, index), body.get("pit", {}).get("id")
        if point and point not in self.points:
            return refused(404, "search_context_missing_exception")
        if not point and index not in self.shards:
            return refused(404, "index_not_found_exception")
        if body.get("size", 10) > self.window:
            return refused(400, f"Result window is too large, see index.max_result_window: {self.window}")
        if "keep_alive" in body.get("pit", {}):
            self._keep(point, body["pit"]["keep_alive"])
        name, held = self.points[point] if point else (index, self.shards[index].documents)
        found = sorted((about["_seq_no"], id_) for id_, about in held.items() if _asked(name, about["_seq_no"], body))
        hits = [
            {"_index": name, "_id": id_, "sort": [number]} | ({} if body.get("_source") is False else {"_source": held[id_]["_source"]})
            for number, id_ in found[: body.get("size", 10)]
        ]
        answer = {"_shards": {"total": 1}, "hits": {"total": {"value": len(found), "relation": "eq"}, "hits": hits}}
        return said(
            answer
            | ({"aggregations": _aggregated(name, [number for number, _ in found])} if "aggs" in body else {})
            | ({"pit_id": point} if point else {})
        )


def _asked(index: str, number: int, body: Any) -> bool:
    """Whether the query wants the operation ``number`` of ``index``."""
    filters = body.get("query", {}).get("bool", {}).get("filter", [])
    spans = [one["range"]["_seq_no"] for one in filters if "_seq_no" in one.get("range", {})]
    terms = [one["term"]["_seq_no"] for one in filters if "_seq_no" in one.get("term", {})]
    spans += [{"gt": body["search_after"][0]}] if "search_after" in body else []
    within = all(one["term"].get("_index", index) == index for one in filters if "term" in one) and all(
        span.get("gt", -1) < number <= span.get("lte", number) for span in spans
    )
    return within and all(number == term for term in terms)


def _aggregated(index: str, numbers: list[int]) -> Any:
    """The answers to whatever aggregation a run asks for."""
    first, last = {"value": min(numbers, default=None)}, {"value": max(numbers, default=None)}
    buckets = [{"key": index, "doc_count": len(numbers), "first": first, "last": last}] if numbers else []
    return {"index": {"buckets": buckets}, "last": last}


def said(body: Any, status: int = 200) -> Answer:
    """An answer of ``body``."""
    return Answer(status, json.dumps(body, separators=(",", ":")).encode())


def refused(status: int, kind: str) -> Answer:
    """An error."""
    return said({"error": {"type": kind, "reason": kind}}, status)
