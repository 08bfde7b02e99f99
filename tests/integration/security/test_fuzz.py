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
