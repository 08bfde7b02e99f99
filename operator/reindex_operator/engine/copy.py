"""Copies one slice: reads pages, makes batches of them, and sends some of those beside each other, as far as its books let it."""

import asyncio
from collections.abc import Awaitable

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import pit
from reindex_operator.engine.books import Books, Save, now
from reindex_operator.engine.bulk import Batch, Encoder
from reindex_operator.engine.checkpoint import Checkpoint, Ending, Trouble
from reindex_operator.engine.cluster import Cluster
from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import Deleted, ReindexError, TransientError
from reindex_operator.engine.hits import Page
from reindex_operator.engine.ledger import Entry
from reindex_operator.engine.moment import pinned
from reindex_operator.engine.pages import MOST_DOCS, Pages
from reindex_operator.engine.plan import Plan, Slice, in_order, points
from reindex_operator.engine.pressure import Pressure
from reindex_operator.engine.replay import Replay
from reindex_operator.engine.retry import Patience
from reindex_operator.engine.scripted import ScriptedEncoder
from reindex_operator.engine.scripts import compiled
from reindex_operator.engine.throttle import Throttle, kept_alive
from reindex_operator.engine.transform import Transform
from reindex_operator.engine.writer import Writer

PATIENCE = 600.0
IN_FLIGHT = 2
"""Bulks under way at once, where the engine chooses the batches; one where the user does, so that a failure stops what follows it."""
DEFAULT_SIZE = 1000
"""The API's batch (R17), kept where a rate is: a larger one would make long pauses."""
FAILURE_BYTES = 64 << 10


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
        self._state = checkpoint or Checkpoint(slice=number, started=now())
        self._state.state, self._state.ending = "Running", None
        self._throttle = Throttle(control)
        self._patience = Patience(patience, control, begun=True)
        external = (request.dest.version_type or "internal") != "internal"
        serial = request.source.size is not None or control.requests_per_second > 0
        batch = request.source.size or (DEFAULT_SIZE if serial else MOST_DOCS)
        self._keep_alive = request.scroll or "5m"
        self._pages = Pages(
            pinned(request.source, plan.started),
            self._slice.parts,
            source,
            keep_alive=lambda docs: kept_alive(self._keep_alive, docs, batch, control.requests_per_second),
            versions=external,
            patience=self._patience,
            retried=self._count_search_retry,
        )
        self._books = Books(
            self._state,
            self._slice.parts,
            save,
            begun=checkpoint is not None,
            control=control,
            throttle=self._throttle,
            patience=self._patience,
            outside=self._pages.outside,
            failure_bytes=FAILURE_BYTES // len(plan.slices),
        )
        script = compiled(request, plan.script)
        self._scripted = script is not None
        self._encoder = (
            ScriptedEncoder(request, batch, Transform(request, script, str(plan.started))) if script else Encoder(request, batch)
        )
        self._pressure = Pressure(1 if serial else IN_FLIGHT)
        self._late = bool(self._slice.parts) and number == len(plan.slices) - 1 and plan.catches_up
        replay = Replay(request, plan.before, dest, self._patience, since=plan.since if self._late else None)
        self._writer = Writer(request, dest, replay, patience=self._patience, pressure=self._pressure, allowed=self._books.allowed)
        self._flying: set[asyncio.Task[None]] = set()
        self._failed = self._state.counters.failed > 0
        self._unfinished = False
        self._alone = False
        # Such a source can be read on in that one view alone: it is closed by whoever has ended the slice, and by nobody else.
        self._ordered = in_order(self._slice.parts)

    async def run(self) -> Checkpoint:
        """To the end, or as far as it goes."""
        try:
            return await self._copy()
        except Deleted:
            await self._close(everything=True)
            raise

    async def _copy(self) -> Checkpoint:
        ticking = asyncio.create_task(self._books.keep())
        keeping = asyncio.create_task(pit.keep(self._source, self._pages.points, self._keep_alive)) if self._ordered else None
        try:
            await self._guarded(self._work(), ticking)
            self._state.state = "Failed" if self._failed else "Stopped" if self._unfinished else "Succeeded"
        except TransientError as error:
            self._patience.give_up()
            await self._land(quiet=True)
            if not self._failed and not self._control.stopped:
                self._state.trouble = Trouble(error.reason, error.message, now())
                await self._books.save()
                raise
            self._state.state = "Failed" if self._failed else "Stopped"
        except ReindexError as error:
            self._patience.give_up()
            await self._land(quiet=True)
            self._state.state, self._state.ending = "Failed", Ending(error.reason, error.message)
        except asyncio.CancelledError:
            # Told to end, and out of time: what is under way is lost to this process, and its view with it.
            if self._control.stopped:
                self._state.state = "Stopped"
            raise
        finally:
            beside = [task for task in (ticking, keeping) if task]
            for task in beside:
                task.cancel()
            await self._land(cancel=True, quiet=True)
            await asyncio.gather(*beside, return_exceptions=True)
            if not self._ordered:
                await self._close()
        if self._state.state == "Failed":
            self._books.conclude(aborts=self._aborts)
        await self._books.save()
        if self._ordered and self._state.state != "Stopped":
            await self._close()
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
        await self._books.save()
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
        while (
            (left := self._slice.max_docs - self._books.ledger.reserved - len(self._encoder)) <= 0
            and self._flying
            and not len(self._encoder)
        ):
            await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            self._raise_landed()
        return max(left, 0)

    async def _launch(self, batch: Batch) -> None:
        """Send ``batch`` when a slot, the rate and the horizon allow it."""
        await self._pressure.acquire()
        try:
            await self._throttle.admit(batch.docs)
            await self._books.reach(batch.end)
            await self._in_order(batch)
        except BaseException:
            await self._pressure.release()
            raise
        self._raise_landed()
        if self._ended:
            await self._pressure.release()
            return
        batch.late = self._late
        task = asyncio.create_task(self._fly(batch, self._books.enter(batch)))
        self._flying.add(task)

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
        self._books.ledger.settle(entry, counters, failures)

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

    async def _close(self, *, everything: bool = False) -> None:
        """Close the points in time that this slice alone uses, and all of its parts' when the run ends with it; another try may use them still.

        ``everything``: those of the other slices too, of which some may never have had a process.
        """
        if everything:
            mine = points(self._plan.slices)
        else:
            mine = points([self._slice]) if self._state.state != "Running" else set()
            if self._state.state == "Succeeded":
                mine -= points(one for one in self._plan.slices if one.id != self._slice.id)
        await self._pages.settle()
        await pit.close(self._source, mine | self._pages.opened)

    def _count_search_retry(self) -> None:
        self._state.counters.search_retries += 1
