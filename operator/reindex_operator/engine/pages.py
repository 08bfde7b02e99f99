"""Reads the source page by page: part after part, each in the order of its operations. Nothing of a document is parsed but its envelope."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from reindex_operator.api.request import Source
from reindex_operator.engine import pit, reasons, scroll, vectors
from reindex_operator.engine.bounds import body_of, sliced
from reindex_operator.engine.checkpoint import Cursor
from reindex_operator.engine.cluster import LARGEST_ANSWER, Answer, Cluster, TooLargeError, path
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.faults import cause, deepest, fault
from reindex_operator.engine.hits import Found, Page, read
from reindex_operator.engine.plan import Part
from reindex_operator.engine.resolve import check_behind
from reindex_operator.engine.retry import Patience, patiently

SETTLING = 5.0
"""Seconds that a slice which ends waits for the answer to a request that opens a point in time."""
MOST_DOCS = 10_000
"""A search returns no more (``index.max_result_window``)."""
FIRST_DOCS = 250
DEFAULT_PAGE = 1000
"""The API's page (R17): what an index does not allow more than is read in these."""
PAGE_BYTES = 4 << 20
LARGEST_PAGE = 24 << 20
"""Bytes over which a page of the engine's own choosing is read again in smaller ones."""
NOT_FOUND = 404


class _LostError(Exception):
    """A point in time is gone."""


class _NarrowError(Exception):
    """The index allows smaller pages only."""


class Pages:
    """The pages of one slice from ``cursor`` on.

    ``keep_alive`` says how long the view is to live behind a page of so many documents; ``retried`` is told of each search tried again.
    """

    def __init__(  # noqa: PLR0913 - what a read needs
        self,
        source: Source,
        parts: list[Part],
        cluster: Cluster,
        *,
        keep_alive: Callable[[int], str],
        versions: bool,
        patience: Patience,
        retried: Callable[[], None],
    ) -> None:
        self._source = source
        self._parts = parts
        self._cluster = cluster
        self._keep_alive = keep_alive
        self._versions = versions
        self._patience = patience
        self._retried = retried
        self._docs = source.size or FIRST_DOCS
        self._most = MOST_DOCS
        self._points: dict[tuple[str, int | None], str | None] = {}
        self.opened: set[str] = set()
        """The points in time that this slice opened itself."""
        self._opening: set[asyncio.Task[str | None]] = set()
        self._left: set[tuple[str, int | None]] = set()
        self.outside: set[int] = set()
        """Parts of which something was read outside the point in time of the start."""

    def points(self) -> list[str]:
        """The points in time that are read in."""
        return [point for point in self._points.values() if point]

    async def read(self, cursor: Cursor) -> AsyncIterator[Page]:
        """The pages behind ``cursor``, in order; raises ``ReindexError`` (SearchFailed ...) where the source can not be read."""
        for number in range(cursor.part, len(self._parts)):
            part = self._parts[number]
            here = cursor if number == cursor.part else Cursor(number)
            reading = self._operations(number, part, here) if part.shard is not None else self._in_order(number, part, here)
            async for page in reading:
                yield page

    async def _operations(self, number: int, part: Part, cursor: Cursor) -> AsyncIterator[Page]:
        """A shard's operations by ``_seq_no``."""
        after = part.after if cursor.after is None else cursor.after
        await self._point(part)
        while (to := self._limit(part)) is None or after < to:
            span = {"gt": after} | ({"lte": to} if to is not None else {})
            body = body_of(self._source, part, {"range": {"_seq_no": span}}) | {"sort": [{"_seq_no": "asc"}]}
            try:
                page, asked = await self._page(number, part, body)
                full = len(page.hits) >= asked
                if full:
                    page = await self._whole(number, part, page)
            except _LostError:
                await self._reopen(part)
                continue
            if _key(part) in self._left:
                self.outside.add(number)
            if page.hits:
                after = page.hits[-1].number
                yield page
            if not full:
                if self._points[_key(part)] is None:
                    await check_behind(part.target, part.index, self._cluster, self._patience)
                return

    async def _whole(self, number: int, part: Part, page: Page) -> Page:
        """A full ``page`` that ends where a number ends: the next one begins behind that, and an index that was shrunk has several documents of one."""
        last = page.hits[-1].number
        end = next((end for end in range(len(page.hits), 0, -1) if page.hits[end - 1].number != last), 0)
        if end:
            del page.hits[end:]
            return page
        body = body_of(self._source, part, {"term": {"_seq_no": last}})
        counted, _ = await self._search(part, body | {"size": 0, "track_total_hits": True})
        if counted.hits.total.value <= len(page.hits):
            return page
        body |= {**self._shape(), "size": counted.hits.total.value, "sort": [{"_seq_no": "asc"}]}
        return self._taken(number, part, *await self._search(part, body, LARGEST_ANSWER))

    def _limit(self, part: Part) -> int | None:
        """The operation up to which ``part`` is read: outside the point in time of the start not beyond what there was then."""
        return part.last if part.to is None and _key(part) in self._left else part.to

    async def _in_order(self, number: int, part: Part, cursor: Cursor) -> AsyncIterator[Page]:
        """A source read as one, in the user's order, in a point in time that has to live; in a scroll where prepare found none to serve."""
        key = (part.index, None)
        self._points[key] = cursor.pit or part.pit
        if self._points[key] is None:
            async for page in self._scrolled(number, part, cursor):
                yield page
            return
        values = cursor.values
        order = [*map(_unformatted, self._source.sort or []), {"_shard_doc": "asc"}]
        while True:
            body = body_of(self._source) | {"sort": order}
            if self._source.slice:
                body["slice"] = sliced(self._source.slice)
            if values:
                body["search_after"] = values
            page, asked = await self._page(number, part, body)
            page.pit = self._points[key]
            if page.hits:
                values = page.hits[-1].values()
                yield page
            if len(page.hits) < asked:
                return

    async def _scrolled(self, number: int, part: Part, cursor: Cursor) -> AsyncIterator[Page]:
        """A source read as one, in a scroll."""
        if cursor.values is not None:
            raise ReindexError(
                reasons.SEARCH_FAILED,
                f"{_field(part)}: the scroll was lost with the worker that read it, and nobody else can go on; run it anew",
            )
        body = body_of(self._source) | self._shape() | {"sort": self._source.sort or [{"_doc": "asc"}], "track_total_hits": True}
        if self._source.slice:
            body["slice"] = sliced(self._source.slice)
        asked = self._docs
        keep_alive = partial(self._keep_alive, asked)
        reading = scroll.answers(
            self._cluster, part.index, body, keep_alive=keep_alive, largest=LARGEST_ANSWER, patience=self._patience, retried=self._retried
        )
        async with contextlib.aclosing(reading):
            async for answer in reading:
                if not answer.ok:
                    raise fault(answer, self._cluster.connection.name, _field(part), reasons.SEARCH_FAILED)
                page = self._taken(number, part, *read(answer))
                page.pit = ""
                if page.hits:
                    yield page
                if len(page.hits) < asked:
                    return

    async def _page(self, number: int, part: Part, body: dict[str, Any]) -> tuple[Page, int]:
        """One page, and how many documents were asked for; smaller pages where the documents are large."""
        while True:
            try:
                found, text = await self._search(part, body | self._shape())
                break
            except TooLargeError:
                if self._source.size or self._docs == 1:
                    raise
                self._docs = max(self._docs // 8, 1)
            except _NarrowError:
                self._docs, self._most = DEFAULT_PAGE, DEFAULT_PAGE
        asked = self._docs
        page = self._taken(number, part, found, text)
        if not self._source.size and page.hits:
            each = max(page.size // len(page.hits), 1)
            self._docs = max(1, min(self._most, PAGE_BYTES // each, asked * 8))
        return page, asked

    def _taken(self, number: int, part: Part, found: Found, text: bytes) -> Page:
        """The page that an answer holds."""
        if found.timed_out:
            raise ReindexError(reasons.SEARCH_FAILED, f"{_field(part)}: the search timed out")
        if found.pit_id:
            self._renamed((part.target or part.index, part.shard), found.pit_id)
        dirty = b"\n" in text or b"\r" in text
        return Page(number, found.hits.hits, len(text), dirty, b'"_routing"' in text)

    def _shape(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"size": self._docs, "track_total_hits": False}
        if self._versions:
            shape["version"] = True
        if self._source.source_filter:
            shape["_source"] = self._source.source_filter.model_dump(exclude_none=True)
        return shape

    def _renamed(self, key: tuple[str, int | None], point: str) -> None:
        """Go by the newest name of a point in time: an older one may not close it."""
        before, self._points[key] = self._points[key], point
        if before in self.opened:
            self.opened.discard(before)
            self.opened.add(point)

    async def _search(self, part: Part, body: dict[str, Any], largest: int = LARGEST_PAGE) -> tuple[Found, bytes]:
        """The answer to ``body`` in the part's point in time; without one where there is none. Raises ``_LostError`` where it is gone."""
        key = _key(part)
        if self._source.size or self._docs == 1:
            largest = LARGEST_ANSWER
        params = {"allow_partial_search_results": "false"}
        point = self._points[key]
        if point is not None:
            where, asked = "/_search", body | {"pit": {"id": point, "keep_alive": self._keep_alive(self._docs)}}
        else:
            where, asked = path(key[0], "_search"), body
            params["preference"] = f"_shards:{part.shard}"
        send = partial(vectors.post, self._cluster, where, asked, params=params, largest=largest)
        answer = await patiently(send, self._retried, patience=self._patience, read=read)
        if not isinstance(answer, Answer):
            return answer
        if point is not None and part.shard is not None and _lost(answer):
            raise _LostError
        if not self._source.size and self._docs > DEFAULT_PAGE and b"index.max_result_window" in answer.body:
            raise _NarrowError
        raise fault(answer, self._cluster.connection.name, _field(part), reasons.SEARCH_FAILED)

    async def _point(self, part: Part) -> None:
        """Have a point in time for ``part``, where the cluster gives any: that of the start, or one of now."""
        if part.pit and _key(part) not in self._points:
            self._points[_key(part)] = part.pit
        elif _key(part) not in self._points:
            await self._reopen(part)

    async def _reopen(self, part: Part) -> None:
        """Read ``part`` in a point in time of now from here on."""
        self._points[_key(part)] = await self._open(part)
        self._left.add(_key(part))
        await check_behind(part.target, part.index, self._cluster, self._patience)

    async def _open(self, part: Part) -> str | None:
        # A reader that is cancelled meanwhile must not leave one that nobody knows.
        opening = asyncio.create_task(
            pit.open_pit(self._cluster, part.target or part.index, self._keep_alive(self._docs), part.shard, self._patience)
        )
        self._opening.add(opening)
        opening.add_done_callback(self._has_opened)
        return await asyncio.shield(opening)

    def _has_opened(self, opening: asyncio.Task[str | None]) -> None:
        self._opening.discard(opening)
        if not opening.cancelled() and not opening.exception() and (point := opening.result()):
            self.opened.add(point)

    async def settle(self) -> None:
        """Wait, not for long, for what is being opened; afterwards ``opened`` is all that this slice has to close."""
        if self._opening:
            await asyncio.wait(self._opening, timeout=SETTLING)


def _unformatted(order: dict[str, Any]) -> dict[str, Any]:
    """A clause of ``sort`` without ``format``: that says how values are written, and a cursor needs them whole."""
    return {
        field: {key: value for key, value in how.items() if key != "format"} if isinstance(how, dict) else how
        for field, how in order.items()
    }


def _lost(answer: Answer) -> bool:
    """Whether the point in time is gone."""
    return answer.status == NOT_FOUND and str(deepest(cause(answer)).get("type")).startswith("search_context_missing")


def _key(part: Part) -> tuple[str, int | None]:
    return part.target or part.index, part.shard


def _field(part: Part) -> str:
    return f"spec.source.index: [{part.index}]" + (f" shard {part.shard}" if part.shard is not None else "")
