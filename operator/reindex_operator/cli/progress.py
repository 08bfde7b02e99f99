"""Shows a run while it works: bars on a terminal, a line every few seconds elsewhere. Called by run.py and follow.py."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from reindex_operator.cli.view import View

PLAIN_EVERY = 5.0
MOST_BARS = 16
SAMPLES = 5
PHASES_WITH_BARS = {"", "Copying"}
DONE = "done"
"""How a run ends that has succeeded."""
ENDED = {"Succeeded", "Failed", "Cancelled"}


class Meter:
    """Speed over the last checkpoints."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque(maxlen=SAMPLES)

    def add(self, at: float, done: int) -> None:
        """``done`` documents at the time ``at``, in seconds; fewer than before begin anew."""
        if self._samples and done < self._samples[-1][1]:
            self._samples.clear()
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

    def __init__(self, view: View, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._meters: dict[int, Meter] = {}
        self._all = Meter()
        self.view = view

    def update(self, view: View) -> None:
        """How the run stands now."""
        self.view = view
        now = self._clock()
        for each in view.slices:
            self._meters.setdefault(each.id, Meter()).add(now, each.done)
        self._all.add(now, view.done)

    def _rate(self) -> float:
        return self._all.rate if self.view.rate is None else self.view.rate

    def _progress(self) -> str:
        view, rate = self.view, self._rate()
        eta = clock_time((view.total - view.done) / rate) if rate > 0 and view.total >= view.done else "-:--:--"
        going = f"   {rate:,.0f} docs/s   ETA {eta}" if view.phase not in ENDED else ""
        return f"{view.done:,} / {view.total:,}{going}"

    def _counted(self) -> str:
        view = self.view
        failures = f"   failures {view.failures:,}" if view.failures else ""
        return f"conflicts {view.conflicts:,}   retries {view.retries:,}{failures}{'   throttled' if view.throttled else ''}"

    def line(self, *, trouble: bool = True) -> str:
        """The whole run in one line; ``trouble``: with what is being tried again."""
        view = self.view
        phase = "" if view.phase in PHASES_WITH_BARS else f"   {view.phase}"
        if not view.prepared:
            return f"{view.title}{phase or '   preparing'}"
        tried = f"   {view.trouble}" if view.trouble and trouble else ""
        return f"{view.title}{phase}   {percent(view.done, view.total)}   {self._progress()}   {self._counted()}{tried}"

    def render(self) -> Table:
        """The run as bars: one a slice as long as they are few, and the total."""
        view = self.view
        table = Table.grid(padding=(0, 2))
        phase = "" if view.phase in PHASES_WITH_BARS else f"   {view.phase}"
        if not view.prepared:
            table.add_row(Text(f"{view.title}{phase or '   preparing'}"))
            return table
        table.add_row(Text(f"{view.title}   slices {len(view.slices)}{phase}", style="bold"))
        bars = Table.grid(padding=(0, 2), pad_edge=True)
        for wraps in (False, True, False, False, False):  # where there is little room, the bar alone gets shorter
            bars.add_column(no_wrap=not wraps)
        if len(view.slices) <= MOST_BARS:
            for each in view.slices:
                whole = each.done if each.state == "Succeeded" else max(each.total, each.done)
                bar = ProgressBar(total=max(whole, 1), completed=each.done if whole else 1, width=40)
                rate = self._meters[each.id].rate if each.id in self._meters else 0.0
                speed = f"{rate:>9,.0f}/s" if each.state == "Running" and rate else f"{each.state:>11}"
                bars.add_row(f"slice {each.id}", bar, f"{percent(each.done, whole):>4}", f"{each.done:>11,} docs", speed)
        else:
            states = [each.state for each in view.slices]
            bars.add_row("slices  ", "   ".join(f"{states.count(state)} {state.lower()}" for state in dict.fromkeys(sorted(states))))
        table.add_row(bars)
        table.add_row(Text(f"  total    {self._progress()}"))
        table.add_row(Text(f"           {self._counted()}"))
        if view.trouble:
            table.add_row(Padding(Text(view.trouble, style="yellow"), (0, 0, 0, 2)))
        return table

    def end(self) -> None:
        """Nothing is being tried any more: what came of it is said next."""
        self.view = replace(self.view, trouble="")


@contextlib.asynccontextmanager
async def shown(board: Board, console: Console, *, every: float = PLAIN_EVERY) -> AsyncIterator[None]:
    """Show ``board`` on ``console`` for as long as the block runs."""
    # A dumb terminal can not go back to a line: rich would show nothing there before the end.
    if console.is_terminal and not console.is_dumb_terminal:
        with Live(get_renderable=board.render, console=console, refresh_per_second=4):
            try:
                yield
            finally:
                board.end()
        return
    console.print(board.line(), soft_wrap=True, highlight=False, markup=False)
    telling = asyncio.create_task(_tell(board, console, every, board.view.trouble))
    try:
        yield
    finally:
        telling.cancel()


async def _tell(board: Board, console: Console, every: float, said: str) -> None:
    """A line now and then; the same trouble is in one of them alone, and not again where it was ``said``."""
    while True:
        await asyncio.sleep(every)
        console.print(board.line(trouble=board.view.trouble != said), soft_wrap=True, highlight=False, markup=False)
        said = board.view.trouble


def percent(done: int, total: int) -> str:
    """The share done, rounded down; of nothing, all."""
    return f"{min(100, done * 100 // total)}%" if total else "100%"


def ending(how: str, response: Mapping[str, Any], seconds: float | None = None) -> str:
    """The last line: ``how`` it ended, after what time, with what. ``response`` as in the object's status; ``seconds`` where it has no time."""
    counts = "  ".join(f"{name} {response.get(name, 0):,}" for name in ("created", "updated", "deleted", "noops"))
    took = response["took"] / 1000 if "took" in response else seconds
    time = f" {'in' if how == DONE else 'after'} {clock_time(took)}" if took is not None else ""
    return f"{how}{time}: {counts}  conflicts {response.get('versionConflicts', 0):,}"


def clock_time(seconds: float) -> str:
    """``0:01:02``."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
