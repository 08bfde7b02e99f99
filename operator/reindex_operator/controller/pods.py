"""The pod template of a worker: what PodSecurity *restricted* asks for, the credentials as files, and what the user set. Pure."""

from typing import Any

from reindex_operator.api.spec import PodTemplate, ReindexSpec
from reindex_operator.controller.names import Run
from reindex_operator.controller.settings import Settings
from reindex_operator.pod import ENV_MAILBOX, ENV_METRICS_PORT, ENV_NAME, ENV_NAMESPACE, ENV_POD_UID, SECRETS, secret_names

CONTAINER = "worker"
LOST_NODE_SECONDS = 120
"""A pod that has not been heard for this long sends nothing any more (engine/books.py): another may as well take its slice over."""


def template(spec: ReindexSpec, role: str, run: Run, settings: Settings) -> dict[str, Any]:
    """Template of the pods that do ``role`` of ``run``. The mailbox's name is their ServiceAccount's too. The operator's labels win over the user's."""
    user = _with_defaults(spec.pod_template, settings.worker_pod_template)
    metadata: dict[str, Any] = {"labels": (user.labels or {}) | run.labels(role)}
    if user.annotations:
        metadata["annotations"] = user.annotations
    return {"metadata": metadata, "spec": _pod(spec, user, role, run, settings)}


def _with_defaults(user: PodTemplate | None, defaults: PodTemplate) -> PodTemplate:
    """Field by field, what the user set, else the default."""
    return defaults if user is None else defaults.model_copy(update={name: value for name, value in user if value is not None})


def _pod(spec: ReindexSpec, user: PodTemplate, role: str, run: Run, settings: Settings) -> dict[str, Any]:
    secrets = secret_names(spec)
    chosen = {
        "nodeSelector": user.node_selector,
        "tolerations": [*(user.tolerations or []), *_until_given_up(user.tolerations or [])],
        "affinity": user.affinity,
        "topologySpreadConstraints": user.topology_spread_constraints,
        "imagePullSecrets": [{"name": secret.name} for secret in user.image_pull_secrets or []],
        "priorityClassName": user.priority_class_name,
    }
    return {
        "restartPolicy": "Never",
        "serviceAccountName": run.base,
        "automountServiceAccountToken": True,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": settings.worker_grace,
        "securityContext": _pod_security(settings),
        "containers": [_container(user, role, run, secrets, settings)],
        "volumes": [
            {"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}},
            *({"name": f"secret-{number}", "secret": {"secretName": name, "defaultMode": 0o440}} for number, name in enumerate(secrets)),
        ],
        **{key: value for key, value in chosen.items() if value},
    }


def _until_given_up(tolerated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How long a pod stays on a node that is not heard of, where the user does not say: not the five minutes of Kubernetes' default."""
    given = [each.get("key") or None for each in tolerated if (each.get("effect") or "NoExecute") == "NoExecute"]
    lost = (f"node.kubernetes.io/{state}" for state in ("not-ready", "unreachable"))
    return [
        {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": LOST_NODE_SECONDS}
        for key in lost
        if key not in given and None not in given
    ]


def _pod_security(settings: Settings) -> dict[str, Any]:
    context: dict[str, Any] = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    if settings.worker_user is not None:
        context |= {"runAsUser": settings.worker_user, "runAsGroup": settings.worker_user, "fsGroup": settings.worker_user}
    return context


def _container(user: PodTemplate, role: str, run: Run, secrets: list[str], settings: Settings) -> dict[str, Any]:
    port = settings.worker_metrics_port if role == "copy" else 0
    return {
        "name": CONTAINER,
        "image": settings.worker_image,
        "imagePullPolicy": settings.worker_image_pull_policy,
        "command": ["python", "-m", "reindex_operator.worker"],
        "args": [role],
        "env": [
            {"name": ENV_NAMESPACE, "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
            {"name": ENV_MAILBOX, "value": run.base},
            {"name": ENV_NAME, "value": run.name},
            *([{"name": ENV_METRICS_PORT, "value": str(port)}] if port else []),
            {"name": ENV_POD_UID, "valueFrom": {"fieldRef": {"fieldPath": "metadata.uid"}}},
        ],
        **({"ports": [{"name": "metrics", "containerPort": port, "protocol": "TCP"}]} if port else {}),
        "resources": user.resources or {},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "volumeMounts": [
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - the pod's own
            *({"name": f"secret-{number}", "mountPath": str(SECRETS / name), "readOnly": True} for number, name in enumerate(secrets)),
        ],
    }
