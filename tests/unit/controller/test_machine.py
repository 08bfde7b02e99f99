"""Random interleavings of operator, Job controller, workers and user, with caches that lag, lost writes and restarts: what must hold, holds.

The world below plays the API server and everything but the operator; the operator is the real ``decide``, fed as the shell feeds it.
"""

import os
import pickle
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reindex_operator import mailbox
from reindex_operator.controller import jobs, runs, status
from reindex_operator.controller.decision import Decision, Target
from reindex_operator.controller.names import LABEL_ROLE, LABEL_RUN, Run
from reindex_operator.controller.observed import Observed, needs_fresh_mailbox, read_mailbox, sort_out
from reindex_operator.controller.reconcile import decide
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Cursor, Ending, Failure, Mark
from tests.unit.controller.build import NOW, SETTINGS, checkpoint, plan, reindex

SLICES = 3
DOCS = 100
LAG = st.integers(0, 3)
T = TypeVar("T")
RUN_IDS = st.sampled_from([None, "a", "b"])


def clone(thing: T) -> T:
    """A copy that shares nothing; five times as fast as deepcopy."""
    copied: T = pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own
    return copied


@dataclass
class Snapshot:
    """All that the API server holds at a moment, by name."""

    thing: dict[str, Any]
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    boxes: dict[str, dict[str, Any]] = field(default_factory=dict)


class World(RuleBasedStateMachine):
    """A cluster with one Reindex."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.history: list[Snapshot] = []
        self.seen = {"thing": 0, "jobs": 0, "boxes": 0}
        self.made: list[str] = []
        self.finish_needed = False

    @initialize(
        finish=st.booleans(),
        deadline=st.none() | st.integers(30, 600),
        ttl=st.none() | st.integers(0, 60),
        run_id=RUN_IDS,
        limit=st.booleans(),
    )
    def apply(self, finish: bool, deadline: int | None, ttl: int | None, run_id: str | None, limit: bool) -> None:
        self.finish_needed = finish
        spec: dict[str, Any] = {"activeDeadlineSeconds": deadline, "ttlSecondsAfterFinished": ttl, "slices": SLICES, "runId": run_id}
        if limit:
            spec["requestsPerSecond"] = 100
        self.history = [Snapshot(reindex(**{key: value for key, value in spec.items() if value is not None}))]

    @property
    def world(self) -> Snapshot:
        return self.history[-1]

    def _moment(self) -> Snapshot:
        """What holds from now on; before it stays to be seen by caches that lag."""
        self.history.append(clone(self.world))
        return self.world

    # The operator.

    @rule(lags=st.tuples(LAG, LAG, LAG), lost=st.integers(0, 9), status_lost=st.booleans())
    def reconcile(self, lags: tuple[int, int, int], lost: int, status_lost: bool) -> None:
        """A pass on caches that lag, dying after ``lost`` writes (9: none is lost)."""
        last = len(self.history) - 1
        for kind, lag in zip(self.seen, lags, strict=True):
            self.seen[kind] = max(self.seen[kind], last - lag)
        self._pass(1000 if lost == 9 else lost, status_lost)

    @rule()
    def restart(self) -> None:
        """A new process lists everything."""
        self.seen = dict.fromkeys(self.seen, len(self.history) - 1)

    def _pass(self, left: int = 1000, status_lost: bool = False) -> Decision:
        thing = clone(self.history[self.seen["thing"]].thing)
        found, boxes = clone((self.history[self.seen["jobs"]].jobs, self.history[self.seen["boxes"]].boxes))
        if runs.needs_fresh_jobs(thing):
            found = clone(self.world.jobs)
        children = sort_out(Run.of(thing), found.values(), boxes.values(), ())
        if children.old_jobs or children.old_config_maps:
            thing = clone(self.world.thing)
            children = sort_out(Run.of(thing), found.values(), boxes.values(), ())
        box = children.config_map
        if not runs.settled(thing) and needs_fresh_mailbox(thing, children.jobs, box):
            box = clone(self.world.boxes.get(Run.of(thing).base))
        observed = Observed(
            children.jobs,
            read_mailbox(box) if box else None,
            old_jobs=children.old_jobs,
            old_mailboxes=tuple(map(Target.of, children.old_config_maps)),
        )
        decision = decide(thing, observed, SETTINGS, self.now)
        self._moment()
        writes = [
            *((self._create, each) for each in decision.create),
            *((self._patch, each) for each in decision.patches),
            *((self._delete, each) for each in decision.delete),
        ]
        for write, what in writes[:left]:
            write(what)  # type: ignore[operator]
        if decision.status is not None and left > len(writes) and not status_lost:
            self._write_status(thing, decision.status)
        if left < len(writes):
            self.restart()
        elif writes:
            # The answers to its own writes are in its cache at once.
            self.seen |= {"jobs": len(self.history) - 1, "boxes": len(self.history) - 1}
        return decision

    def _create(self, thing: dict[str, Any]) -> None:
        name = thing["metadata"]["name"]
        if thing["kind"] == "ConfigMap":
            self.world.boxes.setdefault(name, clone(thing))
        if thing["kind"] == "Job" and name not in self.world.jobs:
            self.made.append(name)
            made = clone(thing) | {"status": {}}
            made["metadata"] |= {"uid": name, "creationTimestamp": "2026-11-24T12:00:00Z"}
            self.world.jobs[name] = made

    def _patch(self, patch: Any) -> None:
        if patch.target.kind == "ConfigMap":
            if box := self.world.boxes.get(patch.target.name):
                box["data"] = {key: text for key, text in (box["data"] | patch.body["data"]).items() if text is not None}
        elif job := self.world.jobs.get(patch.target.name):
            job["spec"] |= patch.body["spec"]

    def _delete(self, target: Target) -> None:
        if target.kind == "ConfigMap":
            self.world.boxes.pop(target.name, None)
        if target.kind == "Job":
            job = self.world.jobs.pop(target.name, None)
            assert job is None or jobs.idle(job), "a Job was deleted under its pods"

    def _write_status(self, seen: dict[str, Any], new: dict[str, Any]) -> None:
        """As the API server does: against the version that was read. And what must hold of every status that follows another, is held."""
        thing = self.world.thing
        if seen["metadata"]["resourceVersion"] != thing["metadata"]["resourceVersion"]:
            return
        old = thing["status"]
        if new == old:
            return
        self._check_step(old, new)
        thing["status"] = clone(new)
        self._bump(thing)

    def _check_step(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        began, same_run = "phase" in old, old.get("runId") == new.get("runId")
        assert new["observedGeneration"] >= old["observedGeneration"]
        if not began or not same_run:
            return
        assert new["attempt"] >= old["attempt"]
        if "startTime" in old:
            assert new["startTime"] == old["startTime"]
        if new["attempt"] > old["attempt"]:
            assert not runs.finished({"status": new}) or new["phase"] == "Failed"
            return
        assert status.counted(new) >= status.counted(old), "the response shrank"
        if runs.finished({"status": old}):
            kept = ("phase", "completionTime", "response", "failureCount", "slices")
            assert {key: new.get(key) for key in kept} == {key: old.get(key) for key in kept}, "a finished run was not left alone"

    def _bump(self, thing: dict[str, Any]) -> None:
        thing["metadata"]["resourceVersion"] = str(int(thing["metadata"]["resourceVersion"]) + 1)

    # The Job controller and the workers.

    def _job(self, role: str) -> dict[str, Any] | None:
        """The newest Job of a role whose pods may be at work."""
        found = [job for job in self.world.jobs.values() if job["metadata"]["labels"][LABEL_ROLE] == role and not jobs.idle(job)]
        return found[-1] if found else None

    def _running(self, role: str) -> bool:
        job = self._job(role)
        return job is not None and job["metadata"]["labels"][LABEL_RUN] in self.world.boxes

    def _work(self, role: str) -> tuple[dict[str, Any], dict[str, str]]:
        """A Job at work, and its mailbox, to be changed."""
        self._moment()
        job = self._job(role)
        assert job is not None
        return job, self.world.boxes[job["metadata"]["labels"][LABEL_RUN]]["data"]

    @staticmethod
    def _end(job: dict[str, Any], kind: str, reason: str = "") -> None:
        job["status"] = {"conditions": [{"type": kind, "status": "True", "reason": reason}]}

    @rule()
    def job_controller(self) -> None:
        self._moment()
        for job in self.world.jobs.values():
            if not jobs.over(job):
                job["status"] = {"conditions": [{"type": "Suspended", "status": "True"}]} if jobs.suspended(job) else {"active": 1}

    @precondition(lambda self: self._running("prepare"))
    @rule(well=st.booleans())
    def prepare_ends(self, well: bool) -> None:
        job, data = self._work("prepare")
        if mailbox.PLAN not in data:
            made = plan(SLICES, DOCS, finish=self.finish_needed)
            data[mailbox.PLAN] = mailbox.encode(
                mailbox.Prepared(plan=made) if well else mailbox.Prepared(ending=Ending("SourceNotFound", "a"))
            )
        prepared = mailbox.decode(data[mailbox.PLAN], mailbox.Prepared)
        self._end(job, "Complete" if prepared.plan else "Failed", "PodFailurePolicy")

    @precondition(lambda self: self._running("copy"))
    @rule(number=st.integers(0, SLICES - 1), more=st.integers(0, 60))
    def slice_gets_on(self, number: int, more: int) -> None:
        job, data = self._work("copy")
        before = read_mailbox({"data": data}).checkpoints.get(number)
        assert before is None or before.state != "Failed", "a Job was made for a slice that says that it has failed"
        created = min(DOCS, (before.counters.created if before else 0) + more)
        data[mailbox.slice_key(number)] = mailbox.encode(checkpoint(number, "Succeeded" if created == DOCS else "Running", created))
        known = read_mailbox({"data": data}).checkpoints
        if len(known) == SLICES and all(each.state == "Succeeded" for each in known.values()):
            self._end(job, "Complete")

    @precondition(lambda self: self._running("copy"))
    @rule(number=st.integers(0, SLICES - 1), conflicts=st.integers(0, 5))
    def slice_fails(self, number: int, conflicts: int) -> None:
        job, data = self._work("copy")
        before = read_mailbox({"data": data}).checkpoints.get(number) or checkpoint(number)
        if before.state == "Succeeded":
            return
        done = before.counters.created
        failed = Checkpoint(
            number,
            state="Failed",
            owner="pod",
            counters=Counters(created=done, failed=conflicts, version_conflicts=conflicts),
            failures=[Failure(409, {"type": "version_conflict_engine_exception"})] * conflicts,
            mark=Mark(Cursor(), Counters(created=done)),
            ending=Ending("VersionConflict", f"{conflicts} conflicts"),
        )
        data[mailbox.slice_key(number)] = mailbox.encode(failed)
        self._end(job, "Failed", "PodFailurePolicy")

    @precondition(lambda self: self._running("copy"))
    @rule()
    def copy_is_out_of_tries(self) -> None:
        job, _ = self._work("copy")
        self._end(job, "Failed", "FailedIndexes")

    @precondition(lambda self: self._running("finish"))
    @rule(well=st.booleans())
    def finish_ends(self, well: bool) -> None:
        job, _ = self._work("finish")
        self._end(job, "Complete" if well else "Failed", "BackoffLimitExceeded")

    # The user, and time.

    @rule(suspend=st.booleans(), parallelism=st.integers(1, 5), rate=st.sampled_from([-1, 10, 300]))
    def steer(self, suspend: bool, parallelism: int, rate: float) -> None:
        self._edit(suspend=suspend, parallelism=parallelism, requestsPerSecond=rate)

    @rule(cancel=st.booleans())
    def cancel(self, cancel: bool) -> None:
        self._edit(cancel=cancel)

    @rule(attempt=st.integers(1, 4))
    def take_up(self, attempt: int) -> None:
        self._edit(attempt=attempt, cancel=False)

    @rule(run_id=RUN_IDS)
    def run_anew(self, run_id: str | None) -> None:
        self._edit(runId=run_id)

    def _edit(self, **fields: Any) -> None:
        thing = self._moment().thing
        thing["spec"] = {key: value for key, value in (thing["spec"] | fields).items() if value is not None}
        thing["metadata"]["generation"] += 1
        self._bump(thing)

    @rule(seconds=st.integers(1, 120))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    # What must hold.

    @invariant()
    def never_two_runs_at_work(self) -> None:
        at_work = [name for name, job in self.world.jobs.items() if not jobs.idle(job)] if self.history else []
        steps = {name.partition(f"-{self.world.jobs[name]['metadata']['labels'][LABEL_ROLE]}") for name in at_work}
        assert len({(run, attempt) for run, _, attempt in steps}) <= 1, at_work

    @invariant()
    def success_is_said_of_all_documents_only(self) -> None:
        now = self.world.thing["status"] if self.history else {}
        if now.get("phase") == "Succeeded":
            assert now["progress"]["processed"] == now["response"]["created"] == SLICES * DOCS
            assert (now["failureCount"], now["response"]["versionConflicts"]) == (0, 0)

    @invariant()
    def the_histories_that_caches_may_still_see_are_enough(self) -> None:
        if len(self.history) > 12:
            drop = min(len(self.history) - 8, *self.seen.values())
            self.history = self.history[drop:]
            self.seen = {kind: index - drop for kind, index in self.seen.items()}

    def teardown(self) -> None:
        """Left alone, with everything working, the world comes to rest: the run ended or suspended, nothing left of others, nothing written again."""
        if not self.history:
            return
        for _ in range(40):
            self.restart()
            self._pass()
            self.job_controller()
            if self._running("prepare"):
                self.prepare_ends(well=True)
            if self._running("copy"):
                for number in range(SLICES):
                    if self._running("copy"):
                        self.slice_gets_on(number, DOCS)
            if self._running("finish"):
                self.finish_ends(well=True)
        self.restart()
        before = clone(self.world)
        decision = self._pass()
        assert self.world == before, "it never comes to rest"
        assert (decision.create, decision.delete) == ((), ())
        thing = self.world.thing
        assert runs.finished(thing) or thing["status"]["phase"] == "Suspended", thing["status"]["phase"]
        assert thing["status"]["observedGeneration"] == thing["metadata"]["generation"]
        assert thing["status"].get("runId") == thing["spec"].get("runId")
        assert all(job["metadata"]["labels"][LABEL_RUN] == Run.of(thing).base for job in self.world.jobs.values())
        assert set(self.world.boxes) <= {Run.of(thing).base}


World.TestCase.settings = settings(max_examples=int(os.environ.get("MACHINE_EXAMPLES", "12")), stateful_step_count=30, deadline=None)
TestWorld = pytest.mark.timeout(300)(World.TestCase)
