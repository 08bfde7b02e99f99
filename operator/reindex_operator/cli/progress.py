"""Shows a run while it works: bars on a terminal, a line every few seconds elsewhere. Called by run.py with what the engine's watch tells."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.status import Response
from reindex_operator.engine.checkpoint import Checkpoint, Counters
from reindex_operator.engine.plan import Plan

PLAIN_EVERY = 5.0
MOST_BARS = 16
SAMPLES = 5


def processed(counters: Counters) -> int:
    """Documents done with, whatever became of them; a conflict that fails a run is one document, counted as conflict and as failure."""
    written = counters.created + counters.updated + counters.deleted + counters.noops
    return written + max(counters.version_conflicts, counters.failed)


class Meter:
    """Speed over the last checkpoints."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque(maxlen=SAMPLES)

    def add(self, at: float, done: int) -> None:
        """``done`` documents at the time ``at``, in seconds."""
        if not self._samples or self._samples[-1][1] != done:
            self._samples.append((at, done))

    @property
    def rate(self) -> float:
        """Documents a second; 0 as long as nothing is known."""
        if len(self._samples) < 2:  # noqa: PLR2004 - a speed needs two points
            return 0.0
        (start, before), (end, after) = self._samples[0], self._samples[-1]
        return (after - before) / (end - start) if end > start else 0.0


class Board:
    """What is known of the run, and how it looks."""

    def __init__(self, request: ReindexRequest, clock: Callable[[], float] = time.monotonic) -> None:
        self._title = f"{','.join(request.source.index)} -> {request.dest.index}"
        self._clock = clock
        self._plan: Plan | None = None
        self._checkpoints: Sequence[Checkpoint] = ()
        self._meters: list[Meter] = []
        self._all = Meter()

    @property
    def prepared(self) -> bool:
        """Whether there is a plan yet."""
        return self._plan is not None

    def watch(self, plan: Plan, checkpoints: Sequence[Checkpoint]) -> None:
        """The engine's ``Watch``."""
        self._meters = self._meters or [Meter() for _ in plan.slices]
        self._plan, self._checkpoints = plan, list(checkpoints)
        now = self._clock()
        for meter, checkpoint in zip(self._meters, checkpoints, strict=True):
            meter.add(now, processed(checkpoint.counters))
        self._all.add(now, self._done)

    @property
    def _done(self) -> int:
        return sum(processed(checkpoint.counters) for checkpoint in self._checkpoints)

    def _summary(self) -> str:
        total = self._plan.total if self._plan else 0
        conflicts = sum(checkpoint.counters.version_conflicts for checkpoint in self._checkpoints)
        retries = sum(checkpoint.counters.bulk_retries + checkpoint.counters.search_retries for checkpoint in self._checkpoints)
        rate = self._all.rate
        eta = clock_time((total - self._done) / rate) if rate > 0 and total >= self._done else "-:--:--"
        throttled = "   throttled" if any(checkpoint.throttled_until for checkpoint in self._checkpoints) else ""
        return f"{self._done:,} / {total:,}   {rate:,.0f} docs/s   conflicts {conflicts:,}   retries {retries:,}   ETA {eta}{throttled}"

    def line(self) -> str:
        """The whole run in one line."""
        if self._plan is None:
            return f"{self._title}   preparing"
        percent = min(100, self._done * 100 // self._plan.total) if self._plan.total else 100
        return f"{self._title}   {percent}%   {self._summary()}"

    def render(self) -> Table:
        """The run as bars: one a slice as long as they are few, and the total."""
        table = Table.grid(padding=(0, 2))
        if self._plan is None:
            table.add_row(Text(f"{self._title}   preparing"))
            return table
        table.add_row(Text(f"{self._title}   slices {len(self._plan.slices)}", style="bold"))
        bars = Table.grid(padding=(0, 2), pad_edge=True)
        if len(self._plan.slices) <= MOST_BARS:
            for one, checkpoint, meter in zip(self._plan.slices, self._checkpoints, self._meters, strict=True):
                done = processed(checkpoint.counters)
                whole = done if checkpoint.state == "Succeeded" else max(one.docs, done)
                percent = f"{done * 100 // whole}%" if whole else "100%"
                bar = ProgressBar(total=max(whole, 1), completed=done if whole else 1, width=40)
                bars.add_row(f"slice {one.id}", bar, f"{percent:>4}", f"{done:>11,} docs", f"{meter.rate:>9,.0f}/s")
        table.add_row(bars)
        table.add_row(Text(f"  total    {self._summary()}"))
        return table


@contextlib.asynccontextmanager
async def shown(board: Board, console: Console, *, every: float = PLAIN_EVERY) -> AsyncIterator[None]:
    """Show ``board`` on ``console`` for as long as the block runs."""
    if console.is_terminal:
        with Live(get_renderable=board.render, console=console, refresh_per_second=4):
            yield
        return
    telling = asyncio.create_task(_tell(board, console, every))
    try:
        yield
    finally:
        telling.cancel()


async def _tell(board: Board, console: Console, every: float) -> None:
    while True:
        console.print(board.line(), soft_wrap=True, highlight=False)
        await asyncio.sleep(every)


def ending(response: Response) -> str:
    """The last line: what came of it."""
    counts = f"created {response.created:,}  updated {response.updated:,}  deleted {response.deleted:,}  noops {response.noops:,}"
    return f"{clock_time(response.took / 1000)}: {counts}  conflicts {response.version_conflicts:,}"


def clock_time(seconds: float) -> str:
    """``0:01:02``."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
