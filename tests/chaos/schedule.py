"""Fault schedules: which fault strikes at which request of which run. Pure: a seed says it all."""

import random
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["source", "dest"]

FAULTS: dict[str, str] = {
    "worker-sigterm": "a worker is asked to end, as by a drain or an eviction",
    "worker-sigkill": "a worker dies",
    "worker-oom-kill": "a worker dies while an answer comes in",
    "late-worker": "a second worker is given the slice of one that is still at work",
    "api-server-outage": "no checkpoint can be written for a while",
    "api-server-lost-answer": "a checkpoint is written and its answer lost",
    "node-restart": "a search node is away for a while, and its search contexts are gone",
    "outage": "a search node is away for a while",
    "connection-reset": "connections to a search node are reset",
    "lost-answer": "a request is carried out and its connection reset before the answer",
    "half-open": "a request is carried out, and no answer ever comes",
    "slow-answers": "answers take longer than the time limit, or nearly so",
    "truncated-body": "answers break off in their body",
    "half-an-answer": "an answer is whole for HTTP and ends in the middle of its JSON",
    "pit-expiry": "all points in time are gone",
    "429-requests": "requests are rejected whole",
    "429-items": "documents of bulks are rejected",
    "503": "the cluster says that it is unavailable",
    "504-though-done": "a gateway gives up on a request that is carried out",
    "html-answer": "a gateway answers with a page for people",
    "read-only-block": "the destination takes no writes, as at the flood stage of the disk watermark",
    "credential-rotated": "the credential is refused until the mounted Secret has the new one",
    "partition": "a worker reaches neither the API server nor a cluster",
    "clock-jump": "the worker's clock jumps",
}
"""Every kind of fault, and what it is."""

LOSING = frozenset({"worker-sigkill", "worker-oom-kill", "late-worker", "connection-reset", "lost-answer", "half-open", "slow-answers"}) | {
    "truncated-body", "half-an-answer", "504-though-done", "outage", "node-restart", "partition", "html-answer", "clock-jump",
}  # fmt: skip
"""Faults after which a point in time may be left to its keep-alive: whoever opened it died, or never heard its name."""

KILLING = frozenset({"worker-sigkill", "worker-oom-kill", "late-worker", "clock-jump"})
"""Faults by which a worker dies, or has a double: what it wrote last, and the source changed since, is not counted (docs/reliability.md)."""

WORKLOADS = (
    "create",
    "create-among-others",
    "index",
    "index-over-others",
    "external",
    "external-among-others",
    "max-docs",
    "script",
    "script-over-others",
    "changing",
    "changing-create",
    "many-indices",
    "sorted",
)
STILL = tuple(workload for workload in WORKLOADS if workload != "sorted" and not workload.startswith("changing"))
"""Those that a killed node suits: one keeps no view, and what was being written to the source in that moment nobody could say."""
VIEW_LOSING = frozenset({"pit-expiry", "node-restart"})
"""Faults that end a run which reads in the user's order, as they should (docs/reliability.md)."""


@dataclass(frozen=True)
class Event:
    """``fault`` strikes at the ``at``-th request for data, before or after it is carried out, on ``side``, for ``seconds``."""

    at: int
    fault: str
    side: Side
    after: bool
    seconds: float


@dataclass(frozen=True)
class Schedule:
    """One run and its faults. ``size`` is the request's batch; None leaves it to the engine."""

    seed: int
    workload: str
    slices: int
    parallelism: int
    size: int | None
    events: tuple[Event, ...] = field(default=())
    restarts: bool = False
    """Whether ``node-restart`` kills the node itself, for as long as it takes to start; then nothing else may use it."""

    def __str__(self) -> str:
        """In one line."""
        faults = ", ".join(f"{e.fault}@{e.at}{'+' if e.after else ''}/{e.side}/{e.seconds}s" for e in self.events) or "no fault"
        return f"seed {self.seed}: {self.workload}, {self.slices} slices, {self.parallelism} at a time, size {self.size}: {faults}"


def restart(seed: int) -> Schedule:
    """A schedule in which the node itself is killed."""
    workload = STILL[seed % len(STILL)]
    event = Event(at=5 + seed % 10, fault="node-restart", side="dest", after=seed % 2 == 0, seconds=0.5)
    return Schedule(seed, workload, slices=1 + seed % 3, parallelism=1 + seed % 3, size=None, events=(event,), restarts=True)


def schedule(seed: int) -> Schedule:
    """The schedule of ``seed``. Every kind of fault comes up in any row of as many seeds as there are kinds, beside random ones."""
    chance = random.Random(seed)
    kinds = list(FAULTS)
    workload = WORKLOADS[(seed + seed // len(kinds)) % len(WORKLOADS)]
    slices = 1 if chance.random() < 0.3 or workload == "sorted" else chance.randint(2, 8)
    struck = [
        kinds[seed % len(kinds)],
        *(["pit-expiry"] if workload.startswith("changing") and chance.random() < 0.7 else []),
        *chance.choices(kinds, k=chance.choice((0, 1, 1, 2, 3))),
    ]
    if workload == "sorted":
        struck = [fault if fault not in VIEW_LOSING else "worker-sigkill" for fault in struck]
    events = [
        Event(
            at=chance.randint(1, 30),
            fault=fault,
            side=chance.choice(("source", "dest", "dest")),
            after=chance.random() < 0.6,
            seconds=round(chance.uniform(0.2, 1.5), 2),
        )
        for fault in struck
    ]
    return Schedule(
        seed=seed,
        workload=workload,
        slices=slices,
        parallelism=chance.randint(1, slices),
        size=chance.choice((None, None, 17, 40, 100)),
        events=tuple(sorted(events, key=lambda event: event.at)),
    )
