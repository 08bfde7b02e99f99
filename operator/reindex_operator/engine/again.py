"""Takes a slice that failed up again: from before the first document that failed. Pure; called by the controller for another attempt."""

import msgspec

from reindex_operator.engine.checkpoint import Checkpoint, Mark

_WORK_DONE = ("batches", "bulk_retries", "search_retries", "throttled_millis")
"""What was spent stays spent, whatever is done again."""


def again(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint from which another attempt goes on; one that did not fail is left as it is.

    What lies between its cursor and its horizon may be in the destination already: as after a crash, it is recognised there and counted
    once. It has no owner, so that a pod of the attempt before which still lives stops.
    """
    if checkpoint.state != "Failed":
        return checkpoint
    mark = checkpoint.mark or Mark(checkpoint.cursor, checkpoint.counters)
    spent = {name: getattr(checkpoint.counters, name) for name in _WORK_DONE}
    return msgspec.structs.replace(
        checkpoint,
        state="Stopped",
        owner="",
        cursor=mark.cursor,
        counters=msgspec.structs.replace(mark.counters, **spent),
        failures=[],
        mark=None,
        ending=None,
        throttled_until=0,
    )
