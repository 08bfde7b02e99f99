"""Sends batches to the destination: each rejected document again, nothing else twice that is known to be there."""

import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import reasons
from reindex_operator.engine.bulk import CONFLICT, FAILED, REJECTED, Batch, Item, lines, parameters, read_answer, tally
from reindex_operator.engine.checkpoint import Counters, Failure
from reindex_operator.engine.cluster import Answer, Cluster, Lines, path
from reindex_operator.engine.errors import TransientError
from reindex_operator.engine.faults import cause, fault, sentence, shortened
from reindex_operator.engine.pressure import Pressure
from reindex_operator.engine.replay import Replay, as_meant
from reindex_operator.engine.retry import UNAVAILABLE, Patience, Tries

log = logging.getLogger("reindex.failures")

TOO_LARGE = 413
LARGEST_CAUSE = 64 << 10
"""Bytes of a failure's cause: a cluster repeats the value that it refuses, and a checkpoint has to hold it."""
TOO_FEW_COPIES = "Not enough active copies"
"""What ``waitForActiveShards`` asked for is not there: a failure, as in the API (R34), where a primary that is away is waited for."""

Pair = tuple[bytes, Item]


class _Sending(msgspec.Struct):
    """What is left of a batch. ``suspect``: it may be there already. ``guarded``: it may be there by now, so that a conflict may be its own."""

    documents: Sequence[bytes]
    docs: int
    suspect: bool = False
    guarded: bool = False
    blind: bool = False
    """Of documents that changed during the run, under ``create``: what is there can not be looked at, and a conflict says nothing."""
    found_in: dict[bytes, str] = {}
    """The indices that conflicts were in, by the documents' lines: a pipeline may have sent a document there, or a data stream stand before it."""
    looked_at: set[bytes] = set()
    """The lines of those whose conflict was looked at: what is one then is one."""
    through: list[Pair] = []


class Writer:
    """Writes to the request's destination. ``allowed`` is awaited before anything is sent: it returns when the slice still may."""

    def __init__(  # noqa: PLR0913 - what a write needs
        self,
        request: ReindexRequest,
        dest: Cluster,
        replay: Replay,
        *,
        patience: Patience,
        pressure: Pressure,
        allowed: Callable[[], Awaitable[None]],
    ) -> None:
        self._cluster = dest
        self._index = request.dest.index
        self._target = path(request.dest.index, "_bulk")
        self._params = parameters(request)
        self._proceed = request.conflicts == "proceed"
        self._creates = request.dest.op_type == "create"
        self._replay = replay
        self._patience = patience
        self._pressure = pressure
        self._allowed = allowed
        self._too_large = math.inf
        """Bytes of the smallest request that the host has found too large."""

    async def write(self, batch: Batch) -> tuple[Counters, list[Failure]]:
        """Send ``batch`` until each of its documents is through or failed (R29); every failure is logged.

        What is rejected (429), or may not have arrived, is tried again as long as patience lasts; then, or when the slice is to stop,
        ``TransientError`` is raised. Raises ``ReindexError`` when the cluster refuses the whole request.
        """
        counters = Counters(noops=batch.noops)
        blind = batch.late and self._creates and not self._replay.knows
        sending = _Sending(batch.pieces, batch.docs, suspect=batch.replayed or batch.late, blind=blind)
        with self._patience.trying() as tries:
            while sending.docs:
                if sending.suspect:
                    left = await self._replay.recognise(
                        list(lines(sending.documents)), counters, late=batch.late, found_in=sending.found_in
                    )
                    sending.documents, sending.docs, sending.suspect, sending.guarded = left, len(left), False, True
                    continue
                error = await self._try(sending, tries, counters, deletes=batch.deletes)
                if error is not None:
                    await tries.failed_with(error)
                    counters.bulk_retries += 1
        return self._close(counters, sending.through)

    async def _try(self, sending: _Sending, tries: Tries, counters: Counters, *, deletes: bool) -> TransientError | None:
        """Send it once, and keep what is left of it; returns why it has to be sent again after a while."""
        if sending.docs > 1 and _size(sending) >= self._too_large:
            return await self._in_halves(sending, tries, counters, deletes=deletes)
        return await self._send(sending, tries, counters, deletes=deletes)

    async def _send(self, sending: _Sending, tries: Tries, counters: Counters, *, deletes: bool) -> TransientError | None:
        """As ``_try``, in one request, or in several where the host finds that too large (413)."""
        await self._allowed()  # looking at the destination may have taken any time, and so may the half before this one
        began = time.monotonic()
        try:
            answer = await self._cluster.request("POST", self._target, params=self._params, body=Lines(sending.documents))
            if answer.status == TOO_LARGE:
                self._too_large = min(self._too_large, _size(sending))
                return await self._in_halves(sending, tries, counters, deletes=deletes, refused=answer)
            if passing := tries.passing(answer):
                if passing.reason == reasons.REJECTED:
                    self._pressure.rejected(began)
                sending.suspect = passing.reason not in {reasons.REJECTED, reasons.UNAUTHORIZED}
                return passing
            if not answer.ok:
                raise self._fault(answer)
            counters.bytes += _size(sending)
            said = _said(answer, sending.docs, deletes=deletes)
        except TransientError as error:
            sending.suspect = True
            return error
        if isinstance(said, tuple):
            self._pressure.took(began, sending.docs)
            created, deleted = said
            counters.created += created
            counters.deleted += deleted
            counters.updated += sending.docs - created - deleted
            sending.docs = 0
            return None
        if not any(item.status == REJECTED or item.status in UNAVAILABLE for item in said):
            self._pressure.took(began, sending.docs)
        left = self._sort(sending, list(zip(lines(sending.documents), said, strict=True)))
        if left is not None and left.reason == reasons.REJECTED:
            self._pressure.rejected(began)
        return left

    async def _in_halves(
        self, sending: _Sending, tries: Tries, counters: Counters, *, deletes: bool, refused: Answer | None = None
    ) -> TransientError | None:
        """Send it in two requests, as the host takes none so large; a document that was ``refused`` alone has failed."""
        every = list(lines(sending.documents))
        if len(every) == 1 and refused is not None:
            reason = f"the host takes no request of {len(every[0])} bytes: {sentence(cause(refused))}"
            sending.through.append((every[0], Item(TOO_LARGE, error={"type": "content_too_large_exception", "reason": reason})))
            sending.docs = 0
            return None
        left: list[bytes] = []
        error, suspect = None, False
        for half in (every[: len(every) // 2], every[len(every) // 2 :]):
            sending.documents, sending.docs = half, len(half)
            error = await self._try(sending, tries, counters, deletes=deletes) or error
            left += lines(sending.documents) if sending.docs else []
            suspect = suspect or sending.suspect
        sending.documents, sending.docs, sending.suspect = left, len(left), suspect
        return error

    def _sort(self, sending: _Sending, pairs: list[Pair]) -> TransientError | None:
        """Part what is through from what is to be sent again. Behind a failure nothing is (R38)."""
        rejected: list[Pair] = []
        looked_for: list[bytes] = []
        rest: list[Pair] = []
        error: TransientError | None = None
        for document, item in pairs:
            if item.error is None or item.status < FAILED:
                rest.append((document, item))
            elif sending.blind and item.error.get("type") == CONFLICT:
                continue
            elif item.error.get("type") == CONFLICT and sending.guarded and (meant := self._meant(document)) not in sending.looked_at:
                looked_for.append(meant)
                if isinstance(index := item.error.get("index"), str):
                    sending.found_in[meant] = index
            elif item.status == REJECTED or (item.status in UNAVAILABLE and TOO_FEW_COPIES not in str(item.error.get("reason"))):
                rejected.append((document, item))
                sending.suspect = sending.suspect or item.status in UNAVAILABLE
                reason = reasons.REJECTED if item.status == REJECTED else reasons.UNAVAILABLE
                error = error or TransientError(reason, f"spec.dest.index: {sentence(item.error)}")
            else:
                rest.append((document, item))
        if any(self._failed(item) for _, item in rest):
            rest, rejected, error = rest + rejected, [], None
        sending.through += rest
        sending.documents = [*(document for document, _ in rejected), *looked_for]
        sending.docs = len(sending.documents)
        sending.suspect = bool(sending.docs) and (sending.suspect or bool(looked_for))
        sending.looked_at.update(looked_for)
        return error

    def _meant(self, document: bytes) -> bytes:
        return document if self._creates else as_meant(document)

    def _failed(self, item: Item) -> bool:
        return item.status >= FAILED and item.error is not None and not (self._proceed and item.error.get("type") == CONFLICT)

    def _fault(self, answer: Answer) -> Exception:
        return fault(answer, self._cluster.connection.name, "spec.dest.index", reasons.DOCUMENTS_FAILED)

    def _close(self, counters: Counters, through: list[Pair]) -> tuple[Counters, list[Failure]]:
        counted, failures = tally(through, proceed=self._proceed, index=self._index)
        failures = [shortened(failure, LARGEST_CAUSE) for failure in failures]
        for name in counted.__struct_fields__:
            setattr(counters, name, getattr(counters, name) + getattr(counted, name))
        for failure in failures:
            log.error("%s", msgspec.json.encode(failure).decode())
        return counters, failures


def _size(sending: _Sending) -> int:
    """Bytes of what is left."""
    return sum(map(len, sending.documents))


def _said(answer: Answer, docs: int, *, deletes: bool) -> list[Item] | tuple[int, int]:
    """As ``read_answer``; raises ``TransientError`` for an answer that broke off, or is no bulk's."""
    broken = TransientError(
        reasons.UNEXPECTED_ANSWER, f"{answer.cluster}.hosts: the host's answer to {answer.asked} is no bulk's, or broke off"
    )
    try:
        said = read_answer(answer.body, deletes=deletes)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise broken from error
    complete = len(said) == docs if isinstance(said, list) else answer.body.endswith(b"}") and answer.body.count(b'"result":"') == docs
    if not complete:
        raise broken
    return said
