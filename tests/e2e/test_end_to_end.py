"""From the Dockerfile and the chart to the final counters, on a real node; the tests run in this order, on one installation."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from lab import helm
from lab.cluster import KubernetesCluster
from lab.kubelet import GATEWAY
from lab.search.node import SearchNode
from tests.e2e.conftest import RELEASE

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

ORDERS = 5000
CHILDREN = "jobs,pods,configmaps,serviceaccounts,roles,rolebindings"


@pytest.fixture(scope="module")
def es9(search_nodes: tuple[SearchNode, SearchNode]) -> SearchNode:
    """The open node, with orders to copy."""
    fill(search_nodes[0], "orders-v1")
    return search_nodes[0]


@pytest.fixture(scope="module")
def es8(search_nodes: tuple[SearchNode, SearchNode]) -> SearchNode:
    """The secured node, with orders to copy."""
    fill(search_nodes[1], "orders-old")
    return search_nodes[1]


def test_between_two_indices_of_a_cluster(kubernetes: KubernetesCluster, namespace: str, es9: SearchNode) -> None:
    apply(kubernetes, namespace, "orders-v2", {**copy(es9, "orders-v1", "orders-v2"), "slices": 2, "refresh": True})
    succeeded(kubernetes, namespace, "orders-v2")

    response = reindex(kubernetes, namespace, "orders-v2")["status"]["response"]
    assert (response["total"], response["created"], response["updated"], response["versionConflicts"]) == (ORDERS, ORDERS, 0, 0)
    assert response["failures"] == []
    assert count(es9, "orders-v2") == ORDERS


def test_from_a_cluster_with_tls_and_an_api_key_for_the_source_alone(
    kubernetes: KubernetesCluster, namespace: str, es8: SearchNode, es9: SearchNode
) -> None:
    assert es8.configuration.tls is not None
    key = es8.api_key({"reader": {"indices": [{"names": ["orders-old"], "privileges": ["read"]}]}})
    secret(kubernetes, namespace, "old-search", {"apiKey": key})
    secret(kubernetes, namespace, "old-search-ca", {"ca.crt": es8.configuration.tls.certificate})

    spec = copy(es9, "orders-old", "orders-moved")
    spec["source"]["cluster"] = {
        "hosts": [f"https://{GATEWAY}:{es8.port}"],
        "auth": {"secretName": "old-search"},
        "tls": {"caSecretName": "old-search-ca"},
    }
    apply(kubernetes, namespace, "move", {**spec, "slices": 2, "refresh": True})
    succeeded(kubernetes, namespace, "move")

    response = reindex(kubernetes, namespace, "move")["status"]["response"]
    assert (response["total"], response["created"]) == (ORDERS, ORDERS)
    assert count(es9, "orders-moved") == ORDERS


def test_kubectl_get_tells_the_story(kubernetes: KubernetesCluster, namespace: str) -> None:
    header, *rows = kubernetes.kubectl("get", "ri", "--namespace", namespace).splitlines()
    assert header.split() == ["NAME", "SOURCE", "DEST", "STATUS", "PROGRESS", "FAILURES", "AGE"]
    assert [row.split()[:6] for row in rows] == [
        ["move", "orders-old", "orders-moved", "Succeeded", "100%", "0"],
        ["orders-v2", "orders-v1", "orders-v2", "Succeeded", "100%", "0"],
    ]


def test_a_wrong_authority_is_told_and_nothing_is_written(
    kubernetes: KubernetesCluster, namespace: str, es8: SearchNode, es9: SearchNode
) -> None:
    spec = copy(es9, "orders-old", "never")
    spec["source"]["cluster"] = {"hosts": [f"https://{GATEWAY}:{es8.port}"]}
    apply(kubernetes, namespace, "untrusted", spec)
    kubernetes.kubectl("wait", "ri/untrusted", "--namespace", namespace, "--for=condition=Succeeded=False", "--timeout=120s")

    conditions = {each["type"]: each for each in reindex(kubernetes, namespace, "untrusted")["status"]["conditions"]}
    assert conditions["Succeeded"]["reason"] == "TLSVerificationFailed"
    assert not es9.request("GET", "/_cat/indices/never*?format=json")


def test_deletion_of_a_running_one_leaves_nothing_behind(
    kubernetes: KubernetesCluster, namespace: str, es9: SearchNode, es8: SearchNode
) -> None:
    apply(
        kubernetes,
        namespace,
        "slow",
        {**copy(es9, "orders-v1", "orders-slow"), "requestsPerSecond": 100, "source": {"index": ["orders-v1"], "size": 100}},
    )
    eventually(lambda: count(es9, "orders-slow") > 0, "documents are written")
    kubernetes.kubectl("delete", "ri", "--all", "--namespace", namespace, "--timeout=30s")

    eventually(lambda: left(kubernetes, namespace) == [], "everything of the runs is gone", timeout=90)
    eventually(lambda: open_contexts(es9) == open_contexts(es8) == 0, "no search context is open")
    assert 0 < count(es9, "orders-slow") < ORDERS


def test_uninstalling_removes_the_operator_and_keeps_the_objects(
    kubernetes: KubernetesCluster, namespace: str, installed: str, es9: SearchNode
) -> None:
    apply(kubernetes, namespace, "kept", copy(es9, "orders-v1", "orders-kept"))
    succeeded(kubernetes, namespace, "kept")
    helm.helm("uninstall", RELEASE, "--namespace", installed, "--wait", kubeconfig=kubernetes.kubeconfig)

    eventually(lambda: kubernetes.get("all", "--namespace", installed)["items"] == [], "the operator is gone", timeout=90)
    assert kubernetes.get("clusterroles", "-l", f"app.kubernetes.io/instance={RELEASE}")["items"] == []
    assert reindex(kubernetes, namespace, "kept")["status"]["phase"] == "Succeeded"
    kubernetes.kubectl("delete", "ri", "kept", "--namespace", namespace, "--timeout=30s")
    eventually(lambda: left(kubernetes, namespace) == [], "deletion needs no operator", timeout=90)


def copy(node: SearchNode, source: str, dest: str) -> dict[str, Any]:
    """A spec that copies in the node's cluster, as pods reach it."""
    return {"cluster": {"hosts": [f"http://{GATEWAY}:{node.port}"]}, "source": {"index": [source]}, "dest": {"index": dest}}


def apply(kubernetes: KubernetesCluster, namespace: str, name: str, spec: dict[str, Any]) -> None:
    """Applies a ``Reindex``."""
    kubernetes.apply(
        {"apiVersion": "reindex.dev/v1alpha1", "kind": "Reindex", "metadata": {"name": name}, "spec": spec}, namespace=namespace
    )


def secret(kubernetes: KubernetesCluster, namespace: str, name: str, values: dict[str, str]) -> None:
    """Applies a Secret."""
    kubernetes.apply({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": values}, namespace=namespace)


def succeeded(kubernetes: KubernetesCluster, namespace: str, name: str) -> None:
    """Waits as a user would; where that fails, says how things stand."""
    try:
        kubernetes.kubectl("wait", f"ri/{name}", "--namespace", namespace, "--for=condition=Finished", "--timeout=180s", timeout=200)
        kubernetes.kubectl("wait", f"ri/{name}", "--namespace", namespace, "--for=condition=Succeeded", "--timeout=1s")
    except RuntimeError as error:
        told = json.dumps(reindex(kubernetes, namespace, name).get("status"), indent=1)
        seen = kubernetes.kubectl("get", "jobs,pods,events", "--namespace", namespace)
        logs = kubernetes.kubectl("logs", "--namespace", namespace, "-l", f"reindex.dev/reindex={name}", "--tail=20", "--prefix")
        raise AssertionError(f"{error}\n{told}\n{seen}\n{logs}") from None


def reindex(kubernetes: KubernetesCluster, namespace: str, name: str) -> dict[str, Any]:
    """The object as it is now."""
    found: dict[str, Any] = kubernetes.get("ri", name, "--namespace", namespace)
    return found


def left(kubernetes: KubernetesCluster, namespace: str) -> list[str]:
    """What exists of all runs."""
    return kubernetes.kubectl("get", CHILDREN, "--namespace", namespace, "-l", "reindex.dev/reindex", "-o", "name").split()


def fill(node: SearchNode, index: str) -> None:
    """A new index of two shards with orders."""
    node.request("PUT", f"/{index}", {"settings": {"number_of_shards": 2, "number_of_replicas": 0}})
    lines = "".join(
        f'{{"create":{{"_id":"{number}"}}}}\n{{"number":{number},"customer":"customer {number % 97}"}}\n' for number in range(ORDERS)
    )
    assert not node.request("POST", f"/{index}/_bulk?refresh=true", lines.encode())["errors"]


def count(node: SearchNode, index: str) -> int:
    """Documents of the index after a refresh; 0 where there is none."""
    node.request("POST", f"/{index}/_refresh?ignore_unavailable=true")
    return int(node.request("GET", f"/{index}/_count?ignore_unavailable=true")["count"])


def open_contexts(node: SearchNode) -> int:
    """Search contexts that are open on the node."""
    found = node.request("GET", "/_nodes/stats/indices/search")["nodes"].values()
    return sum(each["indices"]["search"]["open_contexts"] for each in found)


def eventually(holds: Callable[[], bool], what: str, timeout: float = 60) -> None:
    """Waits until it holds."""
    deadline = time.monotonic() + timeout
    while not holds():
        assert time.monotonic() < deadline, f"not within {timeout} s: {what}"
        time.sleep(0.3)
