"""The rights that the operator needs: exactly those that ``kube`` and kopf use. The chart's roles are held against this by a test.

It has no right on Secrets. ``get`` and ``patch`` on configmaps it needs for itself as well: who grants a right must have it.
With ``WATCH_NAMESPACES`` a Role in each of them is enough; without, a ClusterRole.
"""

from typing import Any

RULES: list[dict[str, Any]] = [
    {"apiGroups": ["reindex.dev"], "resources": ["reindexes"], "verbs": ["get", "list", "watch"]},
    {"apiGroups": ["reindex.dev"], "resources": ["reindexes/status"], "verbs": ["patch"]},
    {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["list", "watch", "create", "patch", "delete"]},
    {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list", "watch", "create", "patch", "delete"]},
    {"apiGroups": [""], "resources": ["pods"], "verbs": ["list", "watch"]},
    {"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["create", "delete"]},
    {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles", "rolebindings"], "verbs": ["create", "delete"]},
    {"apiGroups": [""], "resources": ["events"], "verbs": ["list", "create"]},
]
"""Rules of a Role or ClusterRole."""


def lease_rules(name: str) -> list[dict[str, Any]]:
    """Rules of a Role in the operator's own namespace, where several replicas choose one by the Lease ``name``."""
    lease = {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"]}
    return [lease | {"verbs": ["create"]}, lease | {"resourceNames": [name], "verbs": ["get", "update"]}]
