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
        """The mailbox of the object."""
        metadata = reindex["metadata"]
        return cls("v1", "ConfigMap", metadata["namespace"], names.base(metadata["name"], metadata["uid"]))

    @classmethod
    def surroundings(cls, reindex: dict[str, Any]) -> list[Self]:
        """All children of the object but its Jobs; the mailbox last, as it tells whether something is left to delete."""
        box = cls.mailbox(reindex)
        rbac = "rbac.authorization.k8s.io/v1"
        return [
            box._replace(api_version=rbac, kind="RoleBinding"),
            box._replace(api_version=rbac, kind="Role"),
            box._replace(kind="ServiceAccount"),
            box,
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
