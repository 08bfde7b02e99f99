"""The lab itself: Jobs really run, nodes really answer, and what dies comes back."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from lab.cluster import KubectlError, KubernetesCluster
from lab.search.node import SearchNode

PRODUCT_IMAGE = "localhost/reindex-operator:lab"


def job(name: str, *, command: list[str], image: str = "localhost/any:1", **pod: Any) -> dict[str, Any]:
    container = {"name": "main", "image": image, "command": command, **pod.pop("container", {})}
    spec = {"restartPolicy": "Never", "terminationGracePeriodSeconds": 5, "containers": [container], **pod}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": {"backoffLimit": 1, "template": {"spec": spec}}}


def test_a_job_runs_and_its_log_can_be_read(kubernetes: KubernetesCluster, namespace: str) -> None:
    kubernetes.kubectl("create", "secret", "generic", "s", "--from-literal=password=planted", "--namespace", namespace)
    reads = ["sh", "-c", "cat /secret/password; echo; test -s /var/run/secrets/kubernetes.io/serviceaccount/token && echo token"]
    volumes: list[Any] = [{"name": "s", "secret": {"secretName": "s"}}]
    mounts = {"volumeMounts": [{"name": "s", "mountPath": "/secret"}]}
    kubernetes.apply(job("reads", command=reads, container=mounts, volumes=volumes), namespace=namespace)
    kubernetes.kubectl("wait", "--for=condition=Complete", "job/reads", "--namespace", namespace, "--timeout=30s")
    assert kubernetes.kubectl("logs", "job/reads", "--namespace", namespace).split() == ["planted", "token"]


def test_a_failing_job_is_tried_again_and_fails(kubernetes: KubernetesCluster, namespace: str) -> None:
    kubernetes.apply(job("fails", command=["sh", "-c", "exit 3"]), namespace=namespace)
    kubernetes.kubectl("wait", "--for=condition=Failed", "job/fails", "--namespace", namespace, "--timeout=30s")
    pods = kubernetes.get("pods", "--namespace", namespace)["items"]
    assert [pod["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"] for pod in pods] == [3, 3]


def test_the_products_pods_run_unprivileged_on_a_read_only_root(kubernetes: KubernetesCluster, namespace: str) -> None:
    script = """
import json, os, pathlib, reindex_operator.pod
def writable(path):
    try:
        pathlib.Path(path).write_text("x")
    except OSError:
        return False
    return True
capabilities = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("CapEff"))
print(json.dumps([os.getuid(), os.getgid(), 7 in os.getgroups(), int(capabilities, 16), writable("/tmp/x"), writable("/x")]))
"""
    context = {"readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    container = {"securityContext": context, "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}]}  # noqa: S108 - the container's own
    pod: dict[str, Any] = {"securityContext": {"runAsNonRoot": True, "runAsUser": 5, "runAsGroup": 6, "fsGroup": 7}}
    pod |= {"volumes": [{"name": "tmp", "emptyDir": {}}]}
    kubernetes.apply(job("bound", command=["python", "-c", script], image=PRODUCT_IMAGE, container=container, **pod), namespace=namespace)
    kubernetes.kubectl("wait", "--for=condition=Complete", "job/bound", "--namespace", namespace, "--timeout=30s")
    assert json.loads(kubernetes.kubectl("logs", "job/bound", "--namespace", namespace)) == [5, 6, True, 0, True, False]


def test_access_is_refused_without_a_role(kubernetes: KubernetesCluster, namespace: str) -> None:
    account = f"system:serviceaccount:{namespace}:default"
    with pytest.raises(KubectlError, match="forbidden"):
        kubernetes.kubectl("get", "secrets", "--namespace", namespace, "--as", account)


@pytest.mark.timeout(300)
def test_a_search_node_keeps_what_it_acknowledged_through_a_crash(search: Callable[[str], SearchNode]) -> None:
    node = search("es9")
    node.request("PUT", "/lab-crash/_doc/1", {"acknowledged": True})
    node.kill()
    with pytest.raises(OSError, match=r"refused|reset"):
        node.request("GET", "/")
    assert node.name not in node._run.addresses()
    node.start()
    assert node._run.addresses()[node.name] == node.base_url
    assert node.request("GET", "/lab-crash/_doc/1")["_source"] == {"acknowledged": True}
    node.request("DELETE", "/lab-crash")
