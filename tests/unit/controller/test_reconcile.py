"""State and observation in, decision out."""

import dataclasses
import json
from datetime import timedelta
from typing import Any

import pytest

from reindex_operator import mailbox
from reindex_operator.controller import children
from reindex_operator.controller.decision import Decision, Target
from reindex_operator.controller.endings import CANCELLED
from reindex_operator.controller.jobs import Role
from reindex_operator.controller.observed import Mailbox, Observed, Refusal, Warned, needs_fresh_mailbox, read_mailbox
from reindex_operator.controller.obstacles import hopeful, obstacle, unexplained
from reindex_operator.controller.reconcile import decide
from reindex_operator.controller.stopping import STOP_GRACE
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Ending, Trouble
from tests.unit.controller.build import NOW, SETTINGS, box, checkpoint, job, plan, pod, reindex, stamp, terminated, waiting


def run(thing: dict[str, Any], observed: Observed | None = None, after: float = 0) -> Decision:
    return decide(thing, observed or Observed(), SETTINGS, NOW + timedelta(seconds=after))


def kinds(decision: Decision) -> list[str]:
    return [f"{thing['kind']}:{thing['metadata']['labels'].get('app.kubernetes.io/component', '')}" for thing in decision.create]


def condition(decision: Decision, kind: str = "Succeeded") -> dict[str, Any]:
    assert decision.status is not None
    return next(each for each in decision.status["conditions"] if each["type"] == kind)


def phase(decision: Decision) -> str:
    assert decision.status is not None
    return str(decision.status["phase"])


STOP = (Target.mailbox(reindex()).name, {"data": {mailbox.CONTROL: '{"stop":true}'}})
"""What tells the slices to end, beside their Job."""
STARTED = {"startTime": stamp(-60), "phase": "Copying", "observedGeneration": 1}
PREPARED = job("prepare", ("Complete", ""))


def test_a_new_object_gets_its_surroundings_and_prepare() -> None:
    decision = run(reindex())
    assert kinds(decision) == ["ServiceAccount:", "Role:", "RoleBinding:", "ConfigMap:", "Job:prepare"]
    assert phase(decision) == "Preparing"
    assert decision.status is not None
    assert decision.status["startTime"] == stamp()


def test_an_object_that_is_being_deleted_is_left_alone() -> None:
    thing = reindex()
    thing["metadata"]["deletionTimestamp"] = stamp()
    assert run(thing) == Decision()


def test_one_that_starts_suspended_makes_nothing_and_its_time_does_not_run() -> None:
    decision = run(reindex(suspend=True))
    assert (decision.create, phase(decision)) == ((), "Suspended")
    assert decision.status is not None
    assert "startTime" not in decision.status


def test_a_plan_leads_to_the_copy_whether_or_not_prepare_has_ended() -> None:
    decision = run(reindex(STARTED, requestsPerSecond=100, parallelism=2), Observed({"prepare": job("prepare", active=1)}, box(plan(4))))
    assert kinds(decision)[-1] == "Job:copy"
    assert decision.create[-1]["spec"]["completions"] == 4
    assert [patch.body for patch in decision.patches] == [{"data": {mailbox.CONTROL: '{"requests_per_second":50.0}'}}]


def test_what_is_there_already_is_not_made_again() -> None:
    decision = run(reindex(STARTED), Observed({"prepare": PREPARED, "copy": job("copy", slices=2, active=2)}, box(plan())))
    assert (decision.create, decision.patches, decision.delete, phase(decision)) == ((), (), (), "Copying")


ROTATED: dict[str, Any] = {"cluster": {"hosts": ["https://search:9200"], "auth": {"secretName": "rotated"}}}
FROZEN = children.request(reindex(cluster={"hosts": ["https://search:9200"], "auth": {"secretName": "first"}}))


def test_a_request_names_other_secrets_before_the_pods_that_get_them_are_made() -> None:
    stale = box(plan(), request=FROZEN)
    decision = run(reindex(STARTED, **ROTATED), Observed({"prepare": PREPARED}, stale))
    assert decision.create == ()
    assert decision.requeue_after == 0.1
    [patch] = decision.patches
    assert json.loads(patch.body["data"][mailbox.REQUEST]) == FROZEN | ROTATED
    decision = run(reindex(STARTED, **ROTATED), Observed({"prepare": PREPARED}, box(plan(), request=FROZEN | ROTATED)))
    assert (kinds(decision)[-1], decision.patches) == ("Job:copy", ())


def test_a_request_stays_as_it_is_under_pods_that_were_given_the_secrets_it_names() -> None:
    copy = job("copy", slices=2, active=2)
    decision = run(reindex(STARTED, **ROTATED), Observed({"prepare": PREPARED, "copy": copy}, box(plan(), request=FROZEN)))
    assert (decision.create, decision.patches) == ((), ())


DONE = (checkpoint(0, "Succeeded", 100), checkpoint(1, "Succeeded", 100))
COPIED = job("copy", ("Complete", ""), slices=2)


@pytest.mark.parametrize(
    ("observed", "expected", "made"),
    [
        (Observed({"copy": COPIED}, box(plan(), *DONE)), "Succeeded", []),
        (Observed({"copy": COPIED}, box(plan(finish=True), *DONE)), "Finishing", ["Job:finish"]),
        (Observed({"copy": COPIED, "finish": job("finish", ("Complete", ""))}, box(plan(finish=True), *DONE)), "Succeeded", []),
        (Observed({"prepare": PREPARED}, box(plan(0))), "Succeeded", []),
        (Observed({"prepare": PREPARED}, box(plan(0, finish=True))), "Finishing", ["Job:finish"]),
    ],
    ids=["copied", "copied, then finish", "finished", "nothing to copy", "nothing to copy, then finish"],
)
def test_the_way_to_success(observed: Observed, expected: str, made: list[str]) -> None:
    decision = run(reindex(STARTED), observed)
    assert phase(decision) == expected
    assert [kind for kind in kinds(decision) if kind.startswith("Job")] == made


FAILED = job("copy", ("Failed", "PodFailurePolicy"), slices=2)
TIRED = job("copy", ("Failed", "FailedIndexes"), slices=2)
CONFLICT = Ending("VersionConflict", "1 conflict so far")


@pytest.mark.parametrize(
    ("observed", "reason", "message"),
    [
        (
            Observed(
                {"prepare": job("prepare", ("Failed", "PodFailurePolicy"))},
                box(prepared=mailbox.Prepared(ending=Ending("SourceNotFound", "no such index [a]"))),
            ),
            "SourceNotFound",
            "no such index [a]",
        ),
        (
            Observed({"copy": FAILED}, box(plan(), checkpoint(0), checkpoint(1, "Failed", 5, CONFLICT))),
            "VersionConflict",
            "slice 1: 1 conflict so far",
        ),
        (Observed({"copy": FAILED}, box(plan(1), checkpoint(0, "Failed", 5, CONFLICT))), "VersionConflict", "1 conflict so far"),
        (
            Observed(
                {"copy": TIRED}, box(plan(), checkpoint(0)), (pod("copy", 0, age=9, **terminated(1, "Unreachable: no host answers")),)
            ),
            "BackoffLimitExceeded",
            "copy, slice 0 failed too often, the last time with Unreachable: no host answers",
        ),
        (
            Observed({"copy": TIRED}, box(plan(), checkpoint(0)), (pod("copy", 1, **terminated(137, "", "OOMKilled")),)),
            "BackoffLimitExceeded",
            "copy, slice 1 failed too often, the last time with OOMKilled: exit code 137",
        ),
        (
            Observed({"prepare": job("prepare", ("Failed", "BackoffLimitExceeded"))}, box()),
            "BackoffLimitExceeded",
            "prepare: the Job failed",
        ),
        (Observed({"prepare": PREPARED}, box()), "PlanMissing", "prepare ended well and left no plan"),
        (Observed({"copy": COPIED}, box(plan(), DONE[0])), "CheckpointMissing", "slice 1 ended well and left no checkpoint that says so"),
        (
            Observed(
                {"finish": job("finish", ("Failed", "PodFailurePolicy"))},
                box(plan(finish=True), finished=mailbox.Finished(Ending("Forbidden", "refresh"))),
            ),
            "Forbidden",
            "refresh",
        ),
        (Observed({}, Mailbox(broken=("plan.json",))), "CheckpointsLost", "plan.json"),
        (Observed(refused=Refusal("InvalidPodTemplate", "quantities", permanent=True)), "InvalidPodTemplate", "quantities"),
    ],
)
def test_the_ways_to_failure(observed: Observed, reason: str, message: str) -> None:
    decision = run(reindex(STARTED), observed)
    assert phase(decision) == "Failed"
    assert condition(decision)["reason"] == reason
    assert message in condition(decision)["message"]
    assert condition(decision, "Finished")["status"] == condition(decision, "Stalled")["status"] == "True"
    assert decision.create == ()


def test_a_lost_mailbox_ends_a_run_that_had_begun_to_copy() -> None:
    decision = run(reindex(STARTED | {"slices": [{"id": 0, "state": "Running"}]}), Observed({"copy": job("copy", slices=2, active=2)}))
    assert (phase(decision), condition(decision)["reason"]) == ("Copying", "CheckpointsLost")
    assert [patch.body for patch in decision.patches] == [{"spec": {"suspend": True}}]
    unwritten = run(reindex(STARTED), Observed({"copy": job("copy", slices=2, active=2)}))
    assert condition(unwritten)["reason"] == "CheckpointsLost"


def test_a_mailbox_that_is_lost_before_anything_was_copied_is_made_again() -> None:
    decision = run(reindex(STARTED), Observed({"prepare": job("prepare", active=1)}))
    assert kinds(decision) == ["ServiceAccount:", "Role:", "RoleBinding:", "ConfigMap:"]
    assert phase(decision) == "Preparing"


def test_the_deadline_stops_the_pods_first_and_fails_the_run_then() -> None:
    thing = reindex(STARTED, activeDeadlineSeconds=60)
    obstructed = Observed({"copy": job("copy", slices=2, active=1)}, box(plan()), warnings=(Warned("FailedMount", "secret not found"),))
    first = run(thing, obstructed)
    assert (phase(first), condition(first)["status"], condition(first)["reason"]) == ("Copying", "Unknown", "DeadlineExceeded")
    assert [patch.body for patch in first.patches] == [{"spec": {"suspend": True}}, STOP[1]]
    stopping = job("copy", ("Suspended", ""), slices=2, terminating=1)
    stopping["spec"]["suspend"] = True
    assert first.status is not None
    thing["status"] = first.status
    assert phase(run(thing, Observed({"copy": stopping}, box(plan())))) == "Copying"
    stopped = stopping | {"status": stopping["status"] | {"terminating": 0}}
    last = run(thing, Observed({"copy": stopped}, box(plan())))
    assert phase(last) == "Failed"
    assert (
        condition(last)["message"] == "the run took longer than its activeDeadlineSeconds, 60; what kept it: FailedMount: secret not found"
    )


def test_an_ending_keeps_the_words_in_which_it_was_announced_whatever_its_reason_looks_like() -> None:
    refused = Observed({"copy": FAILED}, box(plan()), (pod("copy", 1, phase="Failed", reason="OutOfephemeral-storage", message="later"),))
    thing = reindex(STARTED)
    first = run(thing, refused)
    assert condition(first)["reason"] == "OutOfephemeralStorage"
    announced = condition(first) | {"status": "Unknown", "message": "first; stopping the pods"}
    assert condition(run(reindex(STARTED | {"conditions": [announced]}), refused))["message"] == "first"


REFUSED = Refusal("Forbidden", "can not change the Job x: denied", permanent=False)


@pytest.mark.parametrize(
    ("spec", "phase_before", "reason", "message"),
    [
        ({"suspend": True}, "Copying", "Forbidden", REFUSED.message),
        ({"runId": "next"}, "Copying", "Forbidden", REFUSED.message),
        ({"parallelism": 1}, "Copying", "Forbidden", REFUSED.message),
        ({"cancel": True}, "Copying", "Cancelled", f"{CANCELLED.message}; stopping the pods, but: {REFUSED.message}"),
    ],
)
def test_a_write_that_is_refused_is_said_whatever_it_was_for(spec: dict[str, Any], phase_before: str, reason: str, message: str) -> None:
    copy = job("copy", slices=2, active=2)
    observed = Observed(
        {} if "runId" in spec else {"copy": copy}, box(plan()), old_jobs=(copy,) if "runId" in spec else (), refused=REFUSED
    )
    decision = run(reindex(STARTED, **spec), observed)
    assert phase(decision) == phase_before
    assert (condition(decision)["status"], condition(decision)["reason"], condition(decision)["message"]) == ("Unknown", reason, message)
    assert condition(decision, "Degraded")["status"] == "True"


def test_what_kept_a_run_from_ending_is_not_said_of_its_end() -> None:
    first = run(reindex(STARTED, cancel=True), Observed({"copy": job("copy", slices=2, active=2)}, box(plan()), refused=REFUSED))
    assert first.status is not None
    paused = job("copy", ("Suspended", ""), slices=2)
    paused["spec"]["suspend"] = True
    last = run(reindex(first.status, cancel=True), Observed({"copy": paused}, box(plan())))
    assert (phase(last), condition(last)["message"]) == ("Cancelled", CANCELLED.message)


def test_pods_that_never_end_hold_a_late_run_up_only_so_long() -> None:
    thing = reindex(STARTED, activeDeadlineSeconds=60)
    observed = Observed({"copy": job("copy", slices=2, active=1)}, box(plan()))
    assert phase(run(thing, observed, after=STOP_GRACE.total_seconds() - 1)) == "Copying"
    assert phase(run(thing, observed, after=STOP_GRACE.total_seconds())) == "Failed"


def test_the_deadline_is_looked_at_when_it_comes() -> None:
    assert run(reindex(STARTED, activeDeadlineSeconds=90), Observed({"copy": job("copy", slices=2)}, box(plan()))).requeue_after == 30


def test_suspend_pauses_the_job_and_says_so_once_its_pods_are_gone() -> None:
    thing = reindex(STARTED, suspend=True)
    first = run(thing, Observed({"prepare": PREPARED, "copy": job("copy", slices=2, active=2)}, box(plan())))
    assert [(patch.target.name, patch.body) for patch in first.patches] == [
        (job("copy")["metadata"]["name"], {"spec": {"suspend": True}}),
        STOP,
    ]
    assert (phase(first), condition(first)["reason"]) == ("Copying", "Suspending")
    paused = job("copy", ("Suspended", ""), slices=2)
    paused["spec"]["suspend"] = True
    second = run(thing, Observed({"prepare": PREPARED, "copy": paused}, box(plan())))
    assert (second.patches, phase(second)) == ((), "Suspended")
    third = run(reindex(STARTED), Observed({"prepare": PREPARED, "copy": paused}, box(plan(), control=mailbox.Control(stop=True))))
    assert [patch.body for patch in third.patches] == [{"data": {mailbox.CONTROL: "{}"}}, {"spec": {"suspend": False}}]


def test_a_change_of_parallelism_and_rate_reaches_job_and_mailbox() -> None:
    thing = reindex(STARTED, parallelism=1, requestsPerSecond=90)
    observed = Observed({"copy": job("copy", slices=3, active=2, thing=reindex(parallelism=2))}, box(plan(3)))
    bodies = [patch.body for patch in run(thing, observed).patches]
    assert bodies == [{"data": {mailbox.CONTROL: '{"requests_per_second":90.0}'}}, {"spec": {"parallelism": 1}}]


@pytest.mark.parametrize(("rate", "done", "share"), [(90, 0, 30), (90, 1, 45), (90, 2, 90), (-1, 0, -1), (None, 0, -1)])
def test_the_rate_is_shared_by_the_slices_at_work(rate: float | None, done: int, share: float) -> None:
    thing = reindex(STARTED, **({"requestsPerSecond": rate} if rate is not None else {}))
    finished = [checkpoint(number, "Succeeded", 100) for number in range(done)]
    unknown = dataclasses.replace(box(plan(3), *finished), control=None)
    decision = run(thing, Observed({"copy": job("copy", slices=3)}, unknown))
    sent = mailbox.decode(decision.patches[0].body["data"][mailbox.CONTROL], mailbox.Control)
    assert sent.requests_per_second == share


FINISHED = {
    "phase": "Failed",
    "startTime": stamp(-100),
    "completionTime": stamp(),
    "observedGeneration": 1,
    "conditions": [
        {"type": "Finished", "status": "True", "reason": "R", "message": "m", "observedGeneration": 1, "lastTransitionTime": stamp()}
    ],
}


def test_a_finished_run_makes_nothing_again() -> None:
    decision = run(reindex(FINISHED), Observed())
    assert (decision.create, decision.patches, decision.delete, decision.status) == ((), (), (), FINISHED)


def test_a_finished_run_takes_note_of_an_edited_spec_and_of_no_more() -> None:
    thing = reindex(FINISHED, suspend=True)
    thing["metadata"]["generation"] = 2
    kept = run(thing).status
    assert kept is not None
    assert (kept["observedGeneration"], kept["conditions"][0]["observedGeneration"], kept["phase"]) == (2, 2, "Failed")


def test_a_job_that_still_runs_after_the_end_is_stopped() -> None:
    assert [patch.body for patch in run(reindex(FINISHED), Observed({"copy": job("copy", active=1)}, box(plan()))).patches] == [
        {"spec": {"suspend": True}}
    ]


def test_ttl_removes_the_children_and_never_the_object() -> None:
    thing, observed = reindex(FINISHED, ttlSecondsAfterFinished=30), Observed({"copy": COPIED}, box(plan()))
    assert run(thing, observed, after=10).requeue_after == 20
    assert run(thing, observed, after=10).delete == ()
    assert [target.kind for target in run(thing, observed, after=30).delete] == [
        "Job",
        "RoleBinding",
        "Role",
        "ServiceAccount",
        "ConfigMap",
    ]
    assert run(thing, Observed(), after=30).delete == ()


def test_a_spec_that_can_not_be_read_says_which_field() -> None:
    decision = run(reindex(slices="many"))
    assert condition(decision)["reason"] == "InvalidSpec"
    assert condition(decision)["message"].startswith("spec.slices")


COPYING: dict[Role, dict[str, Any]] = {"copy": job("copy", slices=2)}
UNSCHEDULABLE: dict[str, Any] = {
    "phase": "Pending",
    "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes"}],
}


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (Observed(COPYING), None),
        (Observed(COPYING, pods=(pod(index=0, **waiting("ContainerCreating")),)), None),
        (
            Observed(COPYING, pods=(pod(index=0, **waiting("ImagePullBackOff", "no such image")),)),
            ("ImagePullBackOff", "pod copy-0-60: no such image"),
        ),
        (Observed(COPYING, pods=(pod(index=0, **UNSCHEDULABLE),)), ("Unschedulable", "pod copy-0-60: 0/3 nodes")),
        (
            Observed(COPYING, warnings=(Warned("FailedMount", "old"), Warned("FailedCreate", "exceeded quota"))),
            ("FailedCreate", "exceeded quota"),
        ),
        (
            Observed(
                COPYING, pods=(pod(index=0, **waiting("ContainerCreating", "secret s not found")),), stuck=frozenset({"uid-copy-0-60"})
            ),
            ("ContainerCreating", "pod copy-0-60: secret s not found"),
        ),
        (Observed(COPYING, pods=(pod(index=0, **terminated(1, "Unreachable: gone")),)), ("Unreachable", "gone - will be tried again")),
        (Observed(COPYING, pods=(pod(index=0, **terminated(1, '{"reason": "R", "message": "m"}')),)), ("R", "m - will be tried again")),
        (Observed(COPYING, pods=(pod(index=0, **terminated(1, "Unreachable: gone")), pod(index=0, age=1, phase="Running"))), None),
        (Observed(COPYING, pods=(pod(index=0, **terminated(42, "VersionConflict: 1")),)), None),
        (Observed(COPYING, pods=(pod(index=0, **terminated(143, "stopped")),)), None),
        (Observed({"copy": TIRED}, pods=(pod(index=0, **terminated(1, "Unreachable: gone")),)), None),
        (Observed(COPYING, refused=Refusal("Forbidden", "exceeded quota", permanent=False)), ("Forbidden", "exceeded quota")),
    ],
)
def test_obstacles_in_the_clusters_own_words(observed: Observed, expected: tuple[str, str] | None) -> None:
    assert obstacle(observed) == expected


def test_an_obstacle_shows_in_the_conditions_of_a_run_that_goes_on() -> None:
    decision = run(reindex(STARTED), Observed(COPYING, box(plan()), (pod(index=0, **waiting("ImagePullBackOff", "no such image")),)))
    assert (condition(decision)["status"], condition(decision, "Reconciling")["reason"]) == ("Unknown", "ImagePullBackOff")
    assert (condition(decision, "Degraded")["status"], condition(decision, "Degraded")["reason"]) == ("True", "ImagePullBackOff")


def test_a_workers_trouble_degrades_the_run_until_it_is_over() -> None:
    troubled = Checkpoint(1, counters=Counters(created=3), trouble=Trouble("ClusterUnderPressure", "429 from http://a:9200", 1))
    decision = run(reindex(STARTED), Observed(COPYING, box(plan(3), checkpoint(0, created=5), troubled)))
    assert condition(decision, "Degraded")["message"] == "slice 1: 429 from http://a:9200 - trying again"
    assert (condition(decision)["reason"], phase(decision)) == ("ClusterUnderPressure", "Copying")
    assert decision.status is not None
    over = run(reindex(decision.status), Observed(COPYING, box(plan(3), checkpoint(0, created=5), checkpoint(1, created=9))))
    assert over.status is not None
    assert "Degraded" not in [each["type"] for each in over.status["conditions"]]


def test_a_silent_pod_is_asked_about_after_a_while() -> None:
    silent = (pod(index=0, age=60, phase="Pending"), pod(index=1, age=1, phase="Pending"), pod(index=2, age=60, phase="Running"))
    assert unexplained({"copy": job("copy", active=1)}, silent, NOW) == ["uid-copy-0-60"]
    assert unexplained({"copy": job("copy")}, (), NOW + timedelta(seconds=6)) == ["uid-copy"]
    assert unexplained({"copy": job("copy", ("Complete", ""))}, (), NOW + timedelta(seconds=6)) == []


def test_a_pod_that_is_yet_to_start_is_worth_another_look() -> None:
    assert hopeful({"copy": job("copy")}, ())
    assert hopeful({"copy": job("copy", active=1)}, (pod(phase="Pending"),))
    assert not hopeful({"prepare": PREPARED, "copy": job("copy", active=1)}, (pod(phase="Running"),))


def test_the_mailbox_is_read_key_by_key() -> None:
    data = {
        "plan.json": mailbox.encode(mailbox.Prepared(plan=plan())),
        "slice-10.json": mailbox.encode(checkpoint(10, created=3)),
        "slice-2.json": "{",
        "control.json": '{"requests_per_second": 5}',
        "other": "x",
    }
    read = read_mailbox({"data": data})
    assert (list(read.checkpoints), read.broken, read.control) == ([10], ("slice-2.json",), mailbox.Control(5))
    assert read_mailbox({"data": {mailbox.REQUEST: "[" * 100_000}}).broken == (mailbox.REQUEST,)
    assert read_mailbox({}) == Mailbox()


@pytest.mark.parametrize(
    ("status", "jobs", "box", "expected"),
    [
        ({}, {}, None, False),
        (STARTED, {}, None, True),
        (STARTED, COPYING, Mailbox(), False),
        (STARTED, {"prepare": COPIED}, Mailbox(), True),
        (STARTED, {"prepare": COPIED}, Mailbox(prepared=mailbox.Prepared(ending=Ending("Gone", "of an attempt before"))), True),
        (STARTED, {"prepare": COPIED} | COPYING, Mailbox(prepared=mailbox.Prepared(plan=plan())), False),
        (STARTED, {"prepare": COPIED, "copy": COPIED}, Mailbox(prepared=mailbox.Prepared(plan=plan())), True),
    ],
)
def test_what_can_not_be_undone_asks_for_a_fresh_mailbox(status: Any, jobs: Any, box: Mailbox | None, expected: bool) -> None:
    assert needs_fresh_mailbox(reindex(status), jobs, box) is expected
