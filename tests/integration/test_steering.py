"""A run is paused, resumed, slowed, hastened, widened, narrowed, cancelled and deleted while it works."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lab.cluster import KubernetesCluster
from reindex_operator import mailbox
from reindex_operator.engine.books import SAVE_EVERY
from reindex_operator.engine.checkpoint import Checkpoint
from tests.integration.conftest import Node, OperatorProcess
from tests.integration.support import Reindexes, condition, contents, copying, fill, numbered, open_contexts

SOON = 5.0
"""Seconds within which what steers a run takes effect (docs/how-to/throttling.md)."""
TELLING = SOON - SAVE_EVERY
"""How many of them are the operator's, to tell the slices: each hears it with its next checkpoint."""
TRIES = 3
"""What else a machine does only ever makes a try longer, so the shortest is asked for; a delay of the product's own would be in each."""


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
    reindexes.apply("paused", es9.slow("paused", slices=2, dest_opType="create"))
    reindexes.copying("paused")
    assert (len(reindexes.pods("paused")), open_contexts(es9.client)) == (2, 2)
    reindexes.patch("paused", {"suspend": True})
    reindexes.until("paused", lambda status: status.get("phase") == "Suspended", what="suspended")
    eventually(lambda: not reindexes.pods("paused"), "no pod is left")
    assert open_contexts(es9.client) == 0
    there = stays(es9, "paused-copy")
    assert 0 < there < 2000
    reindexes.until("paused", lambda status: status["response"]["created"] == there, what="as far as it came", timeout=5)
    reindexes.let_go("paused", suspend=False)
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


def test_another_secret_is_used_by_the_steps_that_start_later(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "rotated", numbered(500))

    def cluster(secret: str) -> dict[str, Any]:
        return es9.cluster | {"auth": {"secretName": secret, "allowPlainHttp": True}}

    spec = es9.slow("rotated", refresh=True) | {"cluster": cluster("first")}
    basic = {"username": "elastic", "password": "planted"}
    reindexes.apply("rotated", spec, secrets={"first": basic, "second": basic})
    reindexes.copying("rotated")
    reindexes.let_go("rotated", cluster=cluster("second"))
    status = reindexes.ended("rotated")
    assert (status["phase"], status["response"]["created"]) == ("Succeeded", 500), status


@pytest.fixture(params=["UPDATE"])
def frozen_jobs(request: pytest.FixtureRequest, kubernetes: KubernetesCluster, namespace: str) -> Iterator[Callable[[], None]]:
    """A policy that lets nobody change a Job of this namespace, or do what else is asked for (``CREATE``); called, it is gone."""
    name = f"frozen-jobs-{namespace}"
    rule = {"apiGroups": ["batch"], "apiVersions": ["v1"], "operations": [request.param], "resources": ["jobs"]}
    here = {"matchLabels": {"kubernetes.io/metadata.name": namespace}}
    validation = {"expression": "false", "message": "Jobs of this namespace are frozen"}
    policy = {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy", "metadata": {"name": name}}
    binding = policy | {"kind": "ValidatingAdmissionPolicyBinding"}
    kubernetes.apply(policy | {"spec": {"matchConstraints": {"resourceRules": [rule]}, "validations": [validation]}})
    kubernetes.apply(binding | {"spec": {"policyName": name, "validationActions": ["Deny"], "matchResources": {"namespaceSelector": here}}})

    def lift() -> None:
        kinds = "validatingadmissionpolicybindings,validatingadmissionpolicies"
        kubernetes.kubectl("delete", kinds, name, "--ignore-not-found")

    yield lift
    lift()


def test_a_pause_that_a_policy_forbids_is_said_and_carried_out_when_it_may_be(
    es9: Node, reindexes: Reindexes, frozen_jobs: Callable[[], None]
) -> None:
    fill(es9.client, "frozen", numbered(1000))
    reindexes.apply("frozen", es9.slow("frozen"))
    reindexes.copying("frozen")
    reindexes.patch("frozen", {"suspend": True})
    status = reindexes.until("frozen", lambda status: bool(condition(status, "Degraded")), what="degraded")
    assert "can not change the Job" in condition(status, "Degraded")["message"]
    assert "Jobs of this namespace are frozen" in condition(status, "Degraded")["message"]
    time.sleep(SOON)  # the slices are told by their mailbox all the same
    assert 0 < stays(es9, "frozen-copy") < 1000
    frozen_jobs()
    status = reindexes.until("frozen", lambda status: status["phase"] == "Suspended", what="suspended")
    assert not condition(status, "Degraded")
    reindexes.let_go("frozen", suspend=False)
    assert reindexes.ended("frozen")["response"]["created"] == 1000


@pytest.mark.parametrize("frozen_jobs", ["CREATE"], indirect=True)
def test_a_job_that_a_policy_forbids_is_waited_for(es9: Node, reindexes: Reindexes, frozen_jobs: Callable[[], None]) -> None:
    fill(es9.client, "forbidden", numbered(10))
    reindexes.apply("forbidden", es9.spec("forbidden", "forbidden-copy"))
    status = reindexes.until("forbidden", lambda status: bool(condition(status, "Degraded")), what="degraded")
    said = condition(status, "Degraded")
    assert said["reason"] == "Forbidden"
    assert "Jobs of this namespace are frozen" in said["message"]
    frozen_jobs()
    assert reindexes.ended("forbidden")["response"]["created"] == 10


def limit(data: dict[str, str]) -> float:
    """The limit of a slice that the operator asks for, in documents a second."""
    return mailbox.decode(data[mailbox.CONTROL], mailbox.Control).requests_per_second


def limits(data: dict[str, str], slices: int) -> list[float]:
    """The limits of documents a second that the slices' checkpoints say they keep to."""
    return [mailbox.decode(data[mailbox.slice_key(number)], Checkpoint).requests_per_second for number in range(slices)]


def test_a_changed_rate_reaches_the_pods_that_are_at_work(es9: Node, reindexes: Reindexes, eventually: Callable[..., None]) -> None:
    fill(es9.client, "hurried", numbered(6000), shards=2)
    # A batch of 50 documents is followed by a rest of 50 seconds: whoever sat it out would be seen.
    reindexes.apply("hurried", es9.slow("hurried", slices=2, requestsPerSecond=2))
    reindexes.until("hurried", lambda status: copying(status) and len(reindexes.pods("hurried")) == 2, what="copying in both pods")
    pods, before = reindexes.pods("hurried"), count(es9, "hurried-copy")
    reindexes.patch("hurried", {"requestsPerSecond": 400})
    reindexes.until("hurried", lambda _: count(es9, "hurried-copy") > before + 200, what="faster")
    eventually(lambda: limits(reindexes.mailbox("hurried")["data"], 2) == [200.0, 200.0], "both slices say that they are faster")
    assert reindexes.pods("hurried") == pods
    reindexes.patch("hurried", {"requestsPerSecond": 2})
    eventually(lambda: limits(reindexes.mailbox("hurried")["data"], 2) == [1.0, 1.0], "both slices say that they are slower")
    reindexes.until("hurried", lambda _: stays(es9, "hurried-copy") > 0, what="slower")
    assert reindexes.pods("hurried") == pods
    reindexes.let_go("hurried")
    status = reindexes.ended("hurried")
    assert (status["response"]["created"], status["response"]["updated"]) == (6000, 0)
    assert status["response"]["throttledMillis"] > 0


def test_a_changed_rate_is_told_at_once_and_heard_with_the_next_checkpoint(
    operator: OperatorProcess, es9: Node, reindexes: Reindexes, eventually: Callable[..., None]
) -> None:
    fill(es9.client, "told", numbered(900), shards=2)
    reindexes.apply("told", es9.slow("told", slices=2, requestsPerSecond=2))
    reindexes.until("told", lambda status: copying(status) and len(reindexes.pods("told")) == 2, what="copying in both pods")
    told_within: list[float] = []
    for rate in (4.0, 6.0, 2.0):
        box = reindexes.mailbox("told")
        old, new = limit(box["data"]), rate / 2
        reindexes.patch("told", {"requestsPerSecond": rate})
        patched = time.time()
        eventually(lambda new=new: limits(reindexes.mailbox("told")["data"], 2) == [new, new], "both slices keep to it", timeout=40)
        seen = reindexes.history(box)
        first = next(at for at, data in enumerate(seen) if limit(data) == new)
        for number in range(2):
            texts = list(dict.fromkeys(data[mailbox.slice_key(number)] for data in seen[first:]))
            said = [mailbox.decode(text, Checkpoint).requests_per_second for text in texts]
            # What was there already; the checkpoint whose answer told it; and every one after that.
            assert said[:3] == [old, old, new], (
                f"slice {number} kept to {said} a second in its checkpoints from the change of the mailbox on"
            )
        told_within.append(operator.said(f"patched ConfigMap {reindexes.namespace}/") - patched)
    assert min(told_within) < TELLING, told_within
    reindexes.let_go("told")
    assert reindexes.ended("told")["response"]["created"] == 900


def at_work(reindexes: Reindexes, name: str) -> int:
    """How many pods own a slice: they hear what they are told, which a process that only loads may not."""
    data = reindexes.mailbox(name)["data"]
    slices = [text for number in range(3) if (text := data.get(mailbox.slice_key(number)))]
    return len({mailbox.decode(text, Checkpoint).owner for text in slices} & reindexes.pods(name).keys())


def test_parallelism_is_changed_while_it_runs(es9: Node, reindexes: Reindexes, eventually: Callable[..., None]) -> None:
    fill(es9.client, "widened", numbered(6000), shards=3)
    reindexes.apply("widened", es9.slow("widened", slices=3, parallelism=1))
    reindexes.copying("widened")
    first = reindexes.pods("widened")
    assert len(first) == 1
    widened: list[float] = []
    narrowed: list[float] = []
    for _ in range(TRIES):
        for width, seconds in ((3, widened), (1, narrowed)):
            reindexes.patch("widened", {"parallelism": width})
            began = time.monotonic()
            eventually(lambda width=width: len(reindexes.pods("widened")) == width, f"{width} at a time", timeout=40)
            seconds.append(time.monotonic() - began)
            eventually(lambda width=width: at_work(reindexes, "widened") == width, f"{width} at work", timeout=40)
            if not narrowed:
                assert first.keys() <= reindexes.pods("widened").keys()
    assert (min(widened) < SOON, min(narrowed) < SOON) == (True, True), (widened, narrowed)
    reindexes.let_go("widened", parallelism=2)
    status = reindexes.ended("widened")
    assert (status["phase"], status["response"]["created"], status["response"]["updated"]) == ("Succeeded", 6000, 0)
    assert contents(es9.client, "widened-copy") == dict(numbered(6000))


def test_cancelled_while_copying_keeps_its_counters_and_goes_on_by_another_attempt(
    es9: Node, reindexes: Reindexes, eventually: Callable[..., None]
) -> None:
    fill(es9.client, "revoked", numbered(3000), shards=2)
    reindexes.apply("revoked", es9.slow("revoked", slices=2))
    reindexes.copying("revoked")
    reindexes.patch("revoked", {"cancel": True})
    status = reindexes.until("revoked", lambda status: status.get("phase") == "Cancelled", what="cancelled", timeout=15)
    es9.client.indices.refresh(index="revoked-copy")
    assert 0 < status["response"]["created"] == es9.client.count(index="revoked-copy")["count"] < 3000
    assert status["response"]["canceled"] == "by user request"
    assert (condition(status, "Succeeded")["reason"], condition(status, "Finished")["status"]) == ("Cancelled", "True")
    eventually(lambda: open_contexts(es9.client) == 0, "no search context is open")
    reindexes.let_go("revoked", cancel=None, attempt=2)
    status = reindexes.until("revoked", lambda status: status.get("phase") == "Succeeded", what="done")
    assert (status["attempt"], status["response"]["created"], status["response"]["updated"]) == (2, 3000, 0)
    assert contents(es9.client, "revoked-copy") == dict(numbered(3000))


@pytest.mark.parametrize("parallelism", [3, 1])
def test_deleted_while_copying_it_stops_and_leaves_nothing(
    es9: Node, reindexes: Reindexes, eventually: Callable[..., None], parallelism: int
) -> None:
    """Nothing of the slices that never had a pod either."""
    fill(es9.client, "deleted", numbered(3000), shards=3)  # a garbage collector that has just begun takes half a minute
    es9.client.options(ignore_status=404).indices.delete(index="deleted-copy")
    reindexes.apply("deleted", es9.slow("deleted", slices=3, parallelism=parallelism))
    reindexes.copying("deleted")
    assert reindexes.children("deleted")
    reindexes.delete("deleted")
    eventually(lambda: not reindexes.children("deleted"), "no child is left", timeout=60)
    eventually(lambda: open_contexts(es9.client) == 0, "no search context is open")
    assert 0 < stays(es9, "deleted-copy") < 3000


def test_a_namespace_that_is_deleted_with_a_run_at_work_goes(
    kubernetes: KubernetesCluster, es9: Node, reindexes: Reindexes, eventually: Callable[..., None]
) -> None:
    fill(es9.client, "swept", numbered(3000), shards=2)
    reindexes.apply("swept", es9.slow("swept", slices=2))
    reindexes.copying("swept")
    kubernetes.delete_namespace(reindexes.namespace)
    eventually(lambda: not kubernetes.kubectl("get", "namespace", reindexes.namespace, "--ignore-not-found"), "it is gone", timeout=60)
    assert open_contexts(es9.client) == 0
