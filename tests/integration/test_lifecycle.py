"""A run from its beginning to what is left of it; the operator is killed and comes back."""

import signal
from collections.abc import Callable

from tests.integration.conftest import ROOT, Node, OperatorProcess
from tests.integration.support import Reindexes, condition, contents, copying, fill, numbered, open_contexts

CRD = "reindexes.reindex.dev"


def test_pods_whose_mailbox_is_gone_leave_no_search_context_open(
    es9: Node, reindexes: Reindexes, operator: OperatorProcess, eventually: Callable[..., None]
) -> None:
    """The garbage collector may take the mailbox before the pods; a slice that had none yet is nobody's to close."""
    fill(es9.client, "robbed", numbered(3000), shards=3)
    reindexes.apply("robbed", es9.slow("robbed", slices=3, parallelism=1))
    reindexes.copying("robbed")
    assert open_contexts(es9.client) > 0
    operator.end(signal.SIGKILL)
    [mailbox] = [child for child in reindexes.children("robbed") if child.startswith("configmap/")]
    reindexes.kubectl("delete", mailbox, "-n", reindexes.namespace)
    eventually(lambda: open_contexts(es9.client) == 0, "no search context is open")
    operator.start()
    status = reindexes.ended("robbed")
    assert condition(status, "Succeeded")["reason"] == "CheckpointsLost"


def test_operator_killed_while_copying(es9: Node, reindexes: Reindexes, operator: OperatorProcess) -> None:
    fill(es9.client, "orphaned", numbered(1500), shards=2)
    reindexes.apply("orphaned", es9.slow("orphaned", slices=2))
    reindexes.copying("orphaned")
    operator.end(signal.SIGKILL)
    operator.start()
    reindexes.let_go("orphaned")
    status = reindexes.ended("orphaned")
    assert status["phase"] == "Succeeded"
    assert status["response"]["created"] == 1500
    assert contents(es9.client, "orphaned-copy") == dict(numbered(1500))


def test_operator_killed_at_many_moments(es9: Node, reindexes: Reindexes, operator: OperatorProcess) -> None:
    fill(es9.client, "restless", numbered(600))
    reindexes.apply("restless", es9.slow("restless", requestsPerSecond=300))
    for _ in range(4):
        operator.end(signal.SIGKILL)
        operator.start()
        try:
            reindexes.until("restless", lambda status: status.get("phase") == "Succeeded", what="done", timeout=1.5)
            break
        except AssertionError:
            continue
    status = reindexes.ended("restless")
    assert (status["phase"], status["response"]["created"]) == ("Succeeded", 600)


def test_the_operator_serves_a_definition_that_comes_after_it_and_ends_with_one_that_goes(
    es9: Node, reindexes: Reindexes, operator: OperatorProcess, eventually: Callable[..., None]
) -> None:
    def define() -> None:
        reindexes.kubectl("apply", "--server-side", "-f", str(ROOT / "crds"))
        reindexes.kubectl("wait", "--for=condition=Established", f"crd/{CRD}", "--timeout=20s")

    fill(es9.client, "early", numbered(10))
    operator.end()
    reindexes.kubectl("delete", "crd", CRD)
    before = len(operator.log)
    try:
        operator.start()
        eventually(lambda: "listing Reindex: " in operator.log[before:], "it looks for objects")
        define()
        assert reindexes.run("early", es9.spec("early", "early-copy"))["phase"] == "Succeeded"
        reindexes.kubectl("delete", "crd", CRD)
        eventually(lambda: not operator.alive, "it has ended, to be started again")
    finally:
        define()
        operator.end()
        operator.start()


def test_ttl_removes_the_children_but_not_the_object(es9: Node, reindexes: Reindexes, eventually: Callable[..., None]) -> None:
    fill(es9.client, "tidied", numbered(10))
    reindexes.run("tidied", es9.spec("tidied", "tidied-copy", ttlSecondsAfterFinished=1))
    eventually(lambda: not reindexes.children("tidied"), "no child is left")
    assert reindexes.get("tidied")["status"]["response"]["created"] == 10


def test_a_finished_run_is_left_alone(es9: Node, reindexes: Reindexes, operator: OperatorProcess) -> None:
    fill(es9.client, "over", numbered(10))
    before = reindexes.run("over", es9.spec("over", "over-copy"))
    operator.end()
    operator.start()
    reindexes.patch("over", {"parallelism": 3})
    after = reindexes.until(
        "over", lambda status: status["observedGeneration"] == reindexes.get("over")["metadata"]["generation"], what="seen"
    )
    assert after["response"] == before["response"]
    assert after["completionTime"] == before["completionTime"]


def test_many_at_once(es9: Node, reindexes: Reindexes) -> None:
    fill(es9.client, "popular", numbered(200))
    names = [f"many-{number}" for number in range(8)]
    for name in names:
        reindexes.apply(name, es9.spec("popular", f"popular-{name}"))
    assert [reindexes.ended(name)["response"]["created"] for name in names] == [200] * 8


def test_documents_that_failed_are_tried_again_by_another_attempt(es9: Node, reindexes: Reindexes) -> None:
    documents = list(numbered(1000))
    fill(es9.client, "mistaken", [*documents[:500], ("odd", {"n": 1, "unforeseen": True}), *documents[500:]])
    fill(es9.client, "mistaken-copy", documents[:1], **{"mapping.total_fields.limit": 4})
    status = reindexes.run("mistaken", es9.spec("mistaken", "mistaken-copy", source_size=100, podTemplate={"labels": {"try": "one"}}))
    assert (status["phase"], status["failureCount"], condition(status, "Succeeded")["reason"]) == ("Failed", 1, "DocumentsFailed")
    assert status["response"]["created"] < 1000
    es9.client.indices.put_settings(index="mistaken-copy", settings={"index.mapping.total_fields.limit": 10})
    reindexes.patch("mistaken", {"attempt": 2, "podTemplate": {"labels": {"try": "two"}}})
    status = reindexes.until("mistaken", lambda status: status.get("phase") == "Succeeded", what="done")
    assert (status["response"]["created"], status["response"]["updated"], status["failureCount"]) == (1000, 1, 0)
    assert reindexes.kubectl("get", "pods", "-n", reindexes.namespace, "-l", "try=two", "-o", "name").strip()


def test_another_run_id_runs_other_work_from_the_start(es9: Node, reindexes: Reindexes, eventually: Callable[..., None]) -> None:
    fill(es9.client, "monday", numbered(50))
    fill(es9.client, "tuesday", numbered(3000))
    reindexes.run("daily", es9.spec("monday", "daily-copy", runId="monday"))
    first = set(reindexes.children("daily"))
    reindexes.patch("daily", {"runId": "tuesday", "source": {"index": ["tuesday"], "size": 50}, "requestsPerSecond": 20})
    status = reindexes.until("daily", lambda status: status.get("runId") == "tuesday" and copying(status), what="copying the other")
    assert status["response"]["total"] == 3000
    eventually(lambda: not first & set(reindexes.children("daily")), "nothing is left of the first run")
    reindexes.let_go("daily", runId="monday-again", source={"index": ["monday"], "size": None})
    status = reindexes.until(
        "daily", lambda status: status.get("runId") == "monday-again" and status.get("phase") == "Succeeded", what="done"
    )
    assert (status["response"]["total"], status["response"]["updated"] + status["response"]["created"]) == (50, 50)
    eventually(lambda: open_contexts(es9.client) == 0, "no search context is open")
