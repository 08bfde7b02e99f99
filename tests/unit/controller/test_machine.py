"""Random interleavings of operator, Job controller, workers and user, with caches that lag, lost writes and restarts: what must hold, holds.

The machine below plays the Job controller, the workers, the user and time, in the world of ``world.py``.
"""

import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reindex_operator import mailbox
from reindex_operator.controller import jobs, runs
from reindex_operator.controller.names import LABEL_ROLE, LABEL_RUN, Run
from reindex_operator.controller.observed import read_mailbox
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Cursor, Ending, Failure, Mark
from tests.unit.controller.build import checkpoint, plan, reindex
from tests.unit.controller.world import Snapshot, World, clone

SLICES = 3
DOCS = 100
LAG = st.integers(0, 3)
RUN_IDS = st.sampled_from([None, "a", "b"])


class Machine(World, RuleBasedStateMachine):
    """What happens to a cluster with one Reindex, in any order."""

    def __init__(self) -> None:
        super().__init__()
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

    # The operator.

    @rule()
    def restart(self) -> None:
        """A new process lists everything."""
        super().restart()

    @rule(lags=st.tuples(LAG, LAG, LAG), lost=st.integers(0, 9), status_lost=st.booleans())
    def reconcile(self, lags: tuple[int, int, int], lost: int, status_lost: bool) -> None:
        """A pass on caches that lag, dying after ``lost`` writes (9: none is lost)."""
        last = len(self.history) - 1
        for kind, lag in zip(self.seen, lags, strict=True):
            self.seen[kind] = max(self.seen[kind], last - lag)
        self._pass(1000 if lost == 9 else lost, status_lost)

    # The Job controller and the workers.

    def _job(self, role: str) -> dict[str, Any] | None:
        """The newest Job of a role whose pods may be at work."""
        found = [job for job in self.world.jobs.values() if job["metadata"]["labels"][LABEL_ROLE] == role and not self._idle(job)]
        return found[-1] if found else None

    def _running(self, role: str) -> bool:
        job = self._job(role)
        return job is not None and job["metadata"]["uid"] not in self.lost and job["metadata"]["labels"][LABEL_RUN] in self.world.boxes

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
                job["status"]["terminating"] = int(job["metadata"]["uid"] in self.lost)

    @precondition(lambda self: any(map(self._running, jobs.ROLES)))
    @rule()
    def a_pod_does_not_end(self) -> None:
        """Its node is lost, and the others' pods do nothing any more that would matter."""
        role = next(filter(self._running, jobs.ROLES))
        self.lost.add(self._work(role)[0]["metadata"]["uid"])

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
        box = read_mailbox({"data": data})
        before = box.checkpoints.get(number)
        assert before is None or before.state != "Failed", "a Job was made for a slice that says that it has failed"
        if box.control and box.control.stop:
            return
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

    @rule(seconds=st.integers(1, 120))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    # What must hold.

    @invariant()
    def never_two_runs_at_work(self) -> None:
        at_work = [name for name, job in self.world.jobs.items() if not self._idle(job)] if self.history else []
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


Machine.TestCase.settings = settings(max_examples=int(os.environ.get("MACHINE_EXAMPLES", "12")), stateful_step_count=30, deadline=None)
TestMachine = pytest.mark.timeout(300)(Machine.TestCase)


def test_an_attempt_that_is_lowered_before_a_status_was_written_goes_on_at_the_one_that_was_begun() -> None:
    machine = Machine()
    machine.apply(finish=False, deadline=None, ttl=None, run_id=None, limit=False)
    machine.take_up(attempt=3)
    machine.reconcile(lags=(0, 0, 0), lost=9, status_lost=True)
    machine.prepare_ends(well=True)
    machine.reconcile(lags=(0, 0, 0), lost=9, status_lost=True)
    machine.slice_fails(number=0, conflicts=1)
    machine.take_up(attempt=1)
    machine.reconcile(lags=(0, 0, 0), lost=9, status_lost=False)
    assert (machine.world.thing["status"]["phase"], machine.world.thing["status"]["attempt"]) == ("Failed", 3)
    machine.take_up(attempt=4)
    machine.teardown()
    assert (machine.world.thing["status"]["phase"], machine.world.thing["status"]["attempt"]) == ("Succeeded", 4)
