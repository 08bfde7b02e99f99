"""Names and labels of what the operator makes for a ``Reindex``. Pure; called by children, jobs and the shell.

A child's name is the object's, cut, and a hash of the object's UID: short enough for every kind, and never that of a child which an
earlier object of the same name left behind and the garbage collector has not reached yet.
"""

from hashlib import sha256
from typing import Any

GROUP = "reindex.dev"
VERSION = "v1alpha1"
PLURAL = "reindexes"
KIND = "Reindex"

LABEL_NAME = f"{GROUP}/reindex"
LABEL_UID = f"{GROUP}/uid"
LABEL_ROLE = "app.kubernetes.io/component"
MANAGED_BY = "reindex-operator"

_LABEL_MAX = 63
_HASH = 8
# A pod of an Indexed Job has the host name <job>-<index>, of at most 63 characters: room for "-prepare" or "-copy-99999".
_BASE_MAX = 50


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_HASH]


def base(name: str, uid: str) -> str:
    """Name of the ServiceAccount, Role, RoleBinding and mailbox of the object, and the start of its Jobs' names."""
    head = name.replace(".", "-")[: _BASE_MAX - _HASH - 1].rstrip("-")
    return f"{head}-{_hash(uid)}"


def job(name: str, uid: str, role: str) -> str:
    """Name of the Job that runs ``role`` (prepare, copy, finish)."""
    return f"{base(name, uid)}-{role}"


def label_value(name: str) -> str:
    """The object's name as a label's value: itself where it fits, else cut and hashed."""
    if len(name) <= _LABEL_MAX:
        return name
    return f"{name[: _LABEL_MAX - _HASH - 1].rstrip('-.')}-{_hash(name)}"


def labels(name: str, uid: str, role: str | None = None) -> dict[str, str]:
    """Labels of every child; those of a Job and its pods also name their ``role``."""
    found = {
        "app.kubernetes.io/name": "reindex",
        "app.kubernetes.io/instance": label_value(name),
        "app.kubernetes.io/managed-by": MANAGED_BY,
        LABEL_NAME: label_value(name),
        LABEL_UID: uid,
    }
    return found | {LABEL_ROLE: role} if role else found


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
