"""What steers a run while it works: how many slices at once, their limits, and whether its pods run at all. Pure; called by reconcile.

A Job takes its width and its pause from the API server; a slice takes its limit from the mailbox, with the answer to each checkpoint.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from reindex_operator import mailbox
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.controller import jobs
from reindex_operator.controller.decision import Patch, Target
from reindex_operator.controller.jobs import Role
from reindex_operator.controller.names import Run
from reindex_operator.controller.observed import Mailbox


def control(run: Run, spec: ReindexSpec, slices: int, box: Mailbox | None) -> mailbox.Control:
    """The limit of one slice: the run's, shared among those that are at work (R43)."""
    limit = spec.requests_per_second
    if limit is None or limit <= 0:
        return mailbox.Control(attempt=run.attempt)
    checkpoints = box.checkpoints.values() if box else ()
    left = slices - sum(checkpoint.state == "Succeeded" for checkpoint in checkpoints)
    return mailbox.Control(limit / max(1, min(left, jobs.parallelism(spec, slices))), run.attempt)


def steer_slices(target: Target, box: Mailbox | None, wanted: mailbox.Control) -> list[Patch]:
    """Tells the slices what is ``wanted`` of them, where their mailbox says something else."""
    if box is None or box.control == wanted:
        return []
    return [Patch(target, {"data": {mailbox.CONTROL: mailbox.encode(wanted)}})]


def stop_slices(target: Target, box: Mailbox | None) -> list[Patch]:
    """Asks the slices to stop by their mailbox too: a pod whose kubelet is gone ends by it."""
    if box is None or box.control is None:
        return []
    return steer_slices(target, box, msgspec.structs.replace(box.control, stop=True))


def steer_job(job: dict[str, Any] | None, role: Role, spec: ReindexSpec, slices: int) -> list[Patch]:
    """Lets a Job that has not ended run, a copy as wide as the spec says."""
    if job is None or jobs.over(job):
        return []
    wanted: dict[str, Any] = {"suspend": False}
    if role == "copy":
        wanted["parallelism"] = jobs.parallelism(spec, slices)
    changed = {key: value for key, value in wanted.items() if job["spec"].get(key, False) != value}
    return [Patch(Target.of(job), {"spec": changed})] if changed else []


def pause(found: Iterable[dict[str, Any]]) -> tuple[Patch, ...]:
    """Suspends every Job that could still have pods; their Job controller ends them."""
    return tuple(Patch(Target.of(job), {"spec": {"suspend": True}}) for job in found if not jobs.over(job) and not jobs.suspended(job))
