"""What a pass of reconcile decided: plain data that the shell applies. Pure."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from reindex_operator.controller import names


class Target(NamedTuple):
    """An object of the API server."""

    api_version: str
    kind: str
    namespace: str
    name: str

    @classmethod
    def of(cls, thing: dict[str, Any]) -> Self:
        """Where ``thing`` is, or is to be. Objects from a list do not name their kind; only Jobs come from one here."""
        metadata = thing["metadata"]
        return cls(thing.get("apiVersion", "batch/v1"), thing.get("kind", "Job"), metadata["namespace"], metadata["name"])

    @classmethod
    def mailbox(cls, reindex: dict[str, Any]) -> Self:
        """The mailbox of the object's run."""
        run = names.Run.of(reindex)
        return cls("v1", "ConfigMap", run.namespace, run.base)

    def surroundings(self) -> list[Self]:
        """Of a mailbox: all children of its run but the Jobs; itself last, as it tells whether something is left to delete."""
        rbac = "rbac.authorization.k8s.io/v1"
        return [
            self._replace(api_version=rbac, kind="RoleBinding"),
            self._replace(api_version=rbac, kind="Role"),
            self._replace(kind="ServiceAccount"),
            self,
        ]


class Patch(NamedTuple):
    """A JSON merge patch."""

    target: Target
    body: dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """In the order in which it is applied: make what is missing, patch, delete, write the status. Seconds in ``requeue_after``."""

    create: tuple[dict[str, Any], ...] = ()
    patches: tuple[Patch, ...] = ()
    delete: tuple[Target, ...] = ()
    status: dict[str, Any] | None = None
    requeue_after: float | None = None


def requeue(*seconds: float | None) -> float | None:
    """The soonest of these, not below a tenth of a second."""
    known = [max(0.1, each) for each in seconds if each is not None]
    return min(known, default=None)
