"""Why a run ends without success: the worker's own word where there is one, else what Kubernetes says. Pure; called by reconcile."""

from datetime import datetime, timedelta
from typing import Any

from reindex_operator.api.spec import ReindexSpec
from reindex_operator.controller import jobs
from reindex_operator.controller.jobs import Role
from reindex_operator.controller.observed import Mailbox, Observed
from reindex_operator.controller.obstacles import INDEX, obstacle, termination
from reindex_operator.controller.runs import active_since
from reindex_operator.engine.checkpoint import Ending

CANCELLED = Ending("Cancelled", "spec.cancel is true; to go on from the last checkpoint, remove it and raise spec.attempt")


def ending(reindex: dict[str, Any], observed: Observed) -> Ending | None:
    """Why the run can not go on, if so. Reads a mailbox that is at least as new as the Jobs."""
    return (
        _refused(observed)
        or _lost(reindex, observed)
        or next((found for role in ("finish", "copy", "prepare") if (found := _of_job(role, observed))), None)
    )


def _refused(observed: Observed) -> Ending | None:
    refused = observed.refused
    return Ending(refused.reason, refused.message) if refused and refused.permanent else None


def _lost(reindex: dict[str, Any], observed: Observed) -> Ending | None:
    """Without its mailbox a run that had a plan does not know how far it is; to begin again could write over newer documents."""
    if observed.mailbox is None:
        copies = "copy" in observed.jobs or "finish" in observed.jobs
        if copies or reindex.get("status", {}).get("slices"):
            return Ending(
                "CheckpointsLost", "the ConfigMap with the run's checkpoints was deleted while it ran: make the object anew to start over"
            )
        return None
    if observed.mailbox.broken:
        keys = ", ".join(observed.mailbox.broken)
        return Ending("CheckpointsLost", f"the ConfigMap with the run's checkpoints was changed by someone else: can not read {keys}")
    return None


def late(reindex: dict[str, Any], spec: ReindexSpec, observed: Observed, now: datetime) -> Ending | None:
    """The ending of a run that is at work for longer than it may be, without a break, as of a Job."""
    limit, began = spec.active_deadline_seconds, active_since(reindex)
    if limit is None or began is None or now < began + timedelta(seconds=limit):
        return None
    stood = obstacle(observed)
    why = f"; what kept it: {stood.reason}: {stood.message}" if stood else ""
    return Ending("DeadlineExceeded", f"the run took longer than its activeDeadlineSeconds, {limit}{why}")


def _of_job(role: Role, observed: Observed) -> Ending | None:
    job = observed.jobs.get(role)
    box = observed.mailbox or Mailbox()
    if job is None or not jobs.over(job):
        return None
    if jobs.failed(job):
        return _said(role, box) or _generic(role, job, observed)
    return _incomplete(role, box)


def _said(role: Role, box: Mailbox) -> Ending | None:
    """The worker's own word."""
    match role:
        case "prepare":
            return box.prepared.ending if box.prepared else None
        case "finish":
            return box.finished.ending if box.finished else None
        case "copy":
            failed = [(number, c.ending) for number, c in box.checkpoints.items() if c.state == "Failed" and c.ending]
            if not failed:
                return None
            number, said = failed[0]
            where = f"slice {number}: " if len(box.checkpoints) > 1 else ""
            return Ending(said.reason, where + said.message)


def _incomplete(role: Role, box: Mailbox) -> Ending | None:
    """A Job that is complete while the mailbox lacks what it should have left there."""
    if role == "prepare" and not (box.prepared and box.prepared.plan):
        return (box.prepared and box.prepared.ending) or Ending("PlanMissing", "prepare ended well and left no plan")
    if role == "copy" and box.prepared and box.prepared.plan:
        missing = [s.id for s in box.prepared.plan.slices if s.id not in box.checkpoints or box.checkpoints[s.id].state != "Succeeded"]
        if missing:
            return _said(role, box) or Ending("CheckpointMissing", f"slice {missing[0]} ended well and left no checkpoint that says so")
    if role == "finish" and box.finished and box.finished.ending:
        return box.finished.ending
    return None


def _generic(role: Role, job: dict[str, Any], observed: Observed) -> Ending:
    """The Job's reason, and the last words of the pod that used up its tries."""
    condition = jobs.condition(job, "Failed") or {}
    reason = {"FailedIndexes": "BackoffLimitExceeded", "MaxFailedIndexesExceeded": "BackoffLimitExceeded"}.get(
        condition.get("reason", ""), condition.get("reason") or "JobFailed"
    )
    uid = job["metadata"]["uid"]
    pods = [pod for pod in observed.pods if any(owner["uid"] == uid for owner in pod["metadata"].get("ownerReferences") or [])]
    for pod in sorted(pods, key=lambda pod: str(pod["metadata"].get("creationTimestamp")), reverse=True):
        if said := termination(pod):
            index = (pod["metadata"].get("labels") or {}).get(INDEX)
            where = f"{role}, slice {index}" if index is not None else role
            if reason == "PodFailurePolicy":
                return Ending(said.reason, f"{where}: {said.message}")
            return Ending(reason, f"{where} failed too often, the last time with {said.reason}: {said.message}")
    return Ending(reason, f"{role}: {condition.get('message') or 'the Job failed'}")
