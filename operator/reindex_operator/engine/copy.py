"""Copies one slice: reads pages, sends batches beside each other, keeps the books, checkpoints."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import msgspec

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import pit, reasons
from reindex_operator.engine.bulk import Batch, Encoder
from reindex_operator.engine.checkpoint import Checkpoint, Cursor, Ending, Trouble
from reindex_operator.engine.cluster import Cluster
from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import Deleted, ReindexError, TransientError
from reindex_operator.engine.faults import sentence
from reindex_operator.engine.horizon import LEAST, ahead, beyond
from reindex_operator.engine.ledger import Entry, Ledger
from reindex_operator.engine.pages import MOST_DOCS, Page, Pages
from reindex_operator.engine.plan import Plan, Slice
from reindex_operator.engine.pressure import Pressure
from reindex_operator.engine.replay import Replay
from reindex_operator.engine.retry import Patience
from reindex_operator.engine.scripted import ScriptedEncoder
from reindex_operator.engine.scripts import compiled
from reindex_operator.engine.throttle import Throttle, kept_alive
from reindex_operator.engine.transform import Transform
from reindex_operator.engine.writer import Writer

SAVE_EVERY = 3.0
LEASE = 120.0
"""Seconds after the beginning of the last accepted checkpoint in which a slice may send: whoever can not be heard of does not write."""
PATIENCE = 600.0
IN_FLIGHT = 2
"""Bulks under way at once, where the engine chooses the batches; one where the user does, so that a failure stops what follows it."""
DEFAULT_SIZE = 1000
"""The API's batch (R17), kept where a rate is: a larger one would make long pauses."""
FAILURE_BYTES = 64 << 10

Save = Callable[[Checkpoint], Awaitable[None]]


async def copy_slice(  # noqa: PLR0913 - the contract with the worker
    request: ReindexRequest,
    plan: Plan,
    number: int,
    source: Cluster,
    dest: Cluster,
    *,
    checkpoint: Checkpoint | None,
    control: Control,
    save: Save,
    patience: float | None = PATIENCE,
) -> Checkpoint:
    """Copy slice ``number`` of ``plan`` from ``checkpoint`` on; returns its last checkpoint, which was saved: Succeeded, Failed or Stopped.

    ``save`` is awaited every few seconds and at the end; it may raise ``Stopped``, which ends the copy at once. Raises ``TransientError``
    when another try may go on from the last checkpoint: when something has failed in passing for ``patience`` seconds (None: never).
    """
    return await _Copy(request, plan, number, source, dest, checkpoint=checkpoint, control=control, save=save, patience=patience).run()


class _Copy:
    """One slice being copied."""

    def __init__(  # noqa: PLR0913 - as copy_slice
        self,
        request: ReindexRequest,
        plan: Plan,
        number: int,
        source: Cluster,
        dest: Cluster,
        *,
        checkpoint: Checkpoint | None,
        control: Control,
        save: Save,
        patience: float | None,
    ) -> None:
        self._plan = plan
        self._aborts = request.conflicts != "proceed"
        self._slice: Slice = plan.slices[number]
        self._source = source
        self._control = control
        self._save = save
        self._saving = asyncio.Lock()
        self._state = checkpoint or Checkpoint(slice=number, started=_now())
        self._state.state, self._state.ending = "Running", None
        self._ledger = Ledger(self._state, FAILURE_BYTES // len(plan.slices))
        self._old_horizon = self._state.horizon if checkpoint else None
        self._throttle = Throttle(control)
        self._throttled_before = self._state.counters.throttled_millis
        self._patience = Patience(patience, control, begun=True)
        external = (request.dest.version_type or "internal") != "internal"
        serial = request.source.size is not None or control.requests_per_second > 0
        batch = request.source.size or (DEFAULT_SIZE if serial else MOST_DOCS)
        self._pages = Pages(
            request.source,
            self._slice.parts,
            source,
            keep_alive=lambda docs: kept_alive(request.scroll or "5m", docs, batch, control.requests_per_second),
            versions=external,
            patience=self._patience,
            retried=self._count_search_retry,
        )
        script = compiled(request, plan.script)
        self._scripted = script is not None
        self._encoder = (
            ScriptedEncoder(request, batch, Transform(request, script, str(plan.started))) if script else Encoder(request, batch)
        )
        self._pressure = Pressure(1 if serial else IN_FLIGHT)
        self._late = bool(self._slice.parts) and number == len(plan.slices) - 1 and plan.catches_up
        replay = Replay(request, plan.before, dest, self._patience, since=plan.since if self._late else None)
        self._writer = Writer(request, dest, replay, patience=self._patience, pressure=self._pressure, allowed=self._allowed)
        self._flying: set[asyncio.Task[None]] = set()
        self._failed = self._state.counters.failed > 0
        self._alone = False
        self._read_to = self._state.cursor
        self._allowance = LEAST
        self._saved_at = self._state.cursor
        self._accepted = time.monotonic()

    async def run(self) -> Checkpoint:
        """To the end, or as far as it goes."""
        ticking = asyncio.create_task(self._tick())
        try:
            await self._guarded(self._work(), ticking)
            self._state.state = "Failed" if self._failed else "Stopped" if self._unfinished else "Succeeded"
        except TransientError as error:
            self._patience.give_up()
            await self._land(quiet=True)
            if not self._failed and not self._control.stopped:
                self._state.trouble = Trouble(error.reason, error.message, _now())
                await self._checkpoint()
                raise
            self._state.state = "Failed" if self._failed else "Stopped"
        except ReindexError as error:
            self._patience.give_up()
            await self._land(quiet=True)
            self._state.state, self._state.ending = "Failed", Ending(error.reason, error.message)
        except Deleted:
            self._state.state = "Stopped"
            raise
        finally:
            ticking.cancel()
            await self._land(cancel=True, quiet=True)
            await asyncio.gather(ticking, return_exceptions=True)
            await self._close()
        if self._state.state == "Failed":
            self._ledger.conclude()
            self._state.ending = self._state.ending or self._first_failure()
        await self._checkpoint()
        return self._state

    async def _guarded(self, work: Awaitable[None], ticking: asyncio.Task[None]) -> None:
        """``work``, ended by the checkpoints' failure as soon as there is one."""
        working = asyncio.ensure_future(work)
        try:
            await asyncio.wait({working, ticking}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                ticking.result()
            await working
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def _work(self) -> None:
        self._unfinished = False
        await self._checkpoint()
        reading = self._pages.read(self._state.cursor)
        ahead_of: asyncio.Future[Page | None] = asyncio.ensure_future(anext(reading, None))
        try:
            while not self._ended and (page := await ahead_of) is not None:
                ahead_of = asyncio.ensure_future(anext(reading, None))
                if not await self._page(page):
                    break
            if self._encoder.hits and not self._ended:
                await self._launch(self._encoder.take())
        finally:
            ahead_of.cancel()
            await asyncio.gather(ahead_of, return_exceptions=True)
            await reading.aclose()  # type: ignore[attr-defined]
        self._unfinished = self._control.stopped
        await self._land()

    @property
    def _ended(self) -> bool:
        return self._failed or self._control.stopped

    async def _page(self, page: Page) -> bool:
        """Send what is in ``page``; whether more is wanted."""
        position = 0
        while position < len(page.hits):
            room = await self._room()
            if not room or self._ended:
                return False
            taken = self._encoder.add(page, position, room)
            position += taken
            if self._encoder.full or taken == room:
                await self._launch(self._encoder.take())
            if self._scripted:
                await asyncio.sleep(0)  # reading, writing and checkpoints go on beside a script
        return True

    async def _room(self) -> int:
        """Documents that may still be read into batches: all, or what ``maxDocs`` leaves; waits for what is under way to tell (R31)."""
        if self._slice.max_docs is None:
            return MOST_DOCS
        while (left := self._slice.max_docs - self._ledger.reserved - len(self._encoder)) <= 0 and self._flying and not len(self._encoder):
            await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            self._raise_landed()
        return max(left, 0)

    async def _launch(self, batch: Batch) -> None:
        """Send ``batch`` when a slot, the rate and the horizon allow it."""
        await self._pressure.acquire()
        try:
            await self._throttle.admit(batch.docs)
            self._read_to = batch.end
            if beyond(batch.end, self._state.horizon):
                await self._checkpoint()
            await self._allowed()
            await self._in_order(batch)
        except BaseException:
            await self._pressure.release()
            raise
        self._raise_landed()
        if self._ended:
            await self._pressure.release()
            return
        self._state.counters.batches += 1
        batch.late = self._late
        batch.replayed = self._old_horizon is not None and not beyond(batch.end, self._old_horizon)
        task = asyncio.create_task(self._fly(batch, self._ledger.open(batch)))
        self._flying.add(task)

    async def _allowed(self) -> None:
        """Wait until the slice may send: its last accepted checkpoint is young enough for it to be the owner still."""
        if time.monotonic() - self._accepted > LEASE:
            await self._checkpoint()

    async def _in_order(self, batch: Batch) -> None:
        """Let no two batches be under way together of which one may write to the other's documents: the last one read is to win."""
        if self._flying and (batch.moved or self._alone):
            await asyncio.wait(self._flying)
        self._alone = batch.moved

    async def _fly(self, batch: Batch, entry: Entry) -> None:
        try:
            counters, failures = await self._writer.write(batch)
        finally:
            await self._pressure.release()
        if failures:
            self._failed = True
            self._patience.give_up()
        self._ledger.settle(entry, counters, failures)

    def _raise_landed(self) -> None:
        """Forget the batches that are through; raises what ended one of them."""
        for task in [task for task in self._flying if task.done()]:
            self._flying.discard(task)
            task.result()

    async def _land(self, *, cancel: bool = False, quiet: bool = False) -> None:
        """Wait for the batches under way, or cancel them; raises what ended one of them, unless ``quiet``."""
        for task in self._flying if cancel else ():
            task.cancel()
        landed = await asyncio.gather(*self._flying, return_exceptions=True)
        self._flying.clear()
        for error in landed:
            if isinstance(error, BaseException) and not quiet:
                raise error

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY)
            await self._checkpoint()

    async def _checkpoint(self) -> None:
        """Save the books, with a horizon that lets the slice go on for some seconds at its pace."""
        async with self._saving:
            state = self._state
            state.updated = _now()
            state.counters.throttled_millis = self._throttled_before + self._throttle.throttled_millis
            state.throttled_until = _now() + round(self._throttle.remaining * 1000) if self._throttle.remaining else 0
            if not self._patience.over or state.state != "Running":
                state.trouble = self._patience.trouble if state.state == "Running" else None
            state.outside = sorted({*state.outside, *self._pages.outside})
            state.requests_per_second = self._control.requests_per_second
            horizon = self._horizon()
            announced = msgspec.structs.replace(
                state, horizon=horizon, counters=msgspec.structs.replace(state.counters), failures=list(state.failures)
            )
            began = time.monotonic()
            await self._save(announced)
            self._accepted = began
            state.horizon, state.owner = horizon, announced.owner

    def _horizon(self) -> Cursor | None:
        """Twice as far as the slice came since the last checkpoint, and never less than before."""
        parts = self._slice.parts
        if self._state.state != "Running" or not parts or parts[0].shard is None:
            return self._state.horizon
        came = (self._read_to.after or 0) - (self._saved_at.after or 0) if self._read_to.part == self._saved_at.part else 0
        self._allowance = max(LEAST, min(came * 2, self._allowance * 2))
        self._saved_at = self._read_to
        reached = ahead(parts, self._read_to, self._allowance)
        old = self._state.horizon
        return reached if old is None or beyond(reached, old) else old

    def _first_failure(self) -> Ending:
        """The ending of a slice whose documents failed."""
        counters, first = self._state.counters, self._state.failures[0] if self._state.failures else None
        said = f"[{first.index}][{first.id}] {sentence(first.cause)}" if first else "see the log"
        if self._aborts and counters.version_conflicts and counters.failed == counters.version_conflicts:
            return Ending(
                reasons.VERSION_CONFLICT,
                f"{counters.version_conflicts} version conflicts so far under spec.conflicts: abort; `conflicts: proceed` would count them and go on. First: {said}",
            )
        return Ending(reasons.DOCUMENTS_FAILED, f"{counters.failed} documents failed. First: {said}")

    async def _close(self) -> None:
        """Close the points in time that this slice alone uses, and all of its parts' when the run ends with it; another try may use them still."""
        mine = {part.pit for part in self._slice.parts if part.pit} if self._state.state != "Running" else set()
        if self._state.state == "Succeeded":
            mine -= {part.pit for one in self._plan.slices if one.id != self._slice.id for part in one.parts if part.pit}
        await pit.close(self._source, sorted(mine | self._pages.opened))

    def _count_search_retry(self) -> None:
        self._state.counters.search_retries += 1


def _now() -> int:
    return round(time.time() * 1000)
