"""A run is paused, resumed, slowed, hastened, widened, narrowed, cancelled and deleted while it works."""

import time
from collections.abc import Callable

import pytest

from lab.cluster import KubernetesCluster
from tests.integration.conftest import Node
from tests.integration.support import Reindexes, condition, contents, copying, fill, numbered, open_contexts

pytestmark = pytest.mark.timeout(120)

SOON = 5.0
"""Seconds within which what steers a run takes effect, on a machine that does nothing else."""
LOADED = 6
"""How much longer it may take on a machine that does."""


def count(node: Node, index: str) -> int:
    """Documents that are there."""
    node.client.indices.refresh(index=index)
    return int(node.client.count(index=index)["count"])


def stays(node: Node, index: str) -> int:
    """Documents that are there, of which there are no more a while later."""
    found = count(node, index)
    time.sleep(2)
    assert count(node, index) == found
    return found


def test_suspended_while_copying_it_holds_nothing_and_goes_on_where_it_was(
    es9: Node, reindexes: Reindexes, eventually: Callable[..., None]
) -> None:
    fill(es9.client, "paused", numbered(2000), shards=2)
    reindexes.apply("paused", es9.slow("paused", slices=2, requestsPerSecond=300, dest_opType="create"))
    reindexes.until("paused", copying, what="copying")
    assert (len(reindexes.pods("paused")), open_contexts(es9.client)) == (2, 2)
    reindexes.patch("paused", {"suspend": True})
    reindexes.until("paused", lambda status: status.get("phase") == "Suspended", what="suspended")
    eventually(lambda: not reindexes.pods("paused"), "no pod is left")
    assert open_contexts(es9.client) == 0
    there = stays(es9, "paused-copy")
    assert 0 < there < 2000
    reindexes.until("paused", lambda status: status["response"]["created"] == there, what="as far as it came", timeout=5)
    reindexes.patch("paused", {"suspend": False, "requestsPerSecond": -1})
    status = reindexes.ended("paused")
    response = status["response"]
    assert (status["phase"], response["created"], response["updated"], response["versionConflicts"]) == ("Succeeded", 2000, 0, 0)
    assert contents(es9.client, "paused-copy") == dict(numbered(2000))
    assert open_contexts(es9.client) == 0


def test_suspended_from_the_start_and_resumed(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "waiting", numbered(100))
    reindexes.apply("waiting", es9.spec("waiting", "waiting-copy", suspend=True))
    status = reindexes.until("waiting", lambda status: status.get("phase") == "Suspended", what="suspended")
    assert condition(status, "Succeeded")["status"] == "Unknown"
    reindexes.patch("waiting", {"suspend": False})
    assert reindexes.ended("waiting")["response"]["created"] == 100


def test_a_changed_rate_reaches_the_pods_that_are_at_work(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "hurried", numbered(3000), shards=2)
    # A batch of 50 documents is followed by a rest of 50 seconds: whoever sat it out would be seen.
    reindexes.apply("hurried", es9.slow("hurried", slices=2, requestsPerSecond=2))
    reindexes.until("hurried", lambda status: copying(status) and len(reindexes.pods("hurried")) == 2, what="copying in both pods")
    pods = reindexes.pods("hurried")
    reindexes.patch("hurried", {"requestsPerSecond": 400})
    before = count(es9, "hurried-copy")
    reindexes.until("hurried", lambda _: count(es9, "hurried-copy") > before + 200, what="faster", timeout=SOON * LOADED)
    assert reindexes.pods("hurried") == pods
    reindexes.patch("hurried", {"requestsPerSecond": 2})
    time.sleep(SOON)
    reindexes.until("hurried", lambda _: stays(es9, "hurried-copy") > 0, what="slower")
    assert reindexes.pods("hurried") == pods
    reindexes.patch("hurried", {"requestsPerSecond": -1})
    status = reindexes.ended("hurried")
    assert (status["response"]["created"], status["response"]["updated"]) == (3000, 0)
    assert status["response"]["throttledMillis"] > 0


def test_parallelism_is_changed_while_it_runs(es9: Node, reindexes: Reindexes, eventually: Callable[..., None]) -> None:
    fill(es9.client, "widened", numbered(1200), shards=3)
    reindexes.apply("widened", es9.slow("widened", slices=3, parallelism=1, requestsPerSecond=60))
    reindexes.until("widened", copying, what="copying")
    first = reindexes.pods("widened")
    assert len(first) == 1
    reindexes.patch("widened", {"parallelism": 3})
    eventually(lambda: len(reindexes.pods("widened")) == 3, "three at a time", timeout=SOON * LOADED)
    assert first.keys() <= reindexes.pods("widened").keys()
    reindexes.patch("widened", {"parallelism": 1})
    eventually(lambda: len(reindexes.pods("widened")) == 1, "one at a time", timeout=SOON * LOADED)
    reindexes.patch("widened", {"parallelism": 2, "requestsPerSecond": -1})
    status = reindexes.ended("widened")
    assert (status["phase"], status["response"]["created"], status["response"]["updated"]) == ("Succeeded", 1200, 0)
    assert contents(es9.client, "widened-copy") == dict(numbered(1200))


def test_cancelled_while_copying_keeps_its_counters_and_goes_on_by_another_attempt(
    es9: Node, reindexes: Reindexes, eventually: Callable[..., None]
) -> None:
    fill(es9.client, "revoked", numbered(3000), shards=2)
    reindexes.apply("revoked", es9.slow("revoked", slices=2, requestsPerSecond=400))
    reindexes.until("revoked", copying, what="copying")
    reindexes.patch("revoked", {"cancel": True})
    status = reindexes.until("revoked", lambda status: status.get("phase") == "Cancelled", what="cancelled", timeout=15)
    es9.client.indices.refresh(index="revoked-copy")
    assert 0 < status["response"]["created"] == es9.client.count(index="revoked-copy")["count"] < 3000
    assert status["response"]["canceled"] == "by user request"
    assert (condition(status, "Succeeded")["reason"], condition(status, "Finished")["status"]) == ("Cancelled", "True")
    eventually(lambda: open_contexts(es9.client) == 0, "no search context is open")
    reindexes.patch("revoked", {"cancel": None, "attempt": 2, "requestsPerSecond": -1})
    status = reindexes.until("revoked", lambda status: status.get("phase") == "Succeeded", what="done")
    assert (status["attempt"], status["response"]["created"], status["response"]["updated"]) == (2, 3000, 0)
    assert contents(es9.client, "revoked-copy") == dict(numbered(3000))


def test_deleted_while_copying_it_stops_and_leaves_nothing(es9: Node, reindexes: Reindexes, eventually: Callable[..., None]) -> None:
    fill(es9.client, "deleted", numbered(3000), shards=2)
    reindexes.apply("deleted", es9.slow("deleted", slices=2))
    reindexes.until("deleted", copying, what="copying")
    assert reindexes.children("deleted")
    reindexes.delete("deleted")
    eventually(lambda: not reindexes.children("deleted"), "no child is left")
    eventually(lambda: open_contexts(es9.client) == 0, "no search context is open", timeout=SOON * LOADED)
    assert 0 < stays(es9, "deleted-copy") < 3000


def test_a_namespace_that_is_deleted_with_a_run_at_work_goes(
    kubernetes: KubernetesCluster, es9: Node, reindexes: Reindexes, eventually: Callable[..., None]
) -> None:
    fill(es9.client, "swept", numbered(3000), shards=2)
    reindexes.apply("swept", es9.slow("swept", slices=2))
    reindexes.until("swept", copying, what="copying")
    kubernetes.delete_namespace(reindexes.namespace)
    eventually(lambda: not kubernetes.kubectl("get", "namespace", reindexes.namespace, "--ignore-not-found"), "it is gone", timeout=60)
    assert open_contexts(es9.client) == 0
