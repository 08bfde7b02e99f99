"""What happens once, after all slices: close what they read from together, make the destination's documents visible."""

from collections.abc import Sequence

from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import pit
from reindex_operator.engine.checkpoint import Checkpoint
from reindex_operator.engine.cluster import Cluster, path
from reindex_operator.engine.errors import ReindexError, TransientError
from reindex_operator.engine.faults import cause, sentence
from reindex_operator.engine.plan import Plan, points
from reindex_operator.engine.retry import Patience, patiently

PATIENCE = 60.0
"""Seconds that a refresh is tried for; it is not worth more."""


async def finish(request: ReindexRequest, plan: Plan, checkpoints: Sequence[Checkpoint], source: Cluster, dest: Cluster) -> list[str]:
    """Close the plan's points in time and refresh what was written to, where that was asked for and something was written (R35).

    Returns notes for people: a refresh that the cluster refuses is one, as the documents are there all the same.
    """
    await pit.close(source, points(plan.slices))
    counted = [checkpoint.counters for checkpoint in checkpoints]
    if not request.refresh or not any(c.created or c.updated or c.deleted for c in counted):
        return []
    others = sorted({index for checkpoint in checkpoints for index in checkpoint.indices})
    params = {"ignore_unavailable": "true"} if others else {}  # the script may have sent all of them elsewhere
    target = path(",".join([request.dest.index, *others]), "_refresh")
    try:
        answer = await patiently(lambda: dest.request("POST", target, params=params), patience=Patience(PATIENCE))
    except TransientError:
        raise
    except ReindexError as error:
        return [f"spec.refresh: the destination was not refreshed: {error.message}"]
    if answer.ok:
        return []
    return [f"spec.refresh: the destination was not refreshed; its own refresh will show the documents: {sentence(cause(answer))}"]
