"""Names and labels of what the operator makes for a ``Reindex``. Pure; called by children, jobs and the shell.

A child's name is the object's, cut, and a hash of the object's UID and of its run: short enough for every kind, and never that of a child
which an earlier object of the same name, or an earlier run, left behind and nobody has removed yet. Jobs are also named for their attempt.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple, Self

GROUP = "reindex.dev"
VERSION = "v1alpha1"
PLURAL = "reindexes"
KIND = "Reindex"

LABEL_NAME = f"{GROUP}/reindex"
LABEL_UID = f"{GROUP}/uid"
LABEL_RUN = f"{GROUP}/run"
"""The name of the run's mailbox: the one id by which pods, logs and events of a run are found."""
LABEL_ROLE = "app.kubernetes.io/component"
MANAGED_BY = "reindex-operator"

_LABEL_MAX = 63
_HASH = 8
# A pod of an Indexed Job has the host name <job>-<index>, of at most 63 characters: room for "-prepare-9999" or "-copy-9999-1023".
_BASE_MAX = 47


def known(reindex: Mapping[str, Any]) -> bool:
    """Whether the status is of the run that the spec asks for."""
    status = reindex.get("status") or {}
    return "phase" in status and status.get("runId") == reindex["spec"].get("runId")


def begun(reindex: dict[str, Any], attempt: int) -> dict[str, Any]:
    """The object, asking for at least ``attempt`` of a run that its status does not know: the one that the mailbox was made ready for.

    Where that attempt's status was never written and ``spec.attempt`` was lowered since, its Jobs and their checkpoints are there
    nevertheless.
    """
    spec = reindex["spec"]
    return reindex if known(reindex) or (spec.get("attempt") or 1) >= attempt else reindex | {"spec": spec | {"attempt": attempt}}


class Run(NamedTuple):
    """An attempt at a run of an object."""

    name: str
    namespace: str
    uid: str
    run_id: str | None = None
    attempt: int = 1

    @classmethod
    def of(cls, reindex: dict[str, Any]) -> Self:
        """The run that the object's spec asks for, at the attempt that its status has reached."""
        metadata, spec = reindex["metadata"], reindex["spec"]
        attempt = (reindex["status"] if known(reindex) else spec).get("attempt") or 1
        return cls(metadata["name"], metadata["namespace"], metadata["uid"], spec.get("runId"), attempt)

    @property
    def base(self) -> str:
        """Name of the ServiceAccount, Role, RoleBinding and mailbox of the run, and the start of its Jobs' names."""
        head = self.name.replace(".", "-")[: _BASE_MAX - _HASH - 1].rstrip("-")
        return f"{head}-{_hash(self.uid if self.run_id is None else f'{self.uid}/{self.run_id}')}"

    def job(self, role: str) -> str:
        """Name of the Job that runs ``role`` (prepare, copy, finish)."""
        return f"{self.base}-{role}" + (f"-{self.attempt}" if self.attempt > 1 else "")

    def labels(self, role: str | None = None) -> dict[str, str]:
        """Labels of every child; those of a Job and its pods also name their ``role``."""
        found = {
            "app.kubernetes.io/name": "reindex",
            "app.kubernetes.io/instance": label_value(self.name),
            "app.kubernetes.io/managed-by": MANAGED_BY,
            LABEL_NAME: label_value(self.name),
            LABEL_UID: self.uid,
            LABEL_RUN: self.base,
        }
        return found | {LABEL_ROLE: role} if role else found


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_HASH]


def label_value(name: str) -> str:
    """The object's name as a label's value: itself where it fits, else cut and hashed."""
    if len(name) <= _LABEL_MAX:
        return name
    return f"{name[: _LABEL_MAX - _HASH - 1].rstrip('-.')}-{_hash(name)}"


def owner_reference(reindex: dict[str, Any]) -> dict[str, Any]:
    """The reference by which the garbage collector removes a child with its object; it does not hold the object's deletion up."""
    return {
        "apiVersion": f"{GROUP}/{VERSION}",
        "kind": KIND,
        "name": reindex["metadata"]["name"],
        "uid": reindex["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": False,
    }
