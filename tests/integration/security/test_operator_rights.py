"""The operator under the chart's rights: the API server's audit log says which it used, and none is granted that it did not use."""

import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lab import cluster, helm, processes
from lab.cluster import KubernetesCluster
from lab.kubernetes import audit
from tests.integration.conftest import Node
from tests.integration.support import Reindexes, fill, numbered

pytestmark = pytest.mark.timeout(240)

SYSTEM, SHOP = "reindex-system", "shop"
OPERATOR = f"system:serviceaccount:{SYSTEM}:reindex-operator"
POST_RENDERER = Path(__file__).parents[1] / "chart" / "post_render.py"


class Right(NamedTuple):
    """A verb on a resource."""

    verb: str
    group: str
    resource: str


@pytest.fixture(scope="module")
def kubernetes() -> Iterator[KubernetesCluster]:
    """A cluster whose operator is the chart's."""
    helm.binary()
    found = cluster.own(processes.owned("rights"))
    found.kubectl("create", "namespace", SHOP)
    found.kubectl("wait", "--for=create", "serviceaccount/default", "--namespace", SHOP, "--timeout=60s")
    renderer = ["--post-renderer", sys.executable, "--post-renderer-args", str(POST_RENDERER)]
    chosen = ["--namespace", SYSTEM, "--create-namespace", "--set", "statusIntervalSeconds=1", "--wait", "--timeout", "120s"]
    helm.helm("install", "reindex-operator", str(helm.CHART), *chosen, *renderer, kubeconfig=found.kubeconfig)
    yield found
    found.close()


@pytest.fixture(scope="module")
def runs(kubernetes: KubernetesCluster) -> Reindexes:
    return Reindexes(kubernetes.kubectl, SHOP)


@pytest.fixture(scope="module")
def used(kubernetes: KubernetesCluster, runs: Reindexes, client: Callable[[str], Any], search: Callable[..., Any]) -> list[audit.Request]:
    """What the operator asked for while runs went every way that there is."""
    es9 = Node(client("es9"), search("es9").base_url)
    fill(es9.client, "rights", numbered(300))

    runs.apply("again", es9.spec("rights", "rights-again"))
    runs.apply("paused", es9.spec("rights", "rights-paused", source_size=10, requestsPerSecond=10))
    unschedulable = {"nodeSelector": {"nowhere": "at-all"}}
    runs.apply("stuck", es9.spec("rights", "rights-stuck", podTemplate=unschedulable))
    runs.apply("podless", es9.spec("rights", "rights-podless", podTemplate={"priorityClassName": "nowhere"}))
    runs.until("paused", lambda status: status.get("phase") == "Copying", what="copying")
    runs.patch("paused", {"suspend": True})
    runs.until("paused", lambda status: status.get("phase") == "Suspended", what="suspended")
    kubernetes.kubectl("rollout", "restart", "deployment/reindex-operator", "-n", SYSTEM)
    kubernetes.kubectl("rollout", "status", "deployment/reindex-operator", "-n", SYSTEM, "--timeout=90s")
    runs.let_go("paused", suspend=False, ttlSecondsAfterFinished=0)
    assert runs.ended("paused")["phase"] == "Succeeded"
    runs.until("paused", lambda _: not runs.children("paused"), what="cleared away")
    assert runs.ended("again")["phase"] == "Succeeded"
    runs.patch("again", {"runId": "second"})
    runs.until("again", lambda status: (status.get("runId"), status.get("phase")) == ("second", "Succeeded"), what="run again")
    runs.until("stuck", lambda status: "Unschedulable" in str(status.get("conditions")), what="told to be unschedulable")
    runs.until("podless", lambda status: "PriorityClass" in str(status.get("conditions")), what="told, by an event, to get no pod")
    runs.delete("stuck")
    runs.delete("podless")

    assert kubernetes.control_plane
    found = [request for request in audit.requests(kubernetes.control_plane.audit_log) if request.user == OPERATOR]
    assert found
    return found


def granted(kubernetes: KubernetesCluster) -> set[Right]:
    """What the roles that are bound to the operator allow, as the API server has them."""
    rights: set[Right] = set()
    for kind in ("clusterrolebindings", "rolebindings"):
        for binding in kubernetes.get(kind, "-A", "-l", "app.kubernetes.io/instance=reindex-operator")["items"]:
            if not any(subject["name"] == "reindex-operator" for subject in binding["subjects"]):
                continue
            where = ["-n", binding["metadata"]["namespace"]] if kind == "rolebindings" else []
            role = kubernetes.get(binding["roleRef"]["kind"].lower(), binding["roleRef"]["name"], *where)
            for rule in role["rules"]:
                rights |= {Right(*each) for each in product(rule["verbs"], rule["apiGroups"], rule["resources"])}
    return rights


def test_it_asks_for_nothing_that_it_is_refused(used: list[audit.Request]) -> None:
    assert [request for request in used if not request.allowed] == []


def test_it_uses_every_right_that_it_has(kubernetes: KubernetesCluster, used: list[audit.Request]) -> None:
    asked = {Right(request.verb, request.group, request.resource) for request in used}
    has = {right for right in granted(kubernetes) if right.resource != "leases"}
    assert len(has) > 15
    assert has - asked == set()
    assert {right for right in asked if right.resource != "leases"} <= has


def test_it_never_asked_for_a_secret_or_anything_cluster_wide_but_lists(used: list[audit.Request]) -> None:
    assert not {request.resource for request in used} & {"secrets", "nodes", "namespaces", "pods/log", "pods/exec", "serviceaccounts/token"}
    assert {request.verb for request in used if not request.namespace} <= {"list", "watch"}
