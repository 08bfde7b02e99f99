"""Pods that were told to end and do not say that they did: their node is lost. Pure; called by the loop and reconcile.

A Job makes no other pod for a slice before the last one has ended (``podReplacementPolicy: Failed``, the only one beside a
``podFailurePolicy``). Of a pod on a lost node only its kubelet could say so, or whoever removes the node: a forced deletion does not.
So the operator gives such a pod up after a while, and makes the Job anew. Where the pod still runs, cut off, it is the owner of its
slice no more when the next pod is, and sends nothing once it has not been heard for two minutes (engine/books.py).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from reindex_operator.controller.clock import parse

OVERDUE = timedelta(seconds=30)
"""How long after the end of its grace period a pod that does not end is worth a word."""
GIVEN_UP = timedelta(minutes=3)
"""How long after that it is given up: longer than a pod may write without being heard."""


class Lost(NamedTuple):
    """A pod that does not end. ``job`` is the UID of its Job."""

    pod: str
    job: str
    given_up: bool


def lost(pods: Iterable[dict[str, Any]], jobs: Iterable[dict[str, Any]], now: datetime) -> tuple[Lost, ...]:
    """Those of the pods of ``jobs`` that do not end; one whose Job was made anew holds nobody up."""
    present = {job["metadata"]["uid"] for job in jobs}
    return tuple(
        Lost(pod["metadata"]["name"], owner["uid"], late >= GIVEN_UP)
        for pod in pods
        if (late := _late(pod, now)) is not None and late >= OVERDUE
        for owner in pod["metadata"].get("ownerReferences") or []
        if owner["uid"] in present
    )


def next_look(pods: Iterable[dict[str, Any]], now: datetime) -> float | None:
    """Seconds until something new can be said of a pod that ends; None where none does."""
    left = [
        (limit - late).total_seconds()
        for pod in pods
        if (late := _late(pod, now)) is not None
        for limit in (OVERDUE, GIVEN_UP)
        if limit > late
    ]
    return min(left, default=None)


def _late(pod: dict[str, Any], now: datetime) -> timedelta | None:
    """How long after the end of its grace period a pod has not ended; None for one that has, or was never told to."""
    deleted = pod["metadata"].get("deletionTimestamp")
    if not deleted or pod.get("status", {}).get("phase") in {"Succeeded", "Failed"}:
        return None
    return now - parse(deleted)
