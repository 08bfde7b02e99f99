"""Kubernetes events about a run: told by what a written status says that the one before it did not. Pure."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from reindex_operator.controller import names
from reindex_operator.controller.clock import rfc3339
from reindex_operator.controller.conditions import find

MESSAGE_MAX = 1024


class Event(NamedTuple):
    """What ``kubectl describe`` shows."""

    type: str
    reason: str
    message: str


def events(old: dict[str, Any], new: dict[str, Any]) -> list[Event]:
    """One for each new phase, and one for each new trouble within it."""
    before, after = _said(old), _said(new)
    found: list[Event] = []
    # One that was suspended before it began has no checkpoint, and another run begins at another time.
    goes_on = "startTime" in old and old["startTime"] == new.get("startTime")
    if goes_on and old.get("phase") == "Suspended" and new.get("phase") not in {"Suspended", "Failed", "Cancelled"}:
        found.append(Event("Normal", "Resumed", "goes on from the last checkpoint"))
    if after is None:
        return found
    trouble = new.get("phase") == "Failed" or after["reason"] not in _ORDINARY
    entered = old.get("phase") != new.get("phase")
    # That an obstacle is gone is no news: the phase goes on.
    new_reason = before is None or before["reason"] != after["reason"]
    if entered or (new_reason and (trouble or after["reason"] in _STEPS)):
        found.append(Event("Warning" if trouble else "Normal", after["reason"], after["message"][:MESSAGE_MAX]))
    return found


_STEPS = {"Suspending", "Restarting", "TakenUp"}
"""What is told although the phase goes on."""
_ORDINARY = {"Queued", "Preparing", "Copying", "Finishing", "Suspended", "Succeeded", "Cancelled", *_STEPS}


def manifest(reindex: dict[str, Any], event: Event, now: datetime) -> dict[str, Any]:
    """The core/v1 Event about the object."""
    metadata = reindex["metadata"]
    time = rfc3339(now)
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": f"{metadata['name'][:200]}.{uuid4().hex[:16]}", "namespace": metadata["namespace"]},
        "involvedObject": {
            "apiVersion": f"{names.GROUP}/{names.VERSION}",
            "kind": names.KIND,
            "name": metadata["name"],
            "namespace": metadata["namespace"],
            "uid": metadata["uid"],
            "resourceVersion": metadata.get("resourceVersion", ""),
        },
        "type": event.type,
        "reason": event.reason[:128],
        "message": event.message,
        "firstTimestamp": time,
        "lastTimestamp": time,
        "count": 1,
        "source": {"component": names.MANAGED_BY},
        "reportingComponent": names.MANAGED_BY,
        "reportingInstance": names.MANAGED_BY,
    }


def _said(status: dict[str, Any]) -> dict[str, Any] | None:
    return find(status.get("conditions") or [], "Succeeded")
