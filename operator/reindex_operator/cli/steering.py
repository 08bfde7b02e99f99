"""What steers a run: each command as the merge patch that it makes of the object (None: it is so already), or the reason why it can not. Pure."""

from collections.abc import Mapping
from typing import Any

from reindex_operator.cli.view import condition, finished, phase

Patch = dict[str, Any]


class SteeringError(Exception):
    """The run is not in a state for it; the message says what is, and what would be right."""


def suspend(reindex: Mapping[str, Any]) -> Patch:
    """Pause: pods end after a checkpoint."""
    _going_on(reindex, "suspended")
    return {"spec": {"suspend": True}}


def resume(reindex: Mapping[str, Any]) -> Patch:
    """Go on from the checkpoints."""
    _going_on(reindex, "resumed")
    return {"spec": {"suspend": None}}


def rethrottle(reindex: Mapping[str, Any], requests_per_second: float) -> Patch:
    """Another rate; -1 is no limit."""
    _going_on(reindex, "rethrottled")
    return {"spec": {"requestsPerSecond": int(requests_per_second) if requests_per_second.is_integer() else requests_per_second}}


def cancel(reindex: Mapping[str, Any]) -> Patch | None:
    """End it for good, with what is done; nothing where that was asked for and has happened."""
    if finished(reindex) and phase(reindex) == "Cancelled":
        return None
    _going_on(reindex, "cancelled")
    return {"spec": {"cancel": True}}


def retry(reindex: Mapping[str, Any]) -> Patch:
    """Take a failed or cancelled run up again where it stopped."""
    said = condition(reindex, "Succeeded") or {}
    if said.get("status") == "True":
        raise SteeringError(
            f"it has succeeded, there is nothing to retry; run it anew with: kubectl reindex rerun {reindex['metadata']['name']}"
        )
    if not finished(reindex):
        raise SteeringError(f"it has not ended yet: {phase(reindex)}")
    attempt = max((reindex.get("status") or {}).get("attempt") or 1, reindex["spec"].get("attempt") or 1)
    return {"spec": {"attempt": attempt + 1, "cancel": None}}


def rerun(reindex: Mapping[str, Any], run_id: str) -> Patch:
    """Run it anew, from the start."""
    if reindex["spec"].get("runId") == run_id:
        raise SteeringError(f"its runId is {run_id} already: give another one")
    return {"spec": {"runId": run_id, "cancel": None}}


def _going_on(reindex: Mapping[str, Any], done: str) -> None:
    if finished(reindex):
        raise SteeringError(f"it can not be {done}, it has ended: {phase(reindex)}")
