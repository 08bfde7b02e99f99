"""A whole run in one process: prepare, all slices beside each other, finish. Called by the CLI, conformance tests and benchmarks."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.status import Response
from reindex_operator.engine.again import again
from reindex_operator.engine.catchup import catch_up, with_catch_up, without_catch_up
from reindex_operator.engine.checkpoint import Checkpoint, Ending
from reindex_operator.engine.cluster import Cluster
from reindex_operator.engine.control import Control
from reindex_operator.engine.copy import PATIENCE, copy_slice
from reindex_operator.engine.errors import ReindexError, TransientError
from reindex_operator.engine.finish import finish
from reindex_operator.engine.plan import Plan
from reindex_operator.engine.prepare import prepare
from reindex_operator.engine.response import response
from reindex_operator.engine.retry import Patience

Watch = Callable[[Plan, Sequence[Checkpoint]], None]


class RunFailedError(ReindexError):
    """A run that began and failed: ``response`` has the counters so far and the failures."""

    def __init__(self, reason: str, message: str, outcome: Response) -> None:
        super().__init__(reason, message)
        self.response = outcome


async def run(  # noqa: PLR0913 - what a caller may want to steer
    request: ReindexRequest,
    source: Cluster,
    dest: Cluster,
    *,
    watch: Watch | None = None,
    control: Control | None = None,
    begun: tuple[Plan, Sequence[Checkpoint]] | None = None,
    patience: float | None = PATIENCE,
) -> Response:
    """Run ``request`` to its end; ``watch`` is told of the plan and every checkpoint. ``control.stop()`` ends it early, with what is done so far.

    ``watch`` returns before anything is sent beyond a checkpoint's horizon: who keeps what it is told can go on with it as ``begun``, after a
    crash too. What fails in passing is tried again for ``patience`` seconds each time (None: for ever). Raises ``RunFailedError`` when
    documents or reads failed or patience is at its end, ``ReindexError`` when the request can not work. Cancelled, it closes what it opened.
    """
    plan = begun[0] if begun else await prepare(request, source, dest)
    going = _Run(request, source, dest, watch or (lambda _plan, _checkpoints: None), control or Control(-1.0), patience)
    going.checkpoints = [again(each) for each in begun[1]] if begun else [Checkpoint(slice=one.id) for one in plan.slices]
    try:
        failed = await going.through(plan)
    except TransientError as error:
        await finish(request, plan, [], source, dest)
        if not going.control.stopped:
            raise RunFailedError(error.reason, error.message, going.outcome(plan)) from error
        failed = None
    if failed:
        raise RunFailedError(failed.reason, failed.message, going.outcome(plan))
    return going.outcome(plan).model_copy(update={"canceled": "by user request"}) if going.control.stopped else going.outcome(plan)


@dataclass
class _Run:
    """One run: what it is given, and how far its slices are."""

    request: ReindexRequest
    source: Cluster
    dest: Cluster
    tell: Watch
    control: Control
    patience: float | None
    checkpoints: list[Checkpoint] = field(default_factory=list)

    async def through(self, plan: Plan) -> Ending | None:
        """All slices, what they may have missed, and what comes once after them; why a slice failed, if one did."""
        self.tell(plan, self.checkpoints)
        planned = without_catch_up(plan)
        if await self._copy(planned, range(len(planned.slices))):
            patience = Patience(self.patience, self.control, begun=True)
            if not plan.catches_up and (more := await catch_up(self.request, plan, self.checkpoints, self.dest, patience)):
                plan = with_catch_up(plan, more)
            if plan.catches_up:
                await self._copy(plan, [len(planned.slices)])
        failed = next((checkpoint.ending for checkpoint in self.checkpoints if checkpoint.ending), None)
        await finish(self.request, planned, [] if failed or self.control.stopped else self.checkpoints, self.source, self.dest)
        return failed

    async def _copy(self, plan: Plan, numbers: Sequence[int]) -> bool:
        """Copy these slices of ``plan`` beside each other; whether all of them have succeeded and more is wanted."""
        self.checkpoints += [Checkpoint(slice=one.id) for one in plan.slices[len(self.checkpoints) :]]
        rate = _share(self.request.requests_per_second or -1.0, len(numbers))
        controls = {number: Control(rate) for number in numbers if self.checkpoints[number].state != "Succeeded"}
        async with _relayed(self.control, list(controls.values())):
            await _all([self._copy_slice(plan, number, controls) for number in controls])
        return not self.control.stopped and all(self.checkpoints[number].state == "Succeeded" for number in numbers)

    async def _copy_slice(self, plan: Plan, number: int, controls: Mapping[int, Control]) -> None:
        own = controls[number]

        async def save(checkpoint: Checkpoint) -> None:
            self.checkpoints[number] = checkpoint
            if self.control.stopped:
                own.stop()
            self.tell(plan, self.checkpoints)

        last = self.checkpoints[number] if self.checkpoints[number].started else None
        self.checkpoints[number] = await copy_slice(
            self.request, plan, number, self.source, self.dest, checkpoint=last, control=own, save=save, patience=self.patience
        )
        if self.checkpoints[number].state == "Failed":
            for other in controls.values():
                other.stop()

    def outcome(self, plan: Plan) -> Response:
        """The response as of now, as of an ended run."""
        rate = self.request.requests_per_second or -1.0
        return response(plan, self.checkpoints, now=round(time.time() * 1000), ended=True, requests_per_second=rate)


def _share(rate: float, slices: int) -> float:
    """The limit of one slice."""
    return rate / slices if rate > 0 else -1.0


async def _all(slices: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run ``slices`` beside each other; when one raises, the others are cancelled and have closed what they opened before it is raised."""
    tasks = [asyncio.create_task(one) for one in slices]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def _relayed(control: Control, controls: Sequence[Control]) -> AsyncIterator[None]:
    """Have the slices told what is asked of the run, while the block lasts."""
    relay = asyncio.create_task(_relay(control, controls))
    try:
        yield
    finally:
        relay.cancel()


async def _relay(control: Control, controls: Sequence[Control]) -> None:
    """Pass on what is asked of the run to each of its slices."""
    while True:
        await control.changed()
        for one in controls:
            if control.stopped:
                one.stop()
            elif control.requests_per_second != -1.0:
                one.requests_per_second = control.requests_per_second / len(controls)
