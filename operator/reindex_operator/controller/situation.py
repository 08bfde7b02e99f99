"""A run as a pass of reconcile finds it. Pure; made by reconcile, read by stopping too."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reindex_operator.api.spec import ReindexSpec
from reindex_operator.controller import runs, status
from reindex_operator.controller.conditions import Verdict
from reindex_operator.controller.decision import Decision
from reindex_operator.controller.jobs import Role
from reindex_operator.controller.observed import Mailbox, Observed
from reindex_operator.controller.obstacles import unless_refused
from reindex_operator.controller.settings import Settings
from reindex_operator.engine.plan import Plan

PHASES: dict[Role, str] = {"prepare": "Preparing", "copy": "Copying", "finish": "Finishing"}


@dataclass(frozen=True)
class Situation:
    """The arguments of a pass."""

    reindex: dict[str, Any]
    spec: ReindexSpec
    observed: Observed
    settings: Settings
    now: datetime

    @property
    def plan(self) -> Plan | None:
        """What prepare made, if it has."""
        box = self.observed.mailbox
        return box.prepared.plan if box and box.prepared else None

    def decide(self, phase: str, verdict: Verdict, **actions: Any) -> Decision:
        """These actions, and the status that says ``verdict``, or what of it was refused."""
        verdict = unless_refused(verdict, self.observed)
        facts = status.Facts(
            self.plan,
            self.observed.mailbox or Mailbox(),
            self.observed.samples,
            self.spec.requests_per_second,
            conflicts_fail=self.spec.conflicts != "proceed",
        )
        return Decision(status=status.build(self.reindex, phase, verdict, facts, self.now), **actions)

    def until_deadline(self, grace: timedelta = timedelta()) -> float | None:
        """Seconds until ``activeDeadlineSeconds``, and ``grace``, have passed; None without a deadline."""
        limit, began = self.spec.active_deadline_seconds, runs.active_since(self.reindex)
        if limit is None:
            return None
        return ((began or self.now) + timedelta(seconds=limit) + grace - self.now).total_seconds()
