"""Bulk requests: from hits to NDJSON without parsing a source, and from the answer to counters and failures. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import reasons
from reindex_operator.engine.checkpoint import Counters, Cursor, Failure
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.hits import Hit, Page, untied

TARGET_BYTES = 6 << 20
PIECE_BYTES = 1 << 18
CONFLICT = "version_conflict_engine_exception"
"""Only this type is a version conflict, whatever the status."""
DELETE = b'{"delete":'
REJECTED = 429
FAILED = 300
FILTER = "errors,items.*.result,items.*.status,items.*.error"


class Batch(msgspec.Struct):
    """Documents that are sent together: NDJSON in ``pieces``; ``end`` is where the last of them was read.

    ``replayed``: it may have been written by a process before this one; ``late``: its documents changed in the source after the run began.
    Of a script: ``noops`` hits became nothing, some ``deletes``, some ``moved`` to another id, routing or index, and ``indices`` are
    those besides ``dest.index``.
    """

    pieces: list[bytes]
    docs: int
    end: Cursor
    replayed: bool = False
    late: bool = False
    noops: int = 0
    deletes: bool = False
    moved: bool = False
    indices: list[str] = []


class Item(msgspec.Struct, gc=False):
    """One item of a bulk's answer: what became of it, or why nothing did."""

    status: int
    result: str | None = None
    error: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        """Refuse one that says neither."""
        if self.result is None and self.error is None:
            raise ValueError("neither `result` nor `error`")


class _Answer(msgspec.Struct):
    errors: bool = False
    items: list[dict[str, Item]] = []


_decode = msgspec.json.Decoder(_Answer).decode


def parameters(request: ReindexRequest) -> dict[str, str]:
    """The URL parameters of every bulk of ``request`` (R13, R25, R26, R34)."""
    params = {"filter_path": FILTER}
    if request.timeout:
        params["timeout"] = request.timeout
    if request.wait_for_active_shards is not None:
        params["wait_for_active_shards"] = str(request.wait_for_active_shards)
    if request.require_alias:
        params["require_alias"] = "true"
    if request.dest.pipeline:
        params["pipeline"] = request.dest.pipeline
    if request.dest.routing and request.dest.routing.startswith("=") and not request.script:  # a script may leave a document without
        params["routing"] = request.dest.routing[1:]
    return params


class Encoder:
    """Collects hits into batches of at most ``docs`` documents and about ``TARGET_BYTES``."""

    def __init__(self, request: ReindexRequest, docs: int) -> None:
        self._start = b'{"create":{"_id":' if request.dest.op_type == "create" else b'{"index":{"_id":'
        self._keeps_routing = request.dest.routing in {None, "keep"}
        kind = request.dest.version_type
        self._version = f',"version_type":"{kind}","version":'.encode() if kind and kind != "internal" else None
        self._limit = docs
        self._pieces: list[bytes] = []
        self._docs = 0
        self._bytes = 0
        self._end = Cursor()

    def __len__(self) -> int:
        """Documents collected so far."""
        return self._docs

    @property
    def hits(self) -> int:
        """Hits collected so far."""
        return self._docs

    @property
    def full(self) -> bool:
        """Whether the batch should be sent."""
        return self.hits >= self._limit or self._bytes >= TARGET_BYTES

    def add(self, page: Page, start: int, most: int) -> int:
        """Take hits of ``page`` from ``start`` on until the batch is full, at most ``most``; returns how many. Raises for a hit without source (R20)."""
        end = min(start + most, untied(page, min(start + self._limit - self._docs, len(page.hits))))
        several = max(PIECE_BYTES * len(page.hits) // page.size, 1)
        bare = not (self._version or page.dirty or (page.routed and self._keeps_routing))
        position = start
        while position < end and self._bytes < TARGET_BYTES:
            hits = page.hits[position : min(untied(page, position + several), end)]
            piece = self._bare(hits) if bare else self._whole(hits, dirty=page.dirty)
            if b"\n\n" in piece:
                raise no_source(next(hit for hit in hits if not bytes(hit.source)))
            self._pieces.append(piece)
            self._bytes += len(piece)
            position += len(hits)
        if position > start:
            self._ends_at(page, position - 1)
        self._docs += position - start
        return position - start

    def take(self) -> Batch:
        """The batch collected; the next one begins."""
        batch = Batch(self._pieces, self._docs, self._end)
        self._pieces, self._docs, self._bytes = [], 0, 0
        return batch

    def _ends_at(self, page: Page, position: int) -> None:
        last = page.hits[position]
        self._end = Cursor(page.part, last.number) if page.pit is None else Cursor(page.part, None, last.values(), page.pit)

    def _bare(self, hits: Sequence[Hit]) -> bytes:
        """The lines of hits of which only id and source are sent; most are, so this is the loop that costs."""
        start = self._start
        parts: list[Any] = []
        for hit in hits:
            parts += (start, hit.id, b"}}\n", hit.source, b"\n")
        return b"".join(parts)

    def _whole(self, hits: Sequence[Hit], *, dirty: bool) -> bytes:
        """The lines of hits with routing or version, or with line ends in their sources (``dirty``)."""
        parts: list[Any] = []
        for hit in hits:
            parts += (self._start, hit.id)
            if self._keeps_routing and bytes(hit.routing):
                parts += (b',"routing":', hit.routing)
            if self._version:
                parts += (self._version, str(hit.version).encode())
            source = bytes(hit.source).replace(b"\n", b" ").replace(b"\r", b" ") if dirty else hit.source
            parts += (b"}}\n", source, b"\n")
        return b"".join(parts)


def no_source(hit: Hit) -> ReindexError:
    """What ends a run that reads a hit without source (R20)."""
    return ReindexError(reasons.SOURCE_MISSING, f"[{hit.index}][{msgspec.json.decode(hit.id)}] didn't store _source")


def lines(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """The documents of a bulk, each its action line and, but for a delete, its source line."""
    for piece in pieces:
        every = iter(piece.splitlines(keepends=True) if b"\r" not in piece else [line + b"\n" for line in piece.split(b"\n")[:-1]])
        for action in every:
            yield action if action.startswith(DELETE) else action + next(every)


def read_answer(body: bytes, *, deletes: bool = False) -> list[Item] | tuple[int, int]:
    """What a bulk's answer says: how many documents were created and deleted where no item failed (R27, R28), else every item."""
    if body.startswith(b'{"errors":false'):
        deleted = body.count(b'"delete":{') if deletes else 0
        return body.count(b'"result":"created"'), deleted
    return [item for items in _decode(body).items for item in items.values()]


def tally(items: Sequence[tuple[bytes, Item]], *, proceed: bool, index: str) -> tuple[Counters, list[Failure]]:
    """Counters and failures of items that are through, each with its document (R27-R29)."""
    counters, failures = Counters(), []
    for document, item in items:
        if item.status < FAILED or item.error is None:
            if document.startswith(DELETE):
                counters.deleted += 1
            else:
                counters.created += item.result == "created"
                counters.updated += item.result != "created"
            continue
        conflict = item.error.get("type") == CONFLICT
        counters.version_conflicts += conflict
        if conflict and proceed:
            continue
        counters.failed += 1
        action = next(iter(msgspec.json.decode(document.split(b"\n", 1)[0]).values()))
        where = item.error.get("index") if isinstance(item.error.get("index"), str) else action.get("_index")
        failures.append(Failure(item.status, item.error, where or index, action["_id"]))
    return counters, failures
