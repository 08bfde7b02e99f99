"""A pod's status as a node reports it. Pure."""

from collections.abc import Sequence

from lab.kubernetes.light_node.api import Object
from lab.kubernetes.light_node.container import Container, now
from lab.kubernetes.light_node.resolve import ADDRESS

_FINISHED = ("Succeeded", "Failed")


def phase(containers: Sequence[Container], *, initialized: bool, failed: bool) -> str:
    """Pending, Running, Succeeded or Failed."""
    if failed:
        return "Failed"
    if not initialized:
        return "Pending"
    if all(container.terminated for container in containers):
        return "Failed" if any(container.exit_code for container in containers) else "Succeeded"
    started = any("waiting" not in one.status["state"] or one.status["restartCount"] for one in containers)
    return "Running" if started else "Pending"


def pod_status(  # noqa: PLR0913 - all that a status shows
    pod: Object, started: str, init: Sequence[Container], containers: Sequence[Container], *, initialized: bool, failure: Object | None
) -> Object:
    """The whole ``status``; ``failure`` holds the reason and message of a pod that failed as such."""
    current = phase(containers, initialized=initialized, failed=failure is not None)
    ready = current == "Running" and all(container.status["ready"] for container in containers)
    why = None if ready else "PodCompleted" if current in _FINISHED else "ContainersNotReady"
    status: Object = {
        "phase": current,
        "startTime": started,
        "hostIP": ADDRESS,
        "podIP": ADDRESS,
        "podIPs": [{"ip": ADDRESS}],
        "conditions": [
            _condition("PodScheduled", True),
            _condition("Initialized", initialized),
            _condition("PodReadyToStartContainers", current not in _FINISHED),
            _condition("Ready", ready, why),
            _condition("ContainersReady", ready, why),
            # Written by whoever evicts the pod; a merge patch would drop it.
            *(one for one in (pod.get("status") or {}).get("conditions", []) if one["type"] == "DisruptionTarget"),
        ],
        "containerStatuses": [container.status for container in containers],
    }
    if init:
        status["initContainerStatuses"] = [container.status for container in init]
    return status | (failure or {})


def _condition(kind: str, holds: bool, reason: str | None = None) -> Object:
    condition = {"type": kind, "status": "True" if holds else "False", "lastTransitionTime": now()}
    return condition | ({"reason": reason} if reason else {})
