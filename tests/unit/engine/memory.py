"""A search node in memory, as far as a run asks one: numbered operations, points in time, bulks. Shards hold what a test puts there."""

import json
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Any
from zlib import crc32

from reindex_operator.engine import vectors
from reindex_operator.engine.cluster import Answer, Cluster, Connection, TooLargeError
from reindex_operator.engine.duration import seconds

Held = dict[str, dict[str, Any]]
View = tuple[str, int, Held]
"""An index, a shard of it, and its documents at one moment."""


class Shard:
    """The documents of one shard, each with the number of its last operation."""

    def __init__(self) -> None:
        self.documents: Held = {}
        self.next = 0

    def put(self, kind: str, action: dict[str, Any], source: Any) -> dict[str, Any]:
        """An item of a bulk, and what the node says of it."""
        there = self.documents.get(action["_id"])
        other = "if_seq_no" in action and (there or {}).get("_seq_no") != action["if_seq_no"]
        if other or (there and kind == "create"):
            return {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "there"}}
        version = there["_version"] + 1 if there else 1
        self.documents[action["_id"]] = {"_source": source, "_version": version, "_seq_no": self.next, "_primary_term": 1}
        self.next += 1
        return {"status": 200, "result": "updated" if there else "created"}


class Node(Cluster):
    """Its indices have ``shards`` each; ``aliases`` name one of them through a filter. ``before`` is told of every request, and may answer it; ``window`` is the ``index.max_result_window``."""

    def __init__(self, *indices: str, window: int = 10_000, shards: int = 1) -> None:
        super().__init__(Connection(["http://none:1"]))
        self.memory |= {vectors.PARAMETER: False, "pit": 0}
        self.shards = {name: [Shard() for _ in range(shards)] for name in indices}
        self.aliases: dict[str, str] = {}
        self.points: dict[str, list[View]] = {}
        self._until: dict[str, float] = {}
        self.window = window
        self.before: Callable[[str, Any], Awaitable[Answer | None]] | None = None
        self._names = count()

    def fill(self, index: str, ids: range, source: Any) -> None:
        """Write documents."""
        for number in ids:
            self.shard(index, str(number)).put("index", {"_id": str(number)}, source)

    def tied(self, index: str, numbers: int, each: int, source: Any) -> None:
        """Have ``each`` documents at every number, as an index that was shrunk has."""
        for number in range(numbers):
            for former in range(each):
                about = {"_source": source, "_version": 1, "_seq_no": number, "_primary_term": 1}
                self.shard(index, f"{former}-{number}").documents[f"{former}-{number}"] = about
        for shard in self.shards[index]:
            shard.next = numbers

    def shard(self, index: str, id_: str) -> Shard:
        """Where a document belongs."""
        shards = self.shards.setdefault(index, [Shard()])
        return shards[crc32(id_.encode()) % len(shards)]

    def held(self, index: str) -> Held:
        """The documents of an index by id."""
        return {id_: about for shard in self.shards.get(index, []) for id_, about in shard.documents.items()}

    def sources(self, index: str) -> dict[str, Any]:
        """What it holds by id."""
        return {id_: about["_source"] for id_, about in self.held(index).items()}

    async def request(self, method: str, target: str, *, params: Any = None, body: Any = None, largest: int = 1 << 40) -> Answer:  # noqa: ARG002
        """Answer as a node would."""
        if self.before and (instead := await self.before(target, body)):
            return instead
        self.points = {name: view for name, view in self.points.items() if time.monotonic() < self._until[name]}
        index, _, what = target.strip("/").rpartition("/")
        answers = {"_search": self._search, "_pit": self._pit, "_bulk": self._bulk, "_mget": self._mget}
        if what in answers:
            shard = (params or {}).get("preference", "").removeprefix("_shards:")
            answer = answers[what](index, body, int(shard) if shard else None)
            if what == "_pit" and index:
                self._keep(answer.json(dict)["id"], params["keep_alive"])
        elif what == "_search_shards":
            names = {self.aliases.get(name, name) for name in index.split(",")}
            filtered: dict[str, Any] = {"indices": {name: {"filter": {}} for name in self.aliases.values() if index in self.aliases}}
            answer = said(
                {"shards": [[{"index": name, "shard": number}] for name in names for number in range(len(self.shards[name]))]} | filtered
            )
        elif what == "_field_caps":
            answer = said({"indices": [self.aliases.get(index, index)], "fields": {}})
        else:
            answer = refused(404 if what == "_alias" and index not in self.shards else 400, "not_here_exception")
        if len(answer.body) > largest:
            raise TooLargeError(largest)
        return answer

    def _pit(self, index: str, body: Any, shard: int | None) -> Answer:
        if not index:
            return said({}, 200 if self.points.pop(body["id"], None) else 404)
        name = f"point {next(self._names)}"
        self.points[name] = [(which, number, dict(held)) for which, number, held in self._views(index, shard)]
        return said({"id": name})

    def _views(self, index: str, shard: int | None) -> list[View]:
        """What is searched of an expression, or of one shard number of it."""
        names = [self.aliases.get(name, name) for name in index.split(",")]
        every = [(name, number, one.documents) for name in names for number, one in enumerate(self.shards[name])]
        return [view for view in every if shard in {None, view[1]}]

    def _keep(self, point: str, keep_alive: str) -> None:
        self._until[point] = max(self._until.get(point, 0), time.monotonic() + seconds(keep_alive, 0))

    def _mget(self, index: str, body: Any, _shard: int | None) -> Answer:
        held = self.held(index)
        return said({"docs": [{"found": one["_id"] in held, **held.get(one["_id"], {})} for one in body["docs"]]})

    def _bulk(self, index: str, body: Any, _shard: int | None) -> Answer:
        return self.answered([self.write(index, action, source) for action, source in documents(body)])

    def write(self, index: str, action: dict[str, Any], source: Any) -> dict[str, Any]:
        """Carry out an item of a bulk; what the answer says of it."""
        [(kind, meta)] = action.items()
        return {kind: self.shard(index, meta["_id"]).put(kind, meta, source)}

    @staticmethod
    def answered(items: Sequence[dict[str, Any]]) -> Answer:
        """The answer to a bulk."""
        return said({"errors": any("error" in item for one in items for item in one.values()), "items": items})

    def _search(self, index: str, body: Any, shard: int | None) -> Answer:
        point = body.get("pit", {}).get("id")
        if point and point not in self.points:
            return refused(404, "search_context_missing_exception")
        if not point and any(self.aliases.get(name, name) not in self.shards for name in index.split(",")):
            return refused(404, "index_not_found_exception")
        if body.get("size", 10) > self.window:
            return refused(400, f"Result window is too large, see index.max_result_window: {self.window}")
        if "keep_alive" in body.get("pit", {}):
            self._keep(point, body["pit"]["keep_alive"])
        views = self.points[point] if point else self._views(index, shard)
        every = ((name, id_, about) for name, _, held in views for id_, about in held.items())
        found = sorted((about["_seq_no"], name, id_, about) for name, id_, about in every if _asked(name, id_, about["_seq_no"], body))
        hits = [
            {"_index": name, "_id": id_, "sort": [number, at] if point else [number], "_seq_no": number}
            | ({} if body.get("_source") is False else {"_source": about["_source"]})
            for at, (number, name, id_, about) in enumerate(found[: body.get("size", 10)])
        ]
        answer = {"_shards": {"total": len(views)}, "hits": {"total": {"value": len(found), "relation": "eq"}, "hits": hits}}
        return said(
            answer
            | ({"aggregations": _aggregated(body["aggs"], [(name, number) for number, name, *_ in found])} if "aggs" in body else {})
            | ({"pit_id": point} if point else {})
        )


def documents(body: Any) -> list[tuple[dict[str, Any], Any]]:
    """The actions and sources of a bulk."""
    lines = [json.loads(line) for line in b"".join(body._value).splitlines()]
    return list(zip(lines[::2], lines[1::2], strict=True))


def _asked(index: str, id_: str, number: int, body: Any) -> bool:
    """Whether the query wants the document ``id_`` of ``index`` with the operation ``number``."""
    filters = body.get("query", {}).get("bool", {}).get("filter", [])
    spans = [one["range"]["_seq_no"] for one in filters if "_seq_no" in one.get("range", {})]
    terms = [one["term"]["_seq_no"] for one in filters if "_seq_no" in one.get("term", {})]
    spans += [{"gt": body["search_after"][0]}] if "search_after" in body else []
    within = all(one["term"].get("_index", index) == index for one in filters if "term" in one) and all(
        span.get("gt", -1) < number <= span.get("lte", number) for span in spans
    )
    wanted = all(id_ in one["ids"]["values"] for one in filters if "ids" in one)
    return wanted and within and all(number == term for term in terms)


def _aggregated(asked: Any, found: list[tuple[str, int]]) -> Any:
    """The answers to whatever aggregation a run asks for, over the numbers of each index."""
    numbers = [number for _, number in found]
    buckets = []
    for index in sorted({name for name, _ in found}):
        own = [number for name, number in found if name == index]
        buckets.append({"key": index, "doc_count": len(own), "first": {"value": min(own)}, "last": {"value": max(own)}})
    share = asked["cut"]["percentiles"]["percents"][0] / 100 if "cut" in asked else 0
    cut = numbers[min(int(len(numbers) * share), len(numbers) - 1)] if numbers else None
    last = {"value": max(numbers, default=None)}
    return {"index": {"buckets": buckets}, "last": last, "cut": {"values": [{"value": cut}]}}


def said(body: Any, status: int = 200) -> Answer:
    """An answer of ``body``."""
    return Answer(status, json.dumps(body, separators=(",", ":")).encode())


def refused(status: int, kind: str) -> Answer:
    """An error."""
    return said({"error": {"type": kind, "reason": kind}}, status)
