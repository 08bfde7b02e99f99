"""The Jobs of a run, and what a Job's status says. Pure; called by reconcile and observed.

The Job controller replaces pods, backs off and counts; the operator only says how often, and which exit codes are final.
"""

from typing import Any, Literal

from reindex_operator.api.spec import ReindexSpec
from reindex_operator.controller import names, pods
from reindex_operator.controller.settings import Settings
from reindex_operator.pod import ExitCode

Role = Literal["prepare", "copy", "finish"]
ROLES: tuple[Role, ...] = ("prepare", "copy", "finish")

DEFAULT_BACKOFF_LIMIT = 6
DEFAULT_PARALLELISM = 10


def job(reindex: dict[str, Any], spec: ReindexSpec, role: Role, settings: Settings, *, slices: int = 1) -> dict[str, Any]:
    """The Job that runs ``role``; a copy has one completion a slice, each with its own backoff limit."""
    run = names.Run.of(reindex)
    labels = run.labels(role)
    limit = DEFAULT_BACKOFF_LIMIT if spec.backoff_limit is None else spec.backoff_limit
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": run.job(role),
            "namespace": run.namespace,
            "labels": labels,
            "ownerReferences": [names.owner_reference(reindex)],
        },
        "spec": {
            **(_indexed(spec, slices, limit) if role == "copy" else {"backoffLimit": limit}),
            "suspend": False,
            "podReplacementPolicy": "Failed",
            "podFailurePolicy": {"rules": _rules()},
            "template": pods.template(spec, role, run, settings),
        },
    }


def parallelism(spec: ReindexSpec, slices: int) -> int:
    """How many of ``slices`` run at the same time."""
    return min(slices, spec.parallelism or DEFAULT_PARALLELISM)


def _indexed(spec: ReindexSpec, slices: int, limit: int) -> dict[str, Any]:
    return {
        "completionMode": "Indexed",
        "completions": slices,
        "parallelism": parallelism(spec, slices),
        "backoffLimitPerIndex": limit,
        # One slice that is out of tries ends the run, and the Job controller stops the others.
        "maxFailedIndexes": 0,
    }


def _rules() -> list[dict[str, Any]]:
    def on_exit(code: ExitCode, action: str) -> dict[str, Any]:
        return {"action": action, "onExitCodes": {"containerName": pods.CONTAINER, "operator": "In", "values": [int(code)]}}

    return [
        on_exit(ExitCode.PERMANENT, "FailJob"),
        # Whoever was told to stop has not failed: a pause, a drain, a preemption must not use up the tries.
        on_exit(ExitCode.STOPPED, "Ignore"),
        {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]},
    ]


def condition(found: dict[str, Any], kind: str) -> dict[str, Any] | None:
    """The Job's condition of this type, if it is True."""
    for entry in found.get("status", {}).get("conditions") or []:
        if entry["type"] == kind and entry["status"] == "True":
            return dict(entry)
    return None


def complete(found: dict[str, Any]) -> bool:
    """Whether the Job has succeeded."""
    return condition(found, "Complete") is not None


def failed(found: dict[str, Any]) -> bool:
    """Whether the Job has failed; the Job controller says so only when all its pods have ended."""
    return condition(found, "Failed") is not None


def over(found: dict[str, Any]) -> bool:
    """Whether the Job has ended, either way."""
    return complete(found) or failed(found)


def suspended(found: dict[str, Any]) -> bool:
    """Whether the Job is asked to pause."""
    return bool(found["spec"].get("suspend"))


def idle(found: dict[str, Any], lost: int = 0) -> bool:
    """Whether no pod of the Job runs, and none will: it has ended, or it is paused and the Job controller has seen that.

    ``lost`` of its pods do not end and are given up (lost.py); a Job that fails waits for them and is not paused any more.
    """
    status = found.get("status", {})
    seen = condition(found, "Suspended") or (lost and condition(found, "FailureTarget"))
    stopped = suspended(found) and bool(seen)
    return over(found) or (stopped and not status.get("active") and (status.get("terminating") or 0) <= lost)
