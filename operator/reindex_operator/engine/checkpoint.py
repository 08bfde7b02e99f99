"""What a slice has done, as of its last acknowledged write. Pure data, JSON on the wire.

A checkpoint counts only what the destination acknowledged, in reading order: every document up to the cursor is counted, none
beyond it. So a process that goes on from a checkpoint loses nothing and counts nothing twice.
"""

from typing import Any, Literal

import msgspec


class Counters(msgspec.Struct, omit_defaults=True):
    """The response's counters of one slice (R27-R33, R38, R42)."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    noops: int = 0
    version_conflicts: int = 0
    batches: int = 0
    bulk_retries: int = 0
    search_retries: int = 0
    throttled_millis: int = 0
    bytes: int = 0
    """Of bulk requests that the destination acknowledged."""
    failed: int = 0
    """Documents and reads that failed: how long ``failures`` would be without a bound."""


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item of the response's ``failures`` (R51): of a document (``id``) or of a read (``shard``)."""

    status: int
    cause: dict[str, Any]
    index: str | None = None
    id: str | None = None
    shard: int | None = None


class Ending(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a slice, or prepare, failed. As of ``ReindexError``."""

    reason: str
    message: str


class Trouble(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a slice is trying again at the moment, so that it does not get on. ``since`` in epoch milliseconds."""

    reason: str
    message: str
    since: int = 0


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where to go on: ``part`` of the slice's parts, behind operation ``after`` of it (None: from its start)."""

    part: int = 0
    after: int | None = None
    values: list[Any] | None = None
    """Of a part that is read in an order of its own: the sort values of the last document; ``pit`` is what they are good for."""
    pit: str | None = None


class Mark(msgspec.Struct, frozen=True, omit_defaults=True):
    """The books before the first batch that failed, or that was counted behind a gap: where another attempt goes on (again.py)."""

    cursor: Cursor
    counters: Counters


class Checkpoint(msgspec.Struct, omit_defaults=True):
    """State of one slice. Times in epoch milliseconds. ``owner`` is the pod's UID (fencing); empty outside Kubernetes."""

    slice: int
    state: Literal["Running", "Succeeded", "Failed", "Stopped"] = "Running"
    owner: str = ""
    cursor: Cursor = Cursor()
    horizon: Cursor | None = None
    """Nothing beyond this operation has been sent: what lies between cursor and horizon may have been written already."""
    counters: Counters = msgspec.field(default_factory=Counters)
    failures: list[Failure] = []
    """The first failures (bounded in number and bytes); ``counters.failed`` has their full count."""
    mark: Mark | None = None
    indices: list[str] = []
    """Indices besides ``dest.index`` that the script sent documents to (bounded in number)."""
    outside: list[int] = []
    """Parts that were read, in part, outside the point in time of the run's start."""
    timed_out: bool = False
    trouble: Trouble | None = None
    """Set while something is tried again that should have worked, as a cluster that does not answer; gone when it works."""
    ending: Ending | None = None
    started: int = 0
    updated: int = 0
    throttled_until: int = 0
    """When a throttled slice goes on; 0 while it is not waiting."""
    requests_per_second: float = -1.0
