"""What a run's workers need beside their Jobs: an identity, the right to their mailbox, and the mailbox. Pure.

The mailbox's ConfigMap, its Role and the ServiceAccount share one name. Everything belongs to the ``Reindex``, so its deletion removes them.
"""

import json
from typing import Any

from reindex_operator import mailbox
from reindex_operator.api.cluster import Cluster
from reindex_operator.api.eck import reached
from reindex_operator.api.request import ReindexRequest
from reindex_operator.controller import names


def surroundings(reindex: dict[str, Any], control: mailbox.Control) -> list[dict[str, Any]]:
    """ServiceAccount, Role, RoleBinding and mailbox, in the order in which they are made."""
    return [_service_account(reindex), _role(reindex), _role_binding(reindex), _mailbox(reindex, control)]


def request(reindex: dict[str, Any]) -> dict[str, Any]:
    """What of the spec defines the work, word for word but for ``elasticRef``: it is frozen in the mailbox when the run starts (``reached_as_now``)."""
    fields, namespace = {field.alias for field in ReindexRequest.model_fields.values()}, reindex["metadata"]["namespace"]
    frozen = _reached({key: value for key, value in reindex["spec"].items() if key in fields}, namespace)
    return frozen | {"source": _reached(frozen["source"], namespace)}


def reached_as_now(frozen: dict[str, Any], reindex: dict[str, Any]) -> dict[str, Any]:
    """The request as it was ``frozen``, with its clusters reached as the spec says now; their hosts, and all else that defines the work, stay."""
    now = request(reindex)
    return _reached_as(now, frozen) | {"source": _reached_as(now["source"], frozen["source"])}


def _reached_as(now: dict[str, Any], frozen: dict[str, Any]) -> dict[str, Any]:
    if "cluster" not in frozen or "cluster" not in now:
        return frozen
    return frozen | {"cluster": now["cluster"] | {"hosts": frozen["cluster"]["hosts"]}}


def _reached(holder: dict[str, Any], namespace: str) -> dict[str, Any]:
    """With the Service and the Secrets of a cluster that is named; its other words stay as they are."""
    if "elasticRef" not in holder.get("cluster", {}):
        return holder
    cluster = reached(Cluster.model_validate(holder["cluster"]), namespace)
    return holder | {"cluster": cluster.model_dump(mode="json", exclude_none=True)}


def _metadata(reindex: dict[str, Any]) -> dict[str, Any]:
    run = names.Run.of(reindex)
    return {
        "name": run.base,
        "namespace": run.namespace,
        "labels": run.labels(),
        "ownerReferences": [names.owner_reference(reindex)],
    }


def _service_account(reindex: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": _metadata(reindex),
        # The workers' pods ask for their token by name; nothing else should get one by accident.
        "automountServiceAccountToken": False,
    }


def _role(reindex: dict[str, Any]) -> dict[str, Any]:
    metadata = _metadata(reindex)
    rule = {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": [metadata["name"]], "verbs": ["get", "patch"]}
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": metadata, "rules": [rule]}


def _role_binding(reindex: dict[str, Any]) -> dict[str, Any]:
    metadata = _metadata(reindex)
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": metadata,
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": metadata["name"]},
        "subjects": [{"kind": "ServiceAccount", "name": metadata["name"], "namespace": metadata["namespace"]}],
    }


def _mailbox(reindex: dict[str, Any], control: mailbox.Control) -> dict[str, Any]:
    frozen = json.dumps(request(reindex))
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": _metadata(reindex),
        "data": {mailbox.REQUEST: frozen, mailbox.CONTROL: mailbox.encode(control)},
    }
