"""Plays the run of a seed: process after process, until one comes to the end."""

import asyncio
from collections.abc import Sequence

import msgspec

from reindex_operator.api.status import Response
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.control import Control
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.plan import Plan, points
from reindex_operator.engine.run import run
from tests.unit.engine.fuzz.judge import judge
from tests.unit.engine.fuzz.process import Process
from tests.unit.engine.fuzz.schedule import Schedule, in_haste, schedule
from tests.unit.engine.fuzz.world import World

KILLED = 5
"""Processes that may be killed or stopped, one after the other; those behind them may come to the end."""
STRUCK = 8
"""Processes at whose requests faults strike."""
MOST = 12
LONGEST = 20.0
"""Seconds after which a process hangs."""

Begun = tuple[Plan, list[Checkpoint]]


async def play(seed: int) -> list[str]:
    """What is wrong behind the run of ``seed``; empty is right."""
    drawn = schedule(seed)
    with in_haste(drawn.small):
        return await _Run(drawn).through()


class _Run:
    """The run of one seed. ``left``: what the processes so far have left behind, as it is on the wire."""

    def __init__(self, drawn: Schedule) -> None:
        self._drawn = drawn
        self._chance = drawn.chance
        self._world = World(drawn)
        self._left: bytes | None = None
        self._catches_up = False

    async def through(self) -> list[str]:
        for number in range(MOST):
            if number >= KILLED:
                self._world.changes = 0
            try:
                response = await self._process(number)
            except TimeoutError:
                return ["it hangs"]
            except ReindexError as error:
                return [f"it failed: {error.reason}: {error.message}"]
            if response and response.canceled is None:
                return judge(self._world, response, caught_up=self._catches_up)
        return [f"it comes to no end in {MOST} processes"]

    async def _process(self, number: int) -> Response | None:
        """What a process answers; None where it was killed."""
        dies_at = self._chance.randrange(8, 60) if number < KILLED and self._chance.random() < 0.7 else None
        stops_at = self._chance.randrange(2, 40) if number < KILLED and self._chance.random() < 0.15 else None
        begun = self._begun
        process = Process(self._world, begun=begun is not None, rate=self._drawn.rate if number < STRUCK else 0, dies_at=dies_at)
        control, saved = Control(), 0

        def watch(plan: Plan, checkpoints: Sequence[Checkpoint]) -> None:
            nonlocal saved
            if process.dead.is_set():
                return
            if self._left is None:
                self._world.begins(points(plan.slices))
            self._catches_up = self._catches_up or plan.catches_up
            if all(each.state == "Succeeded" for each in checkpoints):
                self._world.slices_end()
            self._left, process.begun, saved = msgspec.json.encode((plan, checkpoints)), True, saved + 1
            if saved == stops_at:
                self._world.stopped = True
                control.stop()

        running = asyncio.create_task(run(self._drawn.request, process, process, watch=watch, begun=begun, patience=None, control=control))
        dying = asyncio.create_task(process.dead.wait())
        try:
            done, _ = await asyncio.wait({running, dying}, timeout=LONGEST, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                raise TimeoutError
            if not process.dead.is_set():
                return running.result()
        finally:
            running.cancel()
            dying.cancel()
            await asyncio.gather(running, dying, return_exceptions=True)
        self._world.died = True
        if self._chance.random() < 0.5:
            self._world.node.points.clear()
        return None

    @property
    def _begun(self) -> Begun | None:
        return None if self._left is None else msgspec.json.decode(self._left, type=Begun)
