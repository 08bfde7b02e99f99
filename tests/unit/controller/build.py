"""Builders of what the operator sees: objects, Jobs, pods, mailboxes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from reindex_operator import mailbox
from reindex_operator.api.spec import ReindexSpec
from reindex_operator.controller import jobs
from reindex_operator.controller.names import Run
from reindex_operator.controller.observed import Mailbox
from reindex_operator.controller.settings import Settings
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Ending
from reindex_operator.engine.plan import Plan, Slice

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
SETTINGS = Settings(worker_image="registry.example/reindex-operator:1")
UID = "7f1c8a52-0c6b-4a52-9df1-0d7a3f0f6a11"


def reindex(status: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "reindex.dev/v1alpha1",
        "kind": "Reindex",
        "metadata": {"name": "orders-v2", "namespace": "shop", "uid": UID, "generation": 1, "resourceVersion": "10"},
        "spec": {"cluster": {"hosts": ["http://search:9200"]}, "source": {"index": ["a"]}, "dest": {"index": "b"}, **spec},
        "status": status or {"observedGeneration": -1},
    }


def spec_of(thing: dict[str, Any]) -> ReindexSpec:
    return ReindexSpec.model_validate(thing["spec"])


def job(
    role: jobs.Role, *conditions: tuple[str, str], thing: dict[str, Any] | None = None, slices: int = 1, **status: Any
) -> dict[str, Any]:
    """A Job as the store has it, with conditions as (type, reason) that are True."""
    owner = thing or reindex()
    made = jobs.job(owner, spec_of(owner), role, SETTINGS, slices=slices)
    made["metadata"] |= {"uid": f"uid-{role}", "creationTimestamp": stamp(), "resourceVersion": "1"}
    made["status"] = {"conditions": [{"type": kind, "status": "True", "reason": reason} for kind, reason in conditions], **status}
    return made


def pod(
    role: jobs.Role = "copy", index: int | None = None, *, age: int = 60, thing: dict[str, Any] | None = None, **status: Any
) -> dict[str, Any]:
    run = Run.of(thing or reindex())
    labels = {"batch.kubernetes.io/job-name": run.job(role), **run.labels(role)}
    if index is not None:
        labels["batch.kubernetes.io/job-completion-index"] = str(index)
    return {
        "metadata": {
            "name": f"{role}-{index}-{age}",
            "namespace": "shop",
            "uid": f"uid-{run.job(role)}-{index}-{age}" if thing else f"uid-{role}-{index}-{age}",
            "resourceVersion": "1",
            "creationTimestamp": stamp(-age),
            "labels": labels,
            "ownerReferences": [{"uid": f"uid-{role}"}],
        },
        "status": status,
    }


def terminated(code: int, message: str = "", reason: str = "Error") -> dict[str, Any]:
    ended = {"exitCode": code, "message": message, "reason": reason}
    return {"phase": "Failed", "containerStatuses": [{"name": "worker", "state": {"terminated": ended}}]}


def waiting(reason: str, message: str | None = None) -> dict[str, Any]:
    return {"phase": "Pending", "containerStatuses": [{"name": "worker", "state": {"waiting": {"reason": reason, "message": message}}}]}


def plan(slices: int = 2, docs: int = 100, *, finish: bool = False) -> Plan:
    return Plan([Slice(number, [], docs) for number in range(slices)], slices * docs, int(NOW.timestamp() * 1000), finish=finish)


def checkpoint(number: int, state: Any = "Running", created: int = 0, ending: Ending | None = None, failed: int = 0) -> Checkpoint:
    return Checkpoint(number, state=state, counters=Counters(created=created, failed=failed), ending=ending)


def box(made: Plan | None = None, *checkpoints: Checkpoint, **kept: Any) -> Mailbox:
    prepared = mailbox.Prepared(plan=made) if made else None
    return Mailbox(**({"prepared": prepared, "control": mailbox.Control()} | kept), checkpoints={each.slice: each for each in checkpoints})


def stamp(seconds: float = 0) -> str:
    return (NOW + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
