"""A whole run in one process: prepare, all slices beside each other, finish. Called by the CLI, conformance tests and benchmarks."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from reindex_operator.api.request import ReindexRequest
from reindex_operator.api.status import Response
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.cluster import Cluster
from reindex_operator.engine.control import Control
from reindex_operator.engine.copy import copy_slice
from reindex_operator.engine.errors import ReindexError
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


async def run(
    request: ReindexRequest, source: Cluster, dest: Cluster, *, watch: Watch | None = None, control: Control | None = None
) -> Response:
    """Run ``request`` to its end; ``watch`` is told of the plan and every checkpoint. ``control.stop()`` ends it early, with what is done so far.

    Raises ``RunFailedError`` when documents or reads failed, ``ReindexError`` when the request can not work. Cancelled, it closes what it opened.
    """
    plan = await prepare(request, source, dest)
    rate = request.requests_per_second or -1.0
    checkpoints = [Checkpoint(slice=one.id) for one in plan.slices]
    controls = [Control(rate / len(plan.slices) if rate > 0 else -1.0) for _ in plan.slices]

    tell = watch or (lambda _plan, _checkpoints: None)

    async def one_slice(number: int) -> None:
        async def save(checkpoint: Checkpoint) -> None:
            checkpoints[number] = checkpoint
            if control is not None and control.stopped:
                controls[number].stop()
            tell(plan, checkpoints)

        checkpoints[number] = await copy_slice(request, plan, number, source, dest, checkpoint=None, control=controls[number], save=save)
        if checkpoints[number].state == "Failed":
            for other in controls:
                other.stop()

    relay = asyncio.create_task(_relay(control, controls)) if control else None
    tell(plan, checkpoints)
    try:
        await _all([one_slice(number) for number in range(len(plan.slices))])
        failed = next((checkpoint for checkpoint in checkpoints if checkpoint.ending), None)
        await finish(request, plan, [] if failed or (control and control.stopped) else checkpoints, source, dest)
    finally:
        if relay:
            relay.cancel()
    outcome = response(plan, checkpoints, now=round(time.time() * 1000), ended=True, requests_per_second=rate)
    if failed and failed.ending:
        raise RunFailedError(failed.ending.reason, failed.ending.message, outcome)
    return outcome.model_copy(update={"canceled": "by user request"}) if control and control.stopped else outcome


async def _all(slices: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run ``slices`` beside each other; when one raises, the others are cancelled and have closed what they opened before it is raised."""
    tasks = [asyncio.create_task(one) for one in slices]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _relay(control: Control, controls: Sequence[Control]) -> None:
    """Pass on what is asked of the run to each of its slices."""
    while True:
        await control.changed()
        for one in controls:
            if control.stopped:
                one.stop()
            elif control.requests_per_second != -1.0:
                one.requests_per_second = control.requests_per_second / len(controls)
