"""Sends batches to the destination: each rejected document again, nothing else twice that is known to be there."""

import asyncio
import logging

import msgspec

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import reasons
from reindex_operator.engine.bulk import REJECTED, Batch, Item, lines, parameters, read_answer, tally
from reindex_operator.engine.checkpoint import Counters, Failure
from reindex_operator.engine.cluster import Answer, Cluster, Lines, path
from reindex_operator.engine.errors import TransientError
from reindex_operator.engine.faults import fault
from reindex_operator.engine.replay import recognise
from reindex_operator.engine.retry import UNAVAILABLE, delays, jittered

log = logging.getLogger("reindex.failures")


class Writer:
    """Writes to the request's destination."""

    def __init__(self, request: ReindexRequest, dest: Cluster) -> None:
        self._cluster = dest
        self._index = request.dest.index
        self._target = path(request.dest.index, "_bulk")
        self._params = parameters(request)
        self._proceed = request.conflicts == "proceed"

    async def write(self, batch: Batch) -> tuple[Counters, list[Failure]]:
        """Send ``batch`` until each of its documents is through or failed (R29, R37, R38); every failure is logged.

        Raises ``TransientError`` when the cluster stays unreachable, ``ReindexError`` when it refuses the whole request.
        """
        counters = Counters(noops=batch.noops)
        pieces, docs, suspect = batch.pieces, batch.docs, batch.replayed
        through: list[tuple[bytes, Item]] = []
        waits = delays()
        while True:
            if suspect:
                pieces, docs = await recognise(pieces, self._index, self._cluster, counters)
                suspect = False
            answer = await self._send(pieces) if docs else None
            if answer is not None and answer.ok:
                said = read_answer(answer.body, deletes=batch.deletes)
                if isinstance(said, tuple):
                    created, deleted = said
                    counters.created += created
                    counters.deleted += deleted
                    counters.updated += docs - created - deleted
                    break
                items = list(zip(lines(pieces), said, strict=True))
                rejected = [document for document, item in items if item.status == REJECTED]
                others = any(item.error is not None and item.status != REJECTED for _, item in items)
                if not rejected or others or (delay := next(waits, None)) is None:
                    through += items
                    break
                through += [pair for pair in items if pair[1].status != REJECTED]
                pieces, docs = rejected, len(rejected)
            elif answer is None and not docs:
                break
            else:
                delay = next(waits, None)
                if delay is None:
                    raise self._gone if answer is None else self._fault(answer)
                if answer is not None and answer.status not in UNAVAILABLE and answer.status != REJECTED:
                    raise self._fault(answer)
                suspect = answer is None or answer.status in UNAVAILABLE
            counters.bulk_retries += 1
            await asyncio.sleep(jittered(delay))
        return self._close(counters, through)

    async def _send(self, pieces: list[bytes]) -> Answer | None:
        """The answer; None when there was none, and the documents may be there or not."""
        try:
            return await self._cluster.request("POST", self._target, params=self._params, body=Lines(pieces))
        except TransientError as error:
            self._gone = error
            return None

    def _fault(self, answer: Answer) -> Exception:
        return fault(answer, self._cluster.connection.name, "spec.dest.index", reasons.DOCUMENTS_FAILED)

    def _close(self, counters: Counters, through: list[tuple[bytes, Item]]) -> tuple[Counters, list[Failure]]:
        counted, failures = tally(through, proceed=self._proceed, index=self._index)
        for name in counted.__struct_fields__:
            setattr(counters, name, getattr(counters, name) + getattr(counted, name))
        for failure in failures:
            log.error("%s", msgspec.json.encode(failure).decode())
        return counters, failures
