"""Folds the slices' checkpoints into the API's response (R46, R51). Pure; called by the controller and the CLI."""

from collections.abc import Sequence

import msgspec

from reindex_operator.api.status import Failure, Response, Retries
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.plan import Plan

MOST_FAILURES = 100
MOST_BYTES = 64 << 10


def response(
    plan: Plan, checkpoints: Sequence[Checkpoint], *, now: int, ended: bool = False, requests_per_second: float = -1.0
) -> Response:
    """The response of the run so far, or (``ended``) its last one. ``now`` in epoch milliseconds."""
    counters = [checkpoint.counters for checkpoint in checkpoints]
    # A slice may find more than was counted at the start, as one that catches up does; conflicts and noops beside maxDocs are not in it (R46).
    caught_up = plan.catches_up or any(checkpoint.slice >= len(plan.slices) for checkpoint in checkpoints)
    limited = any(one.max_docs is not None for one in plan.slices) and not caught_up
    processed = 0 if limited else sum(c.created + c.updated + c.deleted + c.noops + c.version_conflicts for c in counters)
    waiting = [c.throttled_until - now for c in checkpoints if c.throttled_until > now]
    return Response(
        took=max(now - plan.started, 0),
        timed_out=any(checkpoint.timed_out for checkpoint in checkpoints),
        total=max(plan.total, processed),
        created=sum(c.created for c in counters),
        updated=sum(c.updated for c in counters),
        deleted=sum(c.deleted for c in counters),
        batches=sum(c.batches for c in counters),
        version_conflicts=sum(c.version_conflicts for c in counters),
        noops=sum(c.noops for c in counters),
        retries=Retries(bulk=sum(c.bulk_retries for c in counters), search=sum(c.search_retries for c in counters)),
        throttled_millis=sum(c.throttled_millis for c in counters),
        requests_per_second=requests_per_second,
        throttled_until_millis=0 if ended or not waiting else min(waiting),
        failures=failures(checkpoints),
    )


def failures(checkpoints: Sequence[Checkpoint]) -> list[Failure]:
    """The slices' failures one after the other, bounded in number and bytes."""
    found: list[Failure] = []
    size = 0
    for failure in (failure for checkpoint in checkpoints for failure in checkpoint.failures):
        size += len(msgspec.json.encode(failure))
        if len(found) == MOST_FAILURES or size > MOST_BYTES:
            break
        found.append(Failure(index=failure.index, id=failure.id, shard=failure.shard, cause=failure.cause, status=failure.status))
    return found
