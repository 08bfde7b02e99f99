"""What a mailbox takes of the API server: how large it gets, and how often it is stored anew."""

import uuid

import pytest

from reindex_operator import mailbox
from reindex_operator.api.model import MAX_SLICES
from reindex_operator.engine.catchup import CatchUp, missed
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Cursor
from reindex_operator.engine.plan import Part, Plan, Slice

LARGEST = 1 << 20
"""Bytes that a ConfigMap may have."""
INDEX, POINT = "logs-app.production-2026.11.27-000001", "A" * 220
EACH = 3_000_000


def slices() -> list[Slice]:
    return [
        Slice(number, [Part(INDEX, 0, number * EACH, (number + 1) * EACH, MAX_SLICES * EACH, EACH, pit=POINT)], EACH)
        for number in range(MAX_SLICES)
    ]


def done(number: int) -> Checkpoint:
    counters = Counters(created=EACH - 1000, updated=1000, batches=3000, bulk_retries=12, search_retries=3, bytes=EACH * 900)
    now = 1_790_000_000_000
    return Checkpoint(number, "Succeeded", str(uuid.uuid4()), Cursor(1), counters=counters, outside=[0], started=now, updated=now)


def test_as_many_slices_as_there_may_be_fit_in_with_what_they_have_to_catch_up() -> None:
    plan = Plan(slices(), MAX_SLICES * EACH, 1_790_000_000_000, finish=True)
    checkpoints = [done(number) for number in range(MAX_SLICES)]
    more = CatchUp(Slice(MAX_SLICES, missed(plan, checkpoints)))
    data = {mailbox.PLAN: mailbox.encode(mailbox.Prepared(plan=plan)), mailbox.CATCH_UP: mailbox.encode(more)}
    data |= {mailbox.slice_key(one.slice): mailbox.encode(one) for one in checkpoints}
    assert sum(len(key) + len(text) for key, text in data.items()) < LARGEST * 0.8


@pytest.mark.parametrize(
    ("size", "running", "seconds"),
    [(10 << 10, 1, 0), (10 << 10, 10, 0), (256 << 10, 10, 10), (512 << 10, 10, 20), (512 << 10, 1000, mailbox.LONGEST_INTERVAL)],
)
def test_the_larger_it_is_and_the_more_write_to_it_the_rarer_is_each(size: int, running: int, seconds: float) -> None:
    data = {mailbox.slice_key(number): mailbox.encode(Checkpoint(number)) for number in range(running)}
    data |= {mailbox.slice_key(running): mailbox.encode(done(running)), mailbox.PLAN: ""}
    data[mailbox.PLAN] = "x" * (size - sum(map(len, data.values())))
    assert mailbox.save_interval(data) == pytest.approx(seconds, abs=0.5)
