"""How a run is stopped: paused, failed or cancelled, each once no pod of it is at work any more. Pure; called by reconcile."""

from datetime import timedelta
from typing import Literal

from reindex_operator.controller import jobs
from reindex_operator.controller.conditions import Verdict, find, word
from reindex_operator.controller.decision import Decision, Patch, Target
from reindex_operator.controller.endings import CANCELLED
from reindex_operator.controller.jobs import Role
from reindex_operator.controller.situation import PHASES, Situation
from reindex_operator.controller.steering import pause, stop_slices
from reindex_operator.engine.checkpoint import Ending

STOP_GRACE = timedelta(minutes=5)
"""How long a run that is past its deadline waits for pods that do not end (a lost node); fencing keeps those from writing."""


def suspend(run: Situation, role: Role) -> Decision:
    """Pauses the run at step ``role``."""
    patches = _stop(run)
    after = run.until_deadline()
    if not patches and run.observed.all_idle:
        said = "spec.suspend is true; set it to false to go on from the last checkpoint"
        return run.decide("Suspended", Verdict("Suspended", "Suspended", said))
    said = "the pods write their last checkpoint and end"
    return run.decide(PHASES[role], Verdict("Running", "Suspending", said), patches=patches, requeue_after=after)


def end(run: Situation, found: Ending) -> Decision:
    """Fails or cancels the run, once no pod of it is at work any more: nothing is written after a run was declared ended."""
    kind: Literal["Failed", "Cancelled"] = "Cancelled" if found.reason == CANCELLED.reason else "Failed"
    if run.observed.refused and run.observed.refused.permanent:
        return run.decide(kind, Verdict(kind, found.reason, found.message))
    patches = _stop(run)
    found = _as_said_before(run, found)
    after = run.until_deadline(STOP_GRACE)
    waited = after is not None and after <= 0
    if not waited and (patches or not run.observed.all_idle):
        phase = run.reindex.get("status", {}).get("phase") or "Pending"
        refused = run.observed.refused
        said = f"{found.message}{_STOPPING}{f', but: {refused.message}' if refused else ''}"
        verdict = Verdict("Running", found.reason, said, degraded=refused is not None)
        return run.decide(phase, verdict, patches=patches, requeue_after=after)
    return run.decide(kind, Verdict(kind, found.reason, found.message), patches=patches)


_STOPPING = "; stopping the pods"


def _as_said_before(run: Situation, found: Ending) -> Ending:
    """The ending in the words in which it was announced: what it was seen by may have gone with the pods."""
    before = find(run.reindex.get("status", {}).get("conditions") or [], "Succeeded")
    said, stopping, _ = before["message"].partition(_STOPPING) if before and before["reason"] == word(found.reason) else ("", "", "")
    return Ending(found.reason, said) if stopping else found


def _stop(run: Situation) -> tuple[Patch, ...]:
    """Has all pods of the run end, if there may be one."""
    found = run.observed.jobs.values()
    if all(map(jobs.idle, found)):
        return ()
    return (*pause(found), *stop_slices(Target.mailbox(run.reindex), run.observed.mailbox))
