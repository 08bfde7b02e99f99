"""Runs as Jobs on a cluster where pods, nodes, the operator and the API server die: each ends exact. ``--storms N`` plays N seeds, not one."""

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lab.cluster import KubernetesCluster
from reindex_operator.controller.lost import GIVEN_UP, OVERDUE
from tests.chaos import judge, workloads
from tests.chaos.schedule import Schedule
from tests.chaos.workloads import Data, Expected
from tests.integration.blows import Blows, another_node
from tests.integration.conftest import Node, OperatorProcess
from tests.integration.support import Reindexes, condition, contents, copying, fill, numbered, open_contexts

WORKLOADS = ("create-among-others", "index-over-others", "script-over-others")
RATE = 25.0
"""Documents a second of each run, so that some of it is left for the last blow."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "storm" in metafunc.fixturenames:
        metafunc.parametrize("storm", range(metafunc.config.getoption("--storms")))
    if "with_storms" in metafunc.fixturenames:
        metafunc.parametrize("with_storms", range(min(1, metafunc.config.getoption("--storms"))))


@pytest.fixture(scope="module")
def data(search: Any) -> Data:
    """The indices that the runs copy."""
    made = Data(search("es9"))
    made.make()
    return made


@pytest.fixture
def blows(storm: int, kubernetes: KubernetesCluster, operator: OperatorProcess, reindexes: Reindexes) -> Iterator[Blows]:
    """What strikes by this seed, with a node that may be lost."""
    with another_node(kubernetes) as node:
        yield Blows(kubernetes, operator, reindexes, node, random.Random(storm))


@pytest.mark.timeout(420)
def test_whatever_dies_every_run_ends_exact(storm: int, blows: Blows, data: Data, es9: Node, reindexes: Reindexes) -> None:
    plans = [Schedule(storm + 1, workload, 1 + (storm + number) % 3, 3, 20) for number, workload in enumerate(WORKLOADS)]
    wanted = {plan.workload: data.prepare(plan, f"{plan.workload}-{storm}") for plan in plans}
    for plan in plans:
        spec = data.spec(plan, f"{plan.workload}-{storm}") | {"cluster": es9.cluster, "requestsPerSecond": RATE, "backoffLimit": 30}
        reindexes.apply(plan.workload, spec | {"scroll": "20s"})
    for workload in WORKLOADS:
        reindexes.until(workload, lambda status: bool((status.get("response") or {}).get("batches")), what="at work")
    struck = blows.chance.sample(sorted(blows.kinds), k=len(blows.kinds))
    for kind in struck:
        blows.kinds[kind]()
        time.sleep(blows.chance.uniform(0.0, 1.0))
    left = [name for name in WORKLOADS if (reindexes.get(name).get("status") or {}).get("phase") != "Succeeded"]
    for name in left:
        reindexes.let_go(name)
    wrong: list[str] = []
    for name in WORKLOADS:
        wrong += response_against(reindexes.ended(name, timeout=120), wanted[name])
        # A pod and its replacement may both have written a document, which has then one version more (docs/reliability.md).
        wrong += judge.documents(workloads.found(data.node, f"{name}-{storm}"), wanted[name], exact=False)
    assert not wrong, f"{struck}: {wrong}"
    assert left, f"all was over before the last of {struck}"


def response_against(status: dict[str, Any], want: Expected) -> list[str]:
    """What can be said against the status of a run that has ended."""
    if status["phase"] != "Succeeded":
        return [str(status)]
    response = status["response"]
    counted = {
        "created": response["created"],
        "updated": response["updated"],
        "version_conflicts": response["versionConflicts"],
        "deleted": response["deleted"],
        "noops": response["noops"],
        "failed": status["failureCount"],
    }
    return [] if (counted, response["total"]) == (want.counters, want.total) else [f"counted {counted}, and not {want.counters}"]


SPREAD = {
    "maxSkew": 1,
    "topologyKey": "kubernetes.io/hostname",
    "whenUnsatisfiable": "ScheduleAnyway",
    "labelSelector": {"matchLabels": {"app.kubernetes.io/component": "copy"}},
}


@pytest.mark.timeout(480)
def test_a_node_that_never_comes_back_holds_a_run_up_for_some_minutes(
    with_storms: int,  # noqa: ARG001 - it takes minutes
    kubernetes: KubernetesCluster,
    es9: Node,
    reindexes: Reindexes,
) -> None:
    fill(es9.client, "stranded", numbered(4000), shards=2)
    with another_node(kubernetes) as node:
        spec = es9.slow("stranded", slices=2, requestsPerSecond=100, dest_opType="create")
        reindexes.apply("stranded", spec | {"podTemplate": {"topologySpreadConstraints": [SPREAD]}})
        reindexes.until("stranded", lambda status: copying(status) and len(reindexes.pods("stranded")) == 2, what="copying in both pods")
        chosen = ("-n", reindexes.namespace, "-l", "app.kubernetes.io/component=copy", "--field-selector", f"spec.nodeName={node.name}")
        assert len(reindexes.kubectl("get", "pods", *chosen, "-o", "name").split()) == 1
        node.end()
        # As the node controller does, later.
        reindexes.kubectl("delete", "pods", *chosen, "--grace-period=1", "--wait=false")
        until = (OVERDUE + timedelta(seconds=60)).total_seconds()
        told = reindexes.until("stranded", lambda status: bool(condition(status, "Degraded")), what="degraded", timeout=until)
        assert condition(told, "Degraded")["reason"] == "NodeLost"
        status = reindexes.ended("stranded", timeout=(GIVEN_UP + timedelta(seconds=150)).total_seconds())
    assert (status["phase"], status["response"]["created"], status["response"]["versionConflicts"]) == ("Succeeded", 4000, 0)
    assert contents(es9.client, "stranded-copy") == dict(numbered(4000))


def test_a_source_that_changes_while_the_run_is_paused_is_caught_up(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "moving", numbered(1000), shards=2)
    reindexes.apply("moving", es9.slow("moving", slices=3, source_size=40, dest_opType="create"))
    reindexes.copying("moving")
    reindexes.patch("moving", {"suspend": True})
    reindexes.until("moving", lambda status: status.get("phase") == "Suspended", what="suspended")
    changed = [(f"doc-{number}", {"n": number, "changed": True}) for number in range(0, 1000, 9)]
    operations = [line for key, source in changed for line in ({"index": {"_id": key}}, source)]
    assert not es9.client.bulk(index="moving", operations=operations, refresh=True)["errors"]
    reindexes.let_go("moving", suspend=False)
    status = reindexes.ended("moving")
    assert (status["phase"], status["response"]["created"], status["response"]["versionConflicts"]) == ("Succeeded", 1000, 0)
    assert contents(es9.client, "moving-copy") == dict(numbered(1000)) | dict(changed)
    assert open_contexts(es9.client) == 0
