"""What keeps a run from getting on, in the cluster's own words: a pod that can not start, a search cluster that does not answer. Pure.

None of these ends a run: the cluster goes on trying, and so does the run, until somebody mends it or the deadline passes.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from reindex_operator.controller import jobs
from reindex_operator.controller.clock import parse
from reindex_operator.controller.conditions import ENDED, Verdict
from reindex_operator.controller.jobs import Role
from reindex_operator.controller.observed import JOB_NAME, Mailbox, Observed
from reindex_operator.pod import ExitCode

PATIENCE = timedelta(seconds=5)
"""A pod that has not started after this long is worth an explanation."""

NODE_LOST = "NodeLost"
INDEX = "batch.kubernetes.io/job-completion-index"
_ORDINARY = {"ContainerCreating", "PodInitializing"}
_NAMED = re.compile(r"([A-Z][A-Za-z]+): (.+)", re.DOTALL)


class Obstacle(NamedTuple):
    """A reason of one word and a sentence."""

    reason: str
    message: str


def obstacle(observed: Observed) -> Obstacle | None:
    """The most telling obstacle of those that are seen, if any."""
    if observed.refused:
        return Obstacle(observed.refused.reason, observed.refused.message)
    for find in (_waiting, _unschedulable):
        for pod in observed.pods:
            if found := find(pod):
                return found
    if observed.lost:
        return Obstacle(NODE_LOST, f"pod {observed.lost[0].pod} was told to end, and its node does not say that it did")
    if observed.warnings:
        return Obstacle(*_last(observed))
    return next(filter(None, map(_hesitating, _stuck(observed))), None) or _between_tries(observed) or _trouble(observed)


def unless_refused(verdict: Verdict, observed: Observed) -> Verdict:
    """The verdict on a run that goes on; where a write was refused that it needs, and it does not say so, in the API server's words."""
    refused = observed.refused
    if refused is None or verdict.state in ENDED or refused.message in verdict.message:
        return verdict
    return replace(verdict, reason=refused.reason, message=refused.message, degraded=True)


def unexplained(found: Mapping[Role, dict[str, Any]], pods: Iterable[dict[str, Any]], now: datetime) -> list[str]:
    """UIDs of the Jobs and pods that should have got on by now and do not say why: events about them may."""
    pods = list(pods)
    uids = [pod["metadata"]["uid"] for pod in pods if _silent(pod, now)]
    return uids + [job["metadata"]["uid"] for job in found.values() if _podless(job) and _age(job, now) > PATIENCE]


def hopeful(found: Mapping[Role, dict[str, Any]], pods: Iterable[dict[str, Any]]) -> bool:
    """Whether a pod is yet to start, so that it is worth looking again even if nothing is heard."""
    return any(map(_podless, found.values())) or any(pod.get("status", {}).get("phase") == "Pending" for pod in pods)


def termination(pod: dict[str, Any]) -> Obstacle | None:
    """What the pod's container said when it ended, if it failed: JSON with reason and message, or text."""
    for status in pod.get("status", {}).get("containerStatuses") or []:
        ended = status.get("state", {}).get("terminated")
        if ended and ended.get("exitCode"):
            return _said(ended.get("message") or "", str(ended.get("reason") or "Error"), int(ended["exitCode"]))
    status = pod.get("status", {})
    if status.get("phase") == "Failed":
        return Obstacle(status.get("reason") or "PodFailed", status.get("message") or "the pod failed without a word")
    return None


def _said(text: str, kubernetes_reason: str, code: int) -> Obstacle:
    text = text.strip()
    try:
        said = json.loads(text)
        return Obstacle(str(said["reason"]), str(said["message"]))
    except (ValueError, KeyError, TypeError):
        pass
    last = text.rsplit("\n", 1)[-1]
    if match := _NAMED.fullmatch(last):
        return Obstacle(match[1], match[2])
    reason = kubernetes_reason if kubernetes_reason != "Error" else "WorkerCrashed"
    return Obstacle(reason, f"exit code {code}" + (f": {last}" if last else ""))


def _waiting(pod: dict[str, Any]) -> Obstacle | None:
    for status in pod.get("status", {}).get("containerStatuses") or []:
        waiting = status.get("state", {}).get("waiting") or {}
        if waiting.get("reason") and waiting["reason"] not in _ORDINARY:
            return Obstacle(waiting["reason"], f"pod {pod['metadata']['name']}: {waiting.get('message') or 'no message'}")
    return None


def _stuck(observed: Observed) -> list[dict[str, Any]]:
    return [pod for pod in observed.pods if pod["metadata"]["uid"] in observed.stuck]


def _hesitating(pod: dict[str, Any]) -> Obstacle | None:
    """What an ordinary state says when it lasts too long."""
    for status in pod.get("status", {}).get("containerStatuses") or []:
        waiting = status.get("state", {}).get("waiting") or {}
        if waiting.get("message"):
            return Obstacle(waiting.get("reason") or "Waiting", f"pod {pod['metadata']['name']}: {waiting['message']}")
    return None


def _unschedulable(pod: dict[str, Any]) -> Obstacle | None:
    for condition in pod.get("status", {}).get("conditions") or []:
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            return Obstacle(condition.get("reason") or "Unschedulable", f"pod {pod['metadata']['name']}: {condition.get('message', '')}")
    return None


def _last(observed: Observed) -> tuple[str, str]:
    warned = observed.warnings[-1]
    return warned.reason, warned.message


def _between_tries(observed: Observed) -> Obstacle | None:
    """Why a worker failed that is about to be replaced, until its replacement runs."""
    live = {_place(pod) for pod in observed.pods if pod.get("status", {}).get("phase") in {"Running", "Succeeded"}}
    for pod in sorted(observed.pods, key=lambda pod: str(pod["metadata"].get("creationTimestamp")), reverse=True):
        if _place(pod) not in live and _may_try_again(observed, pod) and (said := termination(pod)):
            return Obstacle(said.reason, f"{said.message} - will be tried again")
    return None


def _trouble(observed: Observed) -> Obstacle | None:
    """What the workers themselves try again, in the words of the first slice that does."""
    checkpoints = (observed.mailbox or Mailbox()).checkpoints
    troubled = [(number, one.trouble) for number, one in checkpoints.items() if one.state == "Running" and one.trouble]
    if not troubled:
        return None
    number, said = troubled[0]
    where = f"slice {number}: " if len(checkpoints) > 1 else ""
    others = f"; so do {len(troubled) - 1} more slices" if len(troubled) > 1 else ""
    return Obstacle(said.reason, f"{where}{said.message} - trying again{others}")


def _may_try_again(observed: Observed, pod: dict[str, Any]) -> bool:
    """Whether the pod's Job will replace it because it failed, and not because it was told to stop."""
    owners = {job["metadata"]["uid"] for job in observed.jobs.values() if not jobs.over(job) and not jobs.suspended(job)}
    codes = {
        status.get("state", {}).get("terminated", {}).get("exitCode") for status in pod.get("status", {}).get("containerStatuses") or []
    }
    owned = any(owner["uid"] in owners for owner in pod["metadata"].get("ownerReferences") or [])
    return owned and codes.isdisjoint({ExitCode.PERMANENT, ExitCode.STOPPED})


def _place(pod: dict[str, Any]) -> tuple[str, str]:
    labels = pod["metadata"].get("labels") or {}
    return labels.get(JOB_NAME, ""), labels.get(INDEX, "")


def _podless(job: dict[str, Any]) -> bool:
    return not jobs.over(job) and not jobs.suspended(job) and not job.get("status", {}).get("active")


def _silent(pod: dict[str, Any], now: datetime) -> bool:
    return pod.get("status", {}).get("phase") == "Pending" and not _waiting(pod) and not _unschedulable(pod) and _age(pod, now) > PATIENCE


def _age(thing: dict[str, Any], now: datetime) -> timedelta:
    return now - parse(thing["metadata"]["creationTimestamp"])
