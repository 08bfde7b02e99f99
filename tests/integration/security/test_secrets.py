"""Credentials stay where they were put: planted ones are in no log, event, status, argument, environment or ConfigMap, whatever a run comes to."""

import base64
import re
import secrets
from pathlib import Path
from typing import Any

import pytest

from lab.cluster import KubectlError, KubernetesCluster
from tests.integration.conftest import Node, OperatorProcess
from tests.integration.support import Reindexes, condition, fill, numbered

EVERYTHING = "reindexes,jobs,pods,configmaps,events,serviceaccounts,roles,rolebindings"


def planted() -> str:
    return f"planted-{secrets.token_hex(8)}"


def forms(user: str, secret: str) -> set[str]:
    """The secret as it might be written down."""
    both = base64.b64encode(f"{user}:{secret}".encode()).decode()
    return {secret, base64.b64encode(secret.encode()).decode().rstrip("="), both.rstrip("=")}


def processes() -> str:
    """Arguments and environment of every process of this machine that runs our code."""
    said = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments, environment = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if b"reindex_operator" in arguments:
            said.append((arguments + environment).decode(errors="replace"))
    return "\n".join(said)


def test_planted_credentials_are_found_nowhere_but_in_their_secrets(
    kubernetes: KubernetesCluster, reindexes: Reindexes, operator: OperatorProcess, es9: Node
) -> None:
    fill(es9.client, "planted", numbered(200))
    password, key, token, broken = planted(), planted(), planted(), planted()
    plain = {"allowPlainHttp": True}
    spec = es9.spec("planted", "planted-copy", source_size=20, requestsPerSecond=20)

    def with_secret(name: str, **more: Any) -> dict[str, Any]:
        return {**spec, "cluster": {**es9.cluster, "auth": {"secretName": name, **plain}}, **more}

    reindexes.apply("good", with_secret("basic"), secrets={"basic": {"username": "elastic", "password": password}})
    reindexes.apply("nowhere", with_secret("key", source={"index": ["no-such-index"]}), secrets={"key": {"apiKey": key}})
    gone = {"hosts": ["http://127.0.0.1:9"], "auth": {"secretName": "token", **plain}}
    reindexes.apply("gone", {**spec, "cluster": gone, "activeDeadlineSeconds": 15}, secrets={"token": {"token": token}})
    reindexes.apply("broken", with_secret("broken"), secrets={"broken": {"apiKey": f"{broken}\r\nX-Admin: true"}})

    reindexes.until("good", lambda status: status.get("phase") == "Copying", what="copying")
    while_running = processes()
    ended = {name: reindexes.ended(name) for name in ("good", "nowhere", "gone", "broken")}
    assert {name: condition(status, "Succeeded")["status"] for name, status in ended.items()} == {
        "good": "True",
        "nowhere": "False",
        "gone": "False",
        "broken": "False",
    }
    assert condition(ended["broken"], "Succeeded")["reason"] == "InvalidCredentials"

    pods = kubernetes.kubectl("get", "pods", "-n", reindexes.namespace, "-o", "name").split()
    logs = "".join(kubernetes.kubectl("logs", "-n", reindexes.namespace, pod) for pod in pods)
    objects = kubernetes.kubectl("get", EVERYTHING, "-n", reindexes.namespace, "-o", "yaml", "--show-managed-fields")
    assert "good" in operator.log
    assert "copied" in logs or "no-such-index" in logs
    assert "REINDEX_MAILBOX" in while_running
    for what, text in {"operator's log": operator.log, "workers' logs": logs, "objects": objects, "processes": while_running}.items():
        for secret in (password, key, token, broken):
            assert not [form for form in forms("elastic", secret) if form in text], what


def test_a_secret_of_another_namespace_is_out_of_reach(kubernetes: KubernetesCluster, reindexes: Reindexes, es9: Node) -> None:
    other = kubernetes.create_namespace("other")
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "theirs"}, "stringData": {"apiKey": "theirs"}}
    kubernetes.apply(secret, namespace=other)
    for name in (f"{other}/theirs", f"../{other}/theirs", "..", "Theirs"):
        with pytest.raises(KubectlError, match="secretName"):
            reindexes.apply(
                "refused", es9.spec("a", "b") | {"cluster": {**es9.cluster, "auth": {"secretName": name, "allowPlainHttp": True}}}
            )

    reindexes.apply("borrowed", es9.spec("a", "b") | {"cluster": {**es9.cluster, "auth": {"secretName": "theirs", "allowPlainHttp": True}}})
    told = r"secret .theirs. not found"  # the kubelet and the light node quote it differently
    reindexes.until(
        "borrowed",
        lambda status: bool(re.search(told, condition(status, "Succeeded").get("message", ""))),
        what=f"told: {told}",
        timeout=90,
    )
    assert not es9.client.indices.exists(index="b")
    kubernetes.delete_namespace(other)


@pytest.mark.parametrize(
    ("role", "may"), [("view", {"get", "list", "watch"}), ("edit", {"get", "list", "watch", "create", "update", "patch", "delete"})]
)
def test_a_user_of_one_namespace_reaches_no_other(kubernetes: KubernetesCluster, namespace: str, role: str, may: set[str]) -> None:
    """With the rights that the chart adds to the cluster's own roles."""
    user = f"user-{namespace}-{role}"
    for name, verbs in {"view": ["get", "list", "watch"], "edit": ["create", "update", "patch", "delete", "deletecollection"]}.items():
        label = {f"rbac.authorization.k8s.io/aggregate-to-{name}": "true"}
        rules = [{"apiGroups": ["reindex.dev"], "resources": ["reindexes"], "verbs": verbs}]
        kubernetes.apply(
            {
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "ClusterRole",
                "metadata": {"name": f"reindex-{name}", "labels": label},
                "rules": rules,
            }
        )
    kubernetes.kubectl("create", "rolebinding", user, "-n", namespace, f"--clusterrole={role}", f"--user={user}")

    def can(verb: str, what: str, where: str, *more: str) -> bool:
        try:
            return kubernetes.kubectl("auth", "can-i", verb, what, "-n", where, "--as", user, *more).strip() == "yes"
        except KubectlError:
            return False

    verbs = ["get", "list", "watch", "create", "update", "patch", "delete"]
    deadline = 50
    while {verb for verb in verbs if can(verb, "reindexes", namespace)} != may and deadline:
        deadline -= 1
    assert {verb for verb in verbs if can(verb, "reindexes", namespace)} == may
    assert not any(can(verb, "reindexes", "default") for verb in verbs)
    assert not can("patch", "reindexes", namespace, "--subresource", "status")
