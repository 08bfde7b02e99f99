"""A namespace that is deleted with a run at work in it.

Its pods are deleted before its Jobs. A Job with ``backoffLimitPerIndex`` keeps the finalizer of a pod that failed until it has made the
replacement, which nobody may there any more: Job and namespace would wait for each other for ever. Once its Jobs are deleted their
pods are let go.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from reindex_operator.controller import jobs
from reindex_operator.controller.clock import parse
from reindex_operator.controller.kube import Kube, KubeError, path

HELD = timedelta(seconds=5)
"""How long a deleted pod that has ended may be held without being worth a question."""
BEING_DELETED = "being terminated"
"""What the API server says of whatever is to be made in such a namespace."""


def held(found: Iterable[dict[str, Any]], pods: Iterable[dict[str, Any]], now: datetime) -> bool:
    """Whether a Job that is at work holds a pod that was deleted and has ended. Pure."""
    at_work = {job["metadata"]["uid"] for job in found if not jobs.over(job)}
    return any(_gone(pod, now) and any(owner["uid"] in at_work for owner in pod["metadata"].get("ownerReferences") or []) for pod in pods)


def _gone(pod: dict[str, Any], now: datetime) -> bool:
    deleted = pod["metadata"].get("deletionTimestamp")
    return pod.get("status", {}).get("phase") in {"Failed", "Succeeded"} and bool(deleted) and now - parse(deleted) > HELD


async def vanishing(kube: Kube, namespace: str) -> bool:
    """Whether ``namespace`` is being deleted: by a ConfigMap that is never made, for which the operator needs no right that it has not."""
    nothing = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "reindex-"}}
    try:
        await kube.request("POST", path("v1", "ConfigMap", namespace), query={"dryRun": "All"}, body=nothing)
    except KubeError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return True
        if error.status == HTTPStatus.FORBIDDEN:
            return BEING_DELETED in error.message
        raise
    return False
