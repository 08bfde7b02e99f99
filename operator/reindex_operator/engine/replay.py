"""Tells the engine's own earlier writes from other people's, so that what is sent again is not counted or refused twice.

Used for documents that may have been written already: those between a checkpoint's cursor and its horizon after a crash, those of a
bulk whose answer was lost, and those that changed in the source while the run was copying. A document is the engine's own where it was
written after the run began (by the ``_seq_no`` that the plan's ``Baseline`` has) with the content that is to be sent. Without ``read``
on the destination nothing can be told, and all are sent. A delete is sent again: it counts the same, whatever it finds (R28).
"""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import msgspec

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import lenient, reasons, vectors
from reindex_operator.engine.answers import Got, Numbered, documents
from reindex_operator.engine.checkpoint import Counters
from reindex_operator.engine.cluster import Answer, Cluster, in_passing, object_of, path
from reindex_operator.engine.errors import TransientError
from reindex_operator.engine.faults import DENIED
from reindex_operator.engine.plan import Baseline
from reindex_operator.engine.retry import Patience, patiently

AT_ONCE = 500
CREATE, INDEX = b'{"create":', b'{"index":'
Place = tuple[str | None, str, str | None]
BACKING = ".ds-"
"""How the names of the indices behind data streams begin; the stream's own follows."""
MISSING = frozenset({"index_not_found_exception"})


class Sent(msgspec.Struct):
    """A document of a bulk: its lines, what they say, and what the destination has under its id."""

    lines: bytes
    kind: str
    action: dict[str, Any]
    there: Got | None = None
    through: bool = False
    found_in: str | None = None
    """The concrete index that the destination has said it is in already."""

    @classmethod
    def of(cls, lines: bytes) -> "Sent":
        """The document of its ``lines``."""
        kind, action = next(iter(msgspec.json.decode(lines.split(b"\n", 1)[0]).items()))
        return cls(lines, kind, action)

    @property
    def place(self) -> Place:
        """Where it goes."""
        return self.action.get("_index"), self.action["_id"], self.action.get("routing")

    @property
    def source(self) -> Any:
        """Its content."""
        return lenient.decode(self.lines.split(b"\n", 1)[1])


class Replay:
    """Looks at the destination of one slice. ``before``: what it held when the run began, if that is known.

    ``since``: of a slice that catches up, what it held when that began.
    """

    def __init__(
        self, request: ReindexRequest, before: Baseline | None, dest: Cluster, patience: Patience, *, since: Baseline | None = None
    ) -> None:
        self._dest = dest
        self._patience = patience
        self._before = before
        self._since = since
        self._index = before.index if before else request.dest.index
        self._altered = bool(request.dest.asked_pipeline) or (before is not None and before.altered)
        self._routing = request.dest.routing[1:] if request.dest.routing and request.dest.routing.startswith("=") else None

    @property
    def knows(self) -> bool:
        """Whether it is known what the destination held."""
        return self._before is not None

    async def recognise(
        self, documents: Sequence[bytes], counters: Counters, *, late: bool = False, found_in: Mapping[bytes, str] = MappingProxyType({})
    ) -> list[bytes]:
        """The documents still to be sent; those that are there already are counted into ``counters``.

        Of several documents for one place, all up to the last whose content is there were written. ``late``: documents that changed while
        the run was at work; what is there already was counted when it was written. What is to be an ``index`` and is not there is sent as
        a ``create``, so that of two workers that send it only one counts it.
        """
        every = [Sent.of(document) for document in documents]
        for one in every:
            one.found_in = found_in.get(one.lines)
        seen = True
        old: set[Place] = set()
        earlier: set[Place] = set()
        for start in range(0, len(every), AT_ONCE):
            some = every[start : start + AT_ONCE]
            seen = await self._look(some) and seen
            old |= await self._old(some, self._before) if seen else set()
            earlier |= await self._old(some, self._since) if seen and late else set()
        places: dict[Place, list[Sent]] = {}
        for one in every:
            places.setdefault(one.place, []).append(one)
        for same in places.values():
            written = max((number for number, one in enumerate(same) if self._own(one, old, earlier)), default=-1) + 1
            for one in same[:written]:
                one.through = True
            if not late or (self._since is not None and same[0].place not in earlier and not self._elsewhere(same[0])):
                self._count(same[:written], counters)
            if written == 0 and len(same) == 1:
                same[0].lines = self._again(same[0], old, seen=seen, late=late)
        return [one.lines for one in every if not one.through]

    def _own(self, one: Sent, old: set[Place], earlier: set[Place]) -> bool:
        there = one.there
        if there is None or one.kind == "delete" or one.place in old:
            return False
        if self._altered and self._before is not None and (one.kind == "create" or not self._elsewhere(one)):
            return one.place not in earlier
        if "version" in one.action and there.version != one.action["version"]:
            return False
        return bool(there.source == one.source)

    def _elsewhere(self, one: Sent) -> bool:
        """Whether it is in another index than was looked at when the run began: what was there before the run nobody knows."""
        made = self._before is not None and not self._before.highest and (one.found_in or "").startswith(f"{BACKING}{self._index}-")
        return one.found_in not in {None, self._index} and not made

    def _count(self, written: Sequence[Sent], counters: Counters) -> None:
        """Count writes to one place: as many versions as writes, and the first of them created it. External versions say nothing of that."""
        if not written:
            return
        there = written[-1].there
        empty = self._before is not None and max(self._before.highest, default=-1) < 0
        absent = empty if "version" in written[-1].action else there is not None and there.version == len(written)
        for one in written:
            deletes = one.kind == "delete"
            counters.deleted += deletes
            counters.created += absent and not deletes
            counters.updated += not absent and not deletes
            absent = deletes

    def _again(self, one: Sent, old: set[Place], *, seen: bool, late: bool) -> bytes:
        """The lines by which a document is sent that is not there as it should be."""
        there = one.there
        if one.kind == "index" and seen and there is None and one.found_in is None and "version" not in one.action:
            return CREATE + one.lines.removeprefix(INDEX)
        known = self._before is not None and not self._elsewhere(one)
        if late and one.kind == "create" and there is not None and known and one.place not in old:
            # An earlier state of it, written by this run: the only thing that a create may overwrite.
            action = one.action | {"if_seq_no": there.seq_no, "if_primary_term": there.primary_term}
            if (there.index or "").startswith(BACKING):
                action["_index"] = there.index  # a data stream takes no index by its own name
            return msgspec.json.encode({"index": action}) + b"\n" + one.lines.split(b"\n", 1)[1]
        return one.lines

    async def _look(self, some: Sequence[Sent]) -> bool:
        """Get what the destination has under the documents' ids; whether it may be looked at."""
        if not some:
            return True
        wanted = [
            {key: one.action[key] for key in ("_id", "routing", "_index") if key in one.action}
            | ({"routing": self._routing} if self._routing and "routing" not in one.action else {})
            | ({"_index": one.found_in} if one.found_in not in {None, self._index} else {})
            for one in some
        ]
        send = partial(vectors.post, self._dest, path(self._index, "_mget"), {"docs": wanted})
        found = await patiently(send, patience=self._patience, read=partial(_documents, count=len(wanted)))
        if found is None or isinstance(found, Answer):
            return False
        for one, there in zip(some, found, strict=True):
            one.there = there
        return True

    async def _old(self, some: Sequence[Sent], before: Baseline | None) -> set[Place]:
        """The places of the documents that were there at the time of ``before``, and have not been written since."""
        if before is None:
            return set()
        highest = max(before.highest, default=-1)
        doubtful = [
            one
            for one in some
            if one.there and one.action.get("_index") in {None, before.index} and not self._elsewhere(one) and one.there.seq_no <= highest
        ]
        if len(before.highest) == 1 or not doubtful:
            return {one.place for one in doubtful}
        old: set[Place] = set()
        for shard, reached in enumerate(before.highest):
            there = {one.action["_id"]: one for one in doubtful if one.there and one.there.seq_no <= reached}
            if there:
                old |= await self._in_shard(shard, reached, there)
        return old

    async def _in_shard(self, shard: int, reached: int, there: dict[str, Sent]) -> set[Place]:
        """Those of ``there`` that the shard held when the run began: searches have seen them since."""
        body = {
            "size": len(there),
            "_source": False,
            "track_total_hits": False,
            "seq_no_primary_term": True,
            "query": {"bool": {"filter": [{"ids": {"values": list(there)}}, {"range": {"_seq_no": {"lte": reached}}}]}},
        }
        params = {"preference": f"_shards:{shard}", "allow_partial_search_results": "false"}
        send = partial(self._dest.request, "POST", path(self._index, "_search"), params=params, body=body)
        found = await patiently(send, patience=self._patience, read=partial(object_of, kind=Numbered))
        if isinstance(found, Answer):
            return set()
        numbers = {hit.id: hit.seq_no for hit in found.hits.hits}
        return {one.place for name, one in there.items() if one.there and one.there.seq_no == numbers.get(name)}


def as_meant(lines: bytes) -> bytes:
    """The lines of a document that was sent as a ``create`` in place of an ``index``, as it was."""
    return INDEX + lines.removeprefix(CREATE) if lines.startswith(CREATE) else lines


def _documents(answer: Answer, count: int) -> list[Got | None] | None:
    """What an answer to ``_mget`` says of each document; None where one may not be read. Raises ``TransientError`` where one can not be right now."""
    found = in_passing(partial(documents, answer, count))
    for refused in (one.error for one in found if one.error):
        if refused.type == DENIED:
            return None
        if refused.type not in MISSING:
            said = f"{refused.type}: {refused.reason}"
            raise TransientError(reasons.UNAVAILABLE, f"{answer.cluster}: the destination can not be read: {said}")
    return [one if one.found else None for one in found]
