"""Several replicas, of which one is at work; and a limit on how many runs are at work at once."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import ROOT, Node, OperatorProcess
from tests.integration.support import Reindexes, condition, fill, numbered

FAILOVER_SECONDS = 20


@pytest.fixture
def replicas(kubernetes: Any, operator: OperatorProcess, namespace: str, tmp_path: Path) -> Iterator[list[OperatorProcess]]:
    """Two of them beside each other, which serve this namespace alone and let two runs be at work; the session's own operator pauses."""
    operator.end()
    found = [
        OperatorProcess(
            Path(kubernetes.kubeconfig),
            tmp_path / f"{name}.log",
            WATCH_NAMESPACES=namespace,
            LEADER_ELECTION="true",
            LEASE_NAME="operator",
            POD_NAME=name,
            POD_NAMESPACE=namespace,
            MAX_CONCURRENT="2",
        )
        for name in ("replica-0", "replica-1")
    ]
    kubernetes.kubectl("apply", "--server-side", "-f", str(ROOT / "crds"))
    for process in found:
        process.start()
    yield found
    for process in found:
        process.end()
    operator.start()


def leads(process: OperatorProcess) -> bool:
    try:
        return "reindex_operator_leader 1.0" in process.metrics()
    except OSError:
        return False


def test_a_standby_takes_over_when_the_leader_is_killed_and_only_so_many_runs_are_at_work(
    es9: Node, kubernetes: Any, namespace: str, replicas: list[OperatorProcess], eventually: Callable[..., None]
) -> None:
    reindexes = Reindexes(kubernetes.kubectl, namespace)
    eventually(lambda: any(map(leads, replicas)), "one leads", timeout=40)
    leader, standby = sorted(replicas, key=leads, reverse=True)
    assert (leads(leader), leads(standby)) == (True, False)
    fill(es9.client, "guarded", numbered(1500))
    for number in range(3):
        reindexes.apply(f"run-{number}", es9.slow("guarded", dest_index=f"guarded-{number}"))
    status = reindexes.until("run-2", lambda status: status.get("phase") == "Queued", what="queued")
    assert (condition(status, "Succeeded")["reason"], condition(status, "Reconciling")["status"]) == ("Queued", "True")
    assert "startTime" not in status
    reindexes.until("run-0", lambda status: status.get("phase") == "Copying", what="copying")
    leader.end(signal.SIGKILL)
    eventually(lambda: leads(standby), "the standby leads", timeout=FAILOVER_SECONDS)
    assert [reindexes.get(f"run-{number}")["status"]["phase"] for number in range(3)] == ["Copying", "Copying", "Queued"]
    leader.start()
    for number in range(3):
        reindexes.let_go(f"run-{number}")
    statuses = [reindexes.ended(f"run-{number}") for number in range(3)]
    assert [(status["phase"], status["response"]["created"]) for status in statuses] == [("Succeeded", 1500)] * 3
    made = kubernetes.kubectl("get", "jobs", "-n", namespace, "-o", "name").split()
    assert len(made) == 9, made
    assert not leads(leader)
    standby.end()
    eventually(lambda: leads(leader), "the lead was given back", timeout=8)
