"""Objects as the API server gives them, for the tests of the commands."""

import copy
from typing import Any

CONDITIONS = {
    "Copying": {"Succeeded": "Unknown", "Ready": "False", "Finished": "False", "Reconciling": "True"},
    "Suspended": {"Succeeded": "Unknown", "Ready": "False", "Finished": "False"},
    "Succeeded": {"Succeeded": "True", "Ready": "True", "Finished": "True"},
    "Failed": {"Succeeded": "False", "Ready": "False", "Finished": "True", "Stalled": "True"},
    "Cancelled": {"Succeeded": "False", "Ready": "False", "Finished": "True"},
}


def reindex(
    phase: str | None = "Copying",
    *,
    name: str = "orders-v2",
    generation: int = 3,
    seen: int = 3,
    spec: dict[str, Any] | None = None,
    **status: Any,
) -> dict[str, Any]:
    """An object in this phase (None: never looked at), of which the operator has seen the generation ``seen``."""
    found: dict[str, Any] = {
        "apiVersion": "reindex.dev/v1alpha1",
        "kind": "Reindex",
        "metadata": {
            "name": name,
            "namespace": "search",
            "uid": "u-1",
            "generation": generation,
            "creationTimestamp": "2026-01-02T03:04:05Z",
        },
        "spec": {
            "cluster": {"hosts": ["https://search:9200"]},
            "source": {"index": ["orders-v1"]},
            "dest": {"index": "orders-v2"},
            **(spec or {}),
        },
        "status": {"observedGeneration": -1},
    }
    if phase is None:
        return found
    reason = {"Failed": "DocumentsFailed"}.get(phase, phase)
    conditions = [
        {"type": kind, "status": value, "reason": reason, "message": f"about {phase}", "observedGeneration": seen}
        for kind, value in CONDITIONS[phase].items()
    ]
    found["status"] = {
        "observedGeneration": seen,
        "phase": phase,
        "progress": {"total": 1000, "processed": 450, "percent": "45%", "docsPerSecond": 110},
        "failureCount": 0,
        "response": {"took": 9000, "created": 440, "updated": 10, "versionConflicts": 4, "retries": {"bulk": 1, "search": 2}},
        "slices": [
            {"id": 0, "state": "Running", "total": 500, "processed": 450},
            {"id": 1, "state": "Waiting", "total": 500, "processed": 0},
        ],
        "conditions": conditions,
        **copy.deepcopy(status),
    }
    return found
