"""Slices are folded into one response."""

from reindex_operator.engine.checkpoint import Checkpoint, Counters, Failure
from reindex_operator.engine.plan import Plan, Slice
from reindex_operator.engine.response import response

PLAN = Plan(slices=[Slice(id=0, parts=[]), Slice(id=1, parts=[])], total=30, started=1000)


def test_counters_are_summed_and_time_is_the_runs() -> None:
    one = Checkpoint(
        slice=0, counters=Counters(created=1, updated=2, deleted=3, noops=4, version_conflicts=5, batches=6, bulk_retries=7), timed_out=True
    )
    two = Checkpoint(slice=1, counters=Counters(created=10, search_retries=1, throttled_millis=9), throttled_until=5500)
    made = response(PLAN, [one, two], now=5000)
    assert (made.took, made.total, made.created, made.updated, made.deleted, made.noops) == (4000, 30, 11, 2, 3, 4)
    assert (made.version_conflicts, made.batches, made.retries.bulk, made.retries.search, made.throttled_millis) == (5, 6, 7, 1, 9)
    assert (made.timed_out, made.throttled_until_millis) == (True, 500)
    assert response(PLAN, [one, two], now=5000, ended=True).throttled_until_millis == 0


def test_the_total_is_at_least_what_was_done_and_with_max_docs_that_of_the_start() -> None:
    limited = Plan(slices=[Slice(id=one, parts=[], max_docs=15) for one in (0, 1)], total=30, started=1000)
    slices = [Checkpoint(slice=0, counters=Counters(created=30, noops=9, version_conflicts=5))]
    assert response(limited, slices, now=5000).total == 30
    assert response(PLAN, slices, now=5000).total == 44
    assert response(limited, [*slices, Checkpoint(slice=2, counters=Counters(updated=3))], now=5000).total == 47


def test_failures_are_bounded() -> None:
    many = [Failure(400, {"type": "t", "reason": "r" * 900}, "i", str(number)) for number in range(100)]
    small = [Failure(400, {"type": "t"}, "i", str(number)) for number in range(100)]
    assert len(response(PLAN, [Checkpoint(slice=0, failures=many)], now=5000).failures) < 80
    assert len(response(PLAN, [Checkpoint(slice=0, failures=small), Checkpoint(slice=1, failures=small)], now=5000).failures) == 100
