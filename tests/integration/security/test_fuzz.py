"""Hundreds of objects that nobody would write, on a real API server: it refuses them or the operator answers, and lives on."""

import json
import time

import pytest

from lab.cluster import KubernetesCluster
from tests.integration.conftest import Node, OperatorProcess
from tests.integration.support import Reindexes, fill, numbered
from tests.unit.controller.fuzz import spec

pytestmark = pytest.mark.timeout(240)

HOW_MANY = 300
NOWHERE = {"nodeSelector": {"no-such": "node"}}
"""Jobs are made, and their pods stay where they are: it is the operator that is tried, not the machine."""


def test_the_operator_survives_them_and_answers_each_that_is_admitted(
    kubernetes: KubernetesCluster, reindexes: Reindexes, operator: OperatorProcess, es9: Node
) -> None:
    items = [
        {
            "apiVersion": "reindex.dev/v1alpha1",
            "kind": "Reindex",
            "metadata": {"name": f"fuzz-{seed}"},
            "spec": spec(seed) | {"podTemplate": NOWHERE},
        }
        for seed in range(HOW_MANY)
    ]
    try:
        kubernetes.kubectl(
            "create", "-n", reindexes.namespace, "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
        )
    except RuntimeError as error:
        assert "is invalid" in str(error)  # noqa: PT017 - most are refused, the rest was made
    deadline = time.monotonic() + 120
    while True:
        admitted = kubernetes.get("ri", "-n", reindexes.namespace)["items"]
        unseen = [
            each["metadata"]["name"] for each in admitted if each["status"].get("observedGeneration") != each["metadata"]["generation"]
        ]
        if not unseen:
            break
        assert time.monotonic() < deadline, unseen
        time.sleep(1)
    assert 10 < len(admitted) < HOW_MANY
    assert "Traceback" not in operator.log
    kubernetes.kubectl("delete", "ri", "--all", "-n", reindexes.namespace, "--timeout=60s")

    fill(es9.client, "after-fuzz", numbered(5))
    assert reindexes.run("ordinary", es9.spec("after-fuzz", "after-fuzz-copy"))["phase"] == "Succeeded"


@pytest.mark.parametrize("levels", [900, 2000, 5000])
def test_one_that_is_nested_deeply_keeps_nobody_from_being_served(
    kubernetes: KubernetesCluster, reindexes: Reindexes, operator: OperatorProcess, levels: int
) -> None:
    def create(name: str, query: str) -> None:
        source = {"index": ["a"], "query": "QUERY"}
        wanted = {"cluster": {"hosts": ["http://127.0.0.1:9"]}, "source": source, "dest": {"index": "b"}, "podTemplate": NOWHERE}
        manifest = json.dumps({"apiVersion": "reindex.dev/v1alpha1", "kind": "Reindex", "metadata": {"name": name}, "spec": wanted})
        kubernetes.kubectl("create", "-n", reindexes.namespace, "--validate=false", "-f", "-", stdin=manifest.replace('"QUERY"', query))

    create("deep", '{"a":' * levels + "{}" + "}" * levels)
    create("ordinary", '{"match_all": {}}')
    reindexes.until("ordinary", lambda status: status.get("phase") == "Preparing", what="taken up beside it")
    operator.end()
    operator.start()
    deep = ("ri/deep", "-n", reindexes.namespace)
    kubernetes.kubectl("wait", "--for=jsonpath={.status.phase}=Failed", "--timeout=60s", *deep)
    # By kubectl: what it prints of the whole object is more than json.loads takes.
    told = kubernetes.kubectl("get", *deep, "--output=jsonpath={.status.conditions[0].message}")
    assert told == "spec.source.query: objects and lists are nested more than 150 levels deep"
    create("later", '{"match_all": {}}')
    reindexes.until("later", lambda status: status.get("phase") == "Preparing", what="taken up by a process that began with it")
