"""What a slice may claim to have done: counters and cursor move only over batches acknowledged without a gap, in reading order. Pure."""

from collections import deque

import msgspec

from reindex_operator.engine.bulk import Batch
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Cursor, Failure, Mark
from reindex_operator.engine.faults import shortened

MOST_FAILURES = 100
MOST_INDICES = 200


class Entry(msgspec.Struct):
    """A batch that was sent; ``counters`` is None until it is acknowledged."""

    docs: int
    end: Cursor
    counters: Counters | None = None
    failures: list[Failure] = []
    indices: list[str] = []


class Ledger:
    """Keeps the books of one slice in ``checkpoint``. ``failure_bytes`` bounds what failures may take of it."""

    def __init__(self, checkpoint: Checkpoint, failure_bytes: int) -> None:
        self.checkpoint = checkpoint
        self._sent: deque[Entry] = deque()
        self._failure_bytes = failure_bytes

    def open(self, batch: Batch) -> Entry:
        """Enter a batch that is about to be sent; in reading order."""
        entry = Entry(batch.docs, batch.end, indices=batch.indices)
        self._sent.append(entry)
        return entry

    def settle(self, entry: Entry, counters: Counters, failures: list[Failure]) -> None:
        """Enter the acknowledgement of a batch, and move on over all that is acknowledged without a gap."""
        entry.counters, entry.failures = counters, failures
        while self._sent and self._sent[0].counters is not None:
            done = self._sent.popleft()
            if done.failures:
                self._mark()
            self.checkpoint.cursor = done.end
            self._count(done)

    def conclude(self) -> None:
        """Count what was acknowledged behind a gap too: of a slice that will not go on."""
        for entry in self._sent:
            if entry.counters is not None:
                self._mark()
                self._count(entry)
        self._sent.clear()

    def _mark(self) -> None:
        """Remember how the books stood, once."""
        if self.checkpoint.mark is None:
            self.checkpoint.mark = Mark(self.checkpoint.cursor, msgspec.structs.replace(self.checkpoint.counters))

    @property
    def reserved(self) -> int:
        """Documents that are done or may yet be: what counts towards ``maxDocs`` (R31)."""
        counted = [self.checkpoint.counters, *(entry.counters for entry in self._sent if entry.counters)]
        waiting = sum(entry.docs for entry in self._sent if entry.counters is None)
        return waiting + sum(one.created + one.updated + one.deleted for one in counted)

    def _count(self, entry: Entry) -> None:
        if entry.counters is None:
            return
        total = self.checkpoint.counters
        for name in total.__struct_fields__:
            setattr(total, name, getattr(total, name) + getattr(entry.counters, name))
        if entry.indices:
            self.checkpoint.indices = sorted({*self.checkpoint.indices, *entry.indices})[:MOST_INDICES]
        kept = self.checkpoint.failures
        size = sum(len(msgspec.json.encode(failure)) for failure in kept)
        for whole in entry.failures:
            # The first is kept whatever its size, and all slices may fail at once: a mailbox has to hold one of each.
            failure = whole if kept else shortened(whole, self._failure_bytes)
            size += len(msgspec.json.encode(failure))
            if len(kept) == MOST_FAILURES or (size > self._failure_bytes and kept):
                break
            kept.append(failure)
