"""A whole run in one process: prepare, all slices beside each other, finish. Called by the CLI, conformance tests and benchmarks."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any

from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.status import Response
from reindex_operator.engine.catchup import catch_up
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.cluster import Cluster
from reindex_operator.engine.control import Control
from reindex_operator.engine.copy import PATIENCE, copy_slice
from reindex_operator.engine.errors import ReindexError, TransientError
from reindex_operator.engine.finish import finish
from reindex_operator.engine.plan import Plan
from reindex_operator.engine.prepare import prepare
from reindex_operator.engine.response import response

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
    patience: float | None = PATIENCE,
) -> Response:
    """Run ``request`` to its end; ``watch`` is told of the plan and every checkpoint. ``control.stop()`` ends it early, with what is done so far.

    What fails in passing is tried again for ``patience`` seconds each time (None: for ever). Raises ``RunFailedError`` when documents or reads
    failed or patience is at its end, ``ReindexError`` when the request can not work. Cancelled, it closes what it opened.
    """
    plan = await prepare(request, source, dest)
    rate = request.requests_per_second or -1.0
    checkpoints = [Checkpoint(slice=one.id) for one in plan.slices]
    controls = [Control(_share(rate, len(plan.slices))) for _ in plan.slices]

    tell = watch or (lambda _plan, _checkpoints: None)

    async def one_slice(number: int) -> None:
        async def save(checkpoint: Checkpoint) -> None:
            checkpoints[number] = checkpoint
            if control is not None and control.stopped:
                controls[number].stop()
            tell(plan, checkpoints)

        checkpoints[number] = await copy_slice(
            request, plan, number, source, dest, checkpoint=None, control=controls[number], save=save, patience=patience
        )
        if checkpoints[number].state == "Failed":
            for other in controls:
                other.stop()

    def outcome() -> Response:
        return response(plan, checkpoints, now=round(time.time() * 1000), ended=True, requests_per_second=rate)

    tell(plan, checkpoints)
    try:
        async with _relayed(control, controls):
            await _all([one_slice(number) for number in range(len(plan.slices))])
        ended = control is not None and control.stopped
        if not ended and all(checkpoint.state == "Succeeded" for checkpoint in checkpoints):
            await _catch_up(request, plan, checkpoints, source, dest, tell)
        failed = next((checkpoint for checkpoint in checkpoints if checkpoint.ending), None)
        await finish(request, plan, [] if failed or (control and control.stopped) else checkpoints, source, dest)
    except TransientError as error:
        await finish(request, plan, [], source, dest)
        raise RunFailedError(error.reason, error.message, outcome()) from error
    if failed and failed.ending:
        raise RunFailedError(failed.ending.reason, failed.ending.message, outcome())
    return outcome().model_copy(update={"canceled": "by user request"}) if control and control.stopped else outcome()


def _share(rate: float, slices: int) -> float:
    """The limit of one slice."""
    return rate / slices if rate > 0 else -1.0


async def _catch_up(  # noqa: PLR0913, PLR0917 - as run
    request: ReindexRequest, plan: Plan, checkpoints: list[Checkpoint], source: Cluster, dest: Cluster, tell: Watch
) -> None:
    """Copy what the slices may have missed, and add its checkpoint to theirs."""
    more = await catch_up(request, plan, checkpoints, dest)
    if more is None:
        return
    checkpoints.append(Checkpoint(slice=len(plan.slices)))

    async def save(checkpoint: Checkpoint) -> None:
        checkpoints[-1] = checkpoint
        tell(more, checkpoints)

    checkpoints[-1] = await copy_slice(
        request, more, len(plan.slices), source, dest, checkpoint=None, control=Control(request.requests_per_second or -1.0), save=save
    )


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
async def _relayed(control: Control | None, controls: Sequence[Control]) -> AsyncIterator[None]:
    """Have the slices told what is asked of the run, while the block lasts."""
    relay = asyncio.create_task(_relay(control, controls)) if control else None
    try:
        yield
    finally:
        if relay:
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
