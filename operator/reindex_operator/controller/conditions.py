"""The conditions of a ``Reindex``, as kubectl, Argo CD and Flux read them. Pure; called by status.

``Succeeded``, ``Ready`` and ``Finished`` are always there; ``Reconciling`` and ``Stalled`` (kstatus) and ``Degraded`` only while they are True.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from reindex_operator.api.status import Condition
from reindex_operator.controller.clock import rfc3339

Status = Literal["True", "False", "Unknown"]
State = Literal["Running", "Queued", "Suspended", "Succeeded", "Failed", "Cancelled"]
ENDED: frozenset[State] = frozenset({"Succeeded", "Failed", "Cancelled"})

MESSAGE_MAX = 4096
REASON_MAX = 128
_PARTS = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True)
class Verdict:
    """How the run stands, with the reason and the message that its conditions carry."""

    state: State
    reason: str
    message: str
    degraded: bool = False
    """Whether something keeps the run from getting on, that ``reason`` and ``message`` tell of."""


_TABLE: dict[State, dict[str, Status]] = {
    "Running": {"Succeeded": "Unknown", "Ready": "False", "Finished": "False", "Reconciling": "True"},
    "Queued": {"Succeeded": "Unknown", "Ready": "False", "Finished": "False", "Reconciling": "True"},
    "Suspended": {"Succeeded": "Unknown", "Ready": "False", "Finished": "False"},
    "Succeeded": {"Succeeded": "True", "Ready": "True", "Finished": "True"},
    "Failed": {"Succeeded": "False", "Ready": "False", "Finished": "True", "Stalled": "True"},
    "Cancelled": {"Succeeded": "False", "Ready": "False", "Finished": "True", "Stalled": "True"},
}


_DEGRADED: dict[str, Status] = {"Degraded": "True"}


def conditions(verdict: Verdict, generation: int, before: Sequence[dict[str, Any]], now: datetime) -> list[Condition]:
    """The conditions that say ``verdict``; one whose status is as ``before`` keeps its time."""

    def since(kind: str, status: Status) -> str:
        old = find(before, kind)
        return str(old["lastTransitionTime"]) if old and old["status"] == status else rfc3339(now)

    return [
        Condition(
            type=kind,
            status=status,
            reason=word(verdict.reason),
            message=verdict.message[:MESSAGE_MAX],
            observed_generation=generation,
            last_transition_time=since(kind, status),
        )
        for kind, status in (_TABLE[verdict.state] | (_DEGRADED if verdict.degraded else {})).items()
    ]


def word(reason: str) -> str:
    """A reason as a condition takes it, one CamelCase word: that of a webhook may be a sentence, that of a kubelet has a ``-`` in it."""
    made = "".join(part[:1].upper() + part[1:] for part in _PARTS.findall(reason)).lstrip("0123456789_")
    return made[:REASON_MAX].rstrip("_") or "Unknown"


def find(conditions: Sequence[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    """The condition of this type."""
    return next((condition for condition in conditions if condition["type"] == kind), None)


def is_true(conditions: Sequence[dict[str, Any]], kind: str) -> bool:
    """Whether the condition of this type is there and True."""
    found = find(conditions, kind)
    return found is not None and found["status"] == "True"
