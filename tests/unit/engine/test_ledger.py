"""Counters and cursor never run ahead of what was acknowledged without a gap."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.api.model import MAX_SLICES
from reindex_operator.engine import copy
from reindex_operator.engine.again import again
from reindex_operator.engine.bulk import Batch
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Cursor, Failure
from reindex_operator.engine.ledger import Ledger


def book(failure_bytes: int = 10_000) -> Ledger:
    return Ledger(Checkpoint(slice=0), failure_bytes)


@given(st.permutations(range(12)), st.integers(0, 12))
def test_the_cursor_stands_before_the_first_batch_that_is_not_acknowledged(order: list[int], acknowledged: int) -> None:
    ledger = book()
    entries = [ledger.open(Batch([], 10, Cursor(0, number))) for number in range(12)]
    for number in order[:acknowledged]:
        ledger.settle(entries[number], Counters(created=10), [])
    done = next((number for number in range(12) if number not in order[:acknowledged]), 12)
    assert ledger.checkpoint.cursor == (Cursor(0, done - 1) if done else Cursor())
    assert ledger.checkpoint.counters.created == 10 * done
    assert ledger.reserved == 120
    ledger.conclude()
    assert ledger.checkpoint.counters.created == 10 * acknowledged


def test_conflicts_are_given_back_to_max_docs() -> None:
    ledger = book()
    entry = ledger.open(Batch([], 10, Cursor(0, 1)))
    assert ledger.reserved == 10
    ledger.settle(entry, Counters(created=3, version_conflicts=7), [])
    assert ledger.reserved == 3


def test_failures_are_kept_within_their_bytes_and_counted_in_full() -> None:
    ledger = book(failure_bytes=500)
    entry = ledger.open(Batch([], 50, Cursor(0, 1)))
    ledger.settle(entry, Counters(failed=50), [Failure(400, {"type": "x", "reason": "y" * 50}, "i", str(n)) for n in range(50)])
    assert 0 < len(ledger.checkpoint.failures) < 10
    assert ledger.checkpoint.counters.failed == 50


@pytest.mark.parametrize("slices", [1, 16, 100, MAX_SLICES])
def test_the_failures_of_slices_that_fail_at_once_fit_into_one_mailbox(slices: int) -> None:
    ledger = book(copy.FAILURE_BYTES // slices)
    value = "9" * 30_000
    cause = {"type": "x", "reason": f"failed to parse [{value}]", "caused_by": {"type": "y", "reason": f'For input string: "{value}"'}}
    ledger.settle(ledger.open(Batch([], 9, Cursor(0, 1))), Counters(failed=9), [Failure(400, cause, "i", str(n)) for n in range(9)])
    [first, *_] = ledger.checkpoint.failures
    assert slices * sum(len(msgspec.json.encode(one)) for one in ledger.checkpoint.failures) < 256 << 10
    assert first.cause["reason"].startswith("failed to parse [999999")


def test_another_attempt_goes_on_before_the_first_batch_that_failed() -> None:
    ledger = book()
    entries = [ledger.open(Batch([], 10, Cursor(0, number))) for number in range(4)]
    ledger.settle(entries[0], Counters(created=10), [])
    ledger.settle(entries[1], Counters(created=9, failed=1), [Failure(400, {"type": "x"}, "i", "1")])
    ledger.settle(entries[3], Counters(created=10), [])
    ledger.checkpoint.counters.batches = 4
    ledger.checkpoint.state, ledger.checkpoint.horizon, ledger.checkpoint.owner = "Failed", Cursor(0, 99), "pod"
    ledger.conclude()
    assert (ledger.checkpoint.counters.created, ledger.checkpoint.counters.failed) == (29, 1)
    resumed = again(ledger.checkpoint)
    assert (resumed.cursor, resumed.horizon, resumed.owner, resumed.state) == (Cursor(0, 0), Cursor(0, 99), "", "Stopped")
    assert resumed.counters == Counters(created=10, batches=4)
    assert (resumed.failures, resumed.ending, again(resumed)) == ([], None, resumed)


def test_another_attempt_goes_on_before_what_was_counted_behind_a_gap() -> None:
    ledger = book()
    entries = [ledger.open(Batch([], 10, Cursor(0, number))) for number in range(3)]
    ledger.settle(entries[0], Counters(created=10), [])
    ledger.settle(entries[2], Counters(created=10), [])
    ledger.checkpoint.state = "Failed"
    ledger.conclude()
    assert (again(ledger.checkpoint).cursor, again(ledger.checkpoint).counters) == (Cursor(0, 0), Counters(created=10))
