"""One run after another, and another attempt at one that failed."""

from datetime import timedelta
from typing import Any

import pytest

from reindex_operator import mailbox
from reindex_operator.controller import runs
from reindex_operator.controller.decision import Decision, Target
from reindex_operator.controller.observed import Mailbox, Observed, read_mailbox
from reindex_operator.controller.reconcile import decide
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Cursor, Ending, Failure, Mark
from tests.unit.controller.build import NOW, SETTINGS, box, checkpoint, job, plan, reindex, stamp


def run(thing: dict[str, Any], observed: Observed | None = None, after: float = 0) -> Decision:
    return decide(thing, observed or Observed(), SETTINGS, NOW + timedelta(seconds=after))


def said(decision: Decision) -> dict[str, Any]:
    assert decision.status is not None
    return decision.status


def succeeded(decision: Decision) -> dict[str, Any]:
    return next(each for each in said(decision)["conditions"] if each["type"] == "Succeeded")


def jobs_made(decision: Decision) -> list[str]:
    return [thing["metadata"]["name"] for thing in decision.create if thing["kind"] == "Job"]


FAILED_CHECKPOINT = Checkpoint(
    0,
    state="Failed",
    owner="pod-1",
    cursor=Cursor(0, 60),
    horizon=Cursor(0, 5000),
    counters=Counters(created=55, failed=5, batches=6, bulk_retries=3),
    failures=[Failure(400, {"type": "mapper_parsing_exception"}, "b", "51")],
    mark=Mark(Cursor(0, 50), Counters(created=50, batches=5)),
    ending=Ending("DocumentsFailed", "5 documents failed"),
)
BOX = box(plan(1), FAILED_CHECKPOINT)


def failed(**spec: Any) -> dict[str, Any]:
    """An object whose only attempt failed."""
    job_failed = job("copy", ("Failed", "PodFailurePolicy"))
    status = said(run(reindex({"phase": "Copying", "startTime": stamp(-60), "attempt": 1}), Observed({"copy": job_failed}, BOX)))
    assert status["phase"] == "Failed"
    return reindex(status, **spec)


FAILED_JOBS: Any = {"copy": job("copy", ("Failed", "PodFailurePolicy"))}


def test_a_failed_run_stays_as_it_is_at_the_attempt_it_was_at() -> None:
    for spec in ({}, {"attempt": 1}):
        decision = run(failed(**spec), Observed(FAILED_JOBS, BOX))
        assert (said(decision)["phase"], decision.patches, decision.delete, decision.create) == ("Failed", (), (), ())


def test_a_run_that_is_over_asks_for_its_mailbox_only_where_more_is_asked_of_it() -> None:
    assert runs.settled(failed())
    assert not runs.settled(failed(attempt=2))
    assert not runs.settled(failed(runId="next"))
    assert not runs.settled(failed() | {"status": {}})


def test_another_attempt_unfinishes_the_run_then_readies_the_mailbox_then_makes_jobs() -> None:
    thing = failed(attempt=2)
    first = run(thing, Observed(FAILED_JOBS, BOX))
    assert (first.create, first.patches, first.delete) == ((), (), ())
    assert (said(first)["attempt"], said(first)["phase"], succeeded(first)["status"], succeeded(first)["reason"]) == (
        2,
        "Pending",
        "Unknown",
        "TakenUp",
    )
    assert "completionTime" not in said(first)
    assert (said(first)["response"]["created"], said(first)["failureCount"]) == (50, 0)
    thing["status"] = said(first)
    old = tuple(FAILED_JOBS.values())
    second = run(thing, Observed({}, BOX, old_jobs=old))
    assert (jobs_made(second), [target.name for target in second.delete]) == ([], [old[0]["metadata"]["name"]])
    [patch] = second.patches
    assert patch.target == Target.mailbox(thing)
    written = read_mailbox({"data": patch.body["data"]})
    assert written.checkpoints[0] == Checkpoint(
        0,
        state="Stopped",
        cursor=Cursor(0, 50),
        horizon=Cursor(0, 5000),
        counters=Counters(created=50, batches=6, bulk_retries=3),
    )
    assert written.control == mailbox.Control(attempt=2)
    thing["status"] = said(second)
    ready = Mailbox(written.control, BOX.prepared, written.checkpoints)
    third = run(thing, Observed({}, ready))
    assert (jobs_made(third), third.patches) == ([f"{Target.mailbox(thing).name}-copy-2"], ())


def test_the_mailbox_is_made_ready_once() -> None:
    once = runs.ready(BOX, 2)
    assert runs.ready(once, 2) == once
    assert runs.readied(once, 2, "{}") == {}


def test_a_refused_request_is_prepared_again_with_the_request_as_it_is_now() -> None:
    refused = Mailbox(mailbox.Control(), mailbox.Prepared(ending=Ending("Unauthorized", "401")), finished=None)
    texts = runs.readied(refused, 2, '{"now": 1}')
    assert texts == {mailbox.REQUEST: '{"now": 1}', mailbox.PLAN: None, mailbox.CONTROL: '{"attempt":2}'}


def test_another_attempt_waits_for_the_pods_of_the_last() -> None:
    decision = run(failed(attempt=2), Observed({"copy": job("copy", active=1)}, BOX))
    assert (decision.create, [patch.body for patch in decision.patches]) == ((), [{"spec": {"suspend": True}}])


@pytest.mark.parametrize("edit", [{"attempt": 2}, {"runId": "b"}])
def test_how_a_run_ended_is_not_said_of_a_generation_that_asks_for_another(edit: dict[str, Any]) -> None:
    busy = job("copy", active=1)
    assert run(failed(**edit), Observed({"copy": busy}, BOX, old_jobs=(busy,))).status is None


def test_an_attempt_without_checkpoints_says_what_would_help() -> None:
    thing = failed(attempt=2)
    decision = run(thing)
    assert (said(decision)["phase"], succeeded(decision)["reason"], said(decision)["attempt"]) == ("Failed", "CheckpointsLost", 2)
    assert "spec.runId" in succeeded(decision)["message"]
    assert said(decision)["response"] == thing["status"]["response"]
    thing["status"] = said(decision)
    assert said(run(thing)) == said(decision)


def test_one_that_succeeded_is_not_taken_up() -> None:
    done: Any = {"copy": job("copy", ("Complete", ""))}
    thing = reindex({"phase": "Copying", "startTime": stamp(-60), "attempt": 2}, attempt=2)
    thing["status"] = said(run(thing, Observed(done, box(plan(1), checkpoint(0, "Succeeded", 100)))))
    decision = run(thing | {"spec": thing["spec"] | {"attempt": 7}}, Observed(done, box(plan(1), checkpoint(0, "Succeeded", 100))))
    assert (said(decision)["phase"], said(decision)["attempt"]) == ("Succeeded", 2)


def test_another_run_id_after_the_end_starts_over_and_removes_what_was_left() -> None:
    thing = failed(runId="b")
    left = Target("v1", "ConfigMap", "shop", "box-of-before")
    decision = run(thing, Observed(old_jobs=tuple(FAILED_JOBS.values()), old_mailboxes=(left,)))
    assert jobs_made(decision) == [f"{Target.mailbox(thing).name}-prepare"]
    assert [target.kind for target in decision.delete] == ["Job", "RoleBinding", "Role", "ServiceAccount", "ConfigMap"]
    assert {target.name for target in decision.delete[1:]} == {"box-of-before"}
    status = said(decision)
    assert (status["phase"], status["runId"], status["startTime"]) == ("Preparing", "b", stamp())
    assert not {"response", "completionTime", "failureCount", "slices", "progress"} & status.keys()


def test_another_run_id_while_it_runs_stops_the_run_first() -> None:
    thing = reindex({"phase": "Copying", "startTime": stamp(-60), "attempt": 1, "response": {"created": 5}}, runId="b")
    decision = run(thing, Observed(old_jobs=(job("copy", active=2),), old_mailboxes=(Target.mailbox(reindex()),)))
    assert (decision.create, decision.delete) == ((), ())
    assert [patch.body for patch in decision.patches] == [{"spec": {"suspend": True}}]
    assert (said(decision)["phase"], succeeded(decision)["reason"], said(decision)["response"]) == (
        "Copying",
        "Restarting",
        {"created": 5},
    )
    assert "runId" not in said(decision)


@pytest.mark.parametrize("suspended", [False, True])
def test_cancel_stops_the_pods_first_and_keeps_the_counters(suspended: bool) -> None:
    thing = reindex({"phase": "Copying", "startTime": stamp(-60), "attempt": 1}, cancel=True, suspend=suspended)
    running = Observed({"copy": job("copy", active=1)}, box(plan(1), checkpoint(0, created=40)))
    first = run(thing, running)
    assert (succeeded(first)["status"], succeeded(first)["reason"]) == ("Unknown", "Cancelled")
    assert [patch.body for patch in first.patches] == [{"spec": {"suspend": True}}, {"data": {mailbox.CONTROL: '{"stop":true}'}}]
    stopped = job("copy", ("Suspended", ""))
    stopped["spec"]["suspend"] = True
    last = run(thing, Observed({"copy": stopped}, box(plan(1), checkpoint(0, "Stopped", created=40))))
    assert (said(last)["phase"], succeeded(last)["status"]) == ("Cancelled", "False")
    assert (said(last)["response"]["created"], said(last)["response"]["canceled"]) == (40, "by user request")
    thing["status"] = said(last)
    assert said(run(thing, Observed({"copy": stopped}))) == said(last)


def test_a_cancelled_run_is_taken_up_by_another_attempt() -> None:
    thing = reindex({"phase": "Copying", "startTime": stamp(-60), "attempt": 1}, cancel=True)
    copied = box(plan(1), checkpoint(0, "Stopped", created=40))
    thing["status"] = said(run(thing, Observed({}, copied)))
    thing["spec"] = {key: value for key, value in thing["spec"].items() if key != "cancel"} | {"attempt": 2}
    decision = run(thing, Observed({}, copied))
    assert (said(decision)["phase"], said(decision)["attempt"], said(decision)["response"]["created"]) == ("Pending", 2, 40)
    assert "canceled" not in said(decision)["response"]


def test_cancelled_before_it_began_nothing_is_made() -> None:
    decision = run(reindex(cancel=True))
    assert (said(decision)["phase"], decision.create) == ("Cancelled", ())


def test_what_is_all_done_is_not_cancelled() -> None:
    done: Any = {"copy": job("copy", ("Complete", ""))}
    decision = run(
        reindex({"phase": "Copying", "startTime": stamp(-60)}, cancel=True), Observed(done, box(plan(1), checkpoint(0, "Succeeded", 100)))
    )
    assert said(decision)["phase"] == "Succeeded"


def test_the_deadline_does_not_count_while_suspended_and_begins_anew() -> None:
    thing = reindex({"phase": "Copying", "startTime": stamp(-600), "activeSince": stamp(-50), "attempt": 1}, activeDeadlineSeconds=60)
    stopped = job("copy", ("Suspended", ""))
    stopped["spec"]["suspend"] = True
    paused = run(thing | {"spec": thing["spec"] | {"suspend": True}}, Observed({"copy": stopped}, box(plan(1))))
    assert (said(paused)["phase"], paused.requeue_after) == ("Suspended", None)
    assert "activeSince" not in said(paused)
    thing["status"] = said(paused)
    resumed = run(thing, Observed({"copy": stopped}, box(plan(1))), after=1000)
    assert (said(resumed)["phase"], said(resumed)["activeSince"]) == ("Copying", stamp(1000))
    thing["status"] = said(resumed)
    assert said(run(thing, Observed({"copy": stopped}, box(plan(1))), after=1059))["phase"] == "Copying"
    assert succeeded(run(thing, Observed({"copy": stopped}, box(plan(1))), after=1060))["reason"] == "DeadlineExceeded"
