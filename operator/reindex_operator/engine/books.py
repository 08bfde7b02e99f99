"""The books of one slice: what its checkpoints say it has done, and how far they let it send.

Before anything is sent beyond the horizon that was announced, or when the last accepted checkpoint is too old for the slice to be sure
that it is the owner still, a checkpoint is saved first. Called by copy.py.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import msgspec

from reindex_operator.engine import reasons
from reindex_operator.engine.bulk import Batch
from reindex_operator.engine.checkpoint import Checkpoint, Cursor, Ending
from reindex_operator.engine.control import Control
from reindex_operator.engine.faults import DENIED, sentence
from reindex_operator.engine.horizon import LEAST, ahead, beyond
from reindex_operator.engine.ledger import Entry, Ledger
from reindex_operator.engine.plan import Part, in_order
from reindex_operator.engine.retry import Patience
from reindex_operator.engine.throttle import Throttle

SAVE_EVERY = 3.0
"""Seconds between two checkpoints, where whoever keeps them asks for no more."""
LEASE = 120.0
"""Seconds after the beginning of the last accepted checkpoint in which a slice may send: whoever can not be heard of does not write."""

Save = Callable[[Checkpoint], Awaitable[None]]


class Books:
    """The books of a slice of ``parts``, kept in ``state``: its last checkpoint (``begun``), or a fresh one.

    ``throttle``, ``patience``, ``control`` and ``outside`` (the parts that were read outside the view of the start) are what a checkpoint
    says besides. ``failure_bytes`` bounds what failures may take of it.
    """

    def __init__(  # noqa: PLR0913 - what a checkpoint says
        self,
        state: Checkpoint,
        parts: list[Part],
        save: Save,
        *,
        begun: bool,
        control: Control,
        throttle: Throttle,
        patience: Patience,
        outside: set[int],
        failure_bytes: int,
    ) -> None:
        self.state = state
        self.ledger = Ledger(state, failure_bytes)
        self._parts = parts
        self._save = save
        self._saving = asyncio.Lock()
        self._control = control
        self._throttle = throttle
        self._throttled_before = state.counters.throttled_millis
        self._patience = patience
        self._outside = outside
        self._begun = begun
        self._has_horizons = bool(parts) and not in_order(parts)
        self._old_horizon = state.horizon
        self._entered = state.cursor
        self._read_to = state.cursor
        self._allowance = LEAST
        self._saved_at = state.cursor
        self._accepted = time.monotonic()

    async def keep(self) -> None:
        """Save every few seconds, for ever; raises what saving raises."""
        while True:
            await asyncio.sleep(max(SAVE_EVERY, self._control.save_interval))
            await self.save()

    async def save(self) -> None:
        """Save a checkpoint, with a horizon that lets the slice go on for some seconds at its pace."""
        async with self._saving:
            state = self.state
            state.updated = now()
            state.counters.throttled_millis = self._throttled_before + self._throttle.throttled_millis
            state.throttled_until = now() + round(self._throttle.remaining * 1000) if self._throttle.remaining else 0
            if not self._patience.over or state.state != "Running":
                state.trouble = self._patience.trouble if state.state == "Running" else None
            state.outside = sorted({*state.outside, *self._outside})
            state.requests_per_second = self._control.requests_per_second
            horizon = self._horizon()
            announced = msgspec.structs.replace(
                state, horizon=horizon, counters=msgspec.structs.replace(state.counters), failures=list(state.failures)
            )
            began = time.monotonic()
            await self._save(announced)
            self._accepted = began
            state.horizon, state.owner = horizon, announced.owner

    async def reach(self, place: Cursor) -> None:
        """Wait until the slice may send what ends at ``place``."""
        self._read_to = place
        if beyond(place, self.state.horizon):
            await self.save()
        await self.allowed()

    async def allowed(self) -> None:
        """Wait until the slice may send: its last accepted checkpoint is young enough for it to be the owner still."""
        if time.monotonic() - self._accepted > LEASE:
            await self.save()

    def enter(self, batch: Batch) -> Entry:
        """Enter a batch that is about to be sent; it is marked if the process before this one may have written any of it.

        That one may have cut its batches elsewhere, so what counts is where this one begins. In an order of its own there is no horizon.
        """
        self.state.counters.batches += 1
        batch.replayed = self._begun and not (self._has_horizons and beyond(self._entered, self._old_horizon))
        self._entered = batch.end
        return self.ledger.open(batch)

    def conclude(self, *, aborts: bool) -> None:
        """Close the books of a slice that has failed; ``aborts``: a version conflict is a failure."""
        self.ledger.conclude()
        self.state.ending = self.state.ending or self._first_failure(aborts=aborts)

    def _horizon(self) -> Cursor | None:
        """Twice as far as the slice came since the last checkpoint, and never less than before."""
        if self.state.state != "Running" or not self._has_horizons:
            return self.state.horizon
        came = (self._read_to.after or 0) - (self._saved_at.after or 0) if self._read_to.part == self._saved_at.part else 0
        self._allowance = max(LEAST, min(came * 2, self._allowance * 2))
        self._saved_at = self._read_to
        reached = ahead(self._parts, self._read_to, self._allowance)
        old = self.state.horizon
        return reached if old is None or beyond(reached, old) else old

    def _first_failure(self, *, aborts: bool) -> Ending:
        """The ending of a slice whose documents failed."""
        counters, first = self.state.counters, self.state.failures[0] if self.state.failures else None
        said = f"[{first.index}][{first.id}] {sentence(first.cause)}" if first else "see the log"
        if aborts and counters.version_conflicts and counters.failed == counters.version_conflicts:
            return Ending(
                reasons.VERSION_CONFLICT,
                f"{counters.version_conflicts} version conflicts so far under spec.conflicts: abort; `conflicts: proceed` would count them and go on. First: {said}",
            )
        if self.state.failures and all(failure.cause.get("type") == DENIED for failure in self.state.failures):
            return Ending(reasons.FORBIDDEN, f"spec.dest.index: the cluster refused {counters.failed} documents. First: {said}")
        return Ending(reasons.DOCUMENTS_FAILED, f"{counters.failed} documents failed. First: {said}")


def now() -> int:
    """Epoch milliseconds."""
    return round(time.time() * 1000)
