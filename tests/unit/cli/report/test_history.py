"""The speed over time, from what was recorded or from checkpoints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.cli.report.history import MOST_POINTS, History, of_checkpoints
from reindex_operator.cli.view import SliceView, View
from reindex_operator.engine.checkpoint import Checkpoint, Counters


def seen(*done: int, state: str = "Running") -> View:
    return View("a -> b", prepared=True, slices=tuple(SliceView(number, each, 1000, state) for number, each in enumerate(done)))


def test_a_steady_slice_has_one_rate() -> None:
    history = History()
    for second in range(11):
        history.record(100.0 + second, seen(second * 50))
    width, rates = history.rates(5)
    assert width == pytest.approx(2.0)
    assert rates == {0: pytest.approx([50.0] * 5)}


def test_a_pause_shows_as_none() -> None:
    history = History({0: [(0.0, 0), (1.0, 100), (3.0, 100), (4.0, 200)]})
    assert history.rates(4)[1][0] == pytest.approx([100.0, 0.0, 0.0, 100.0])


def test_a_waiting_slice_begins_when_it_runs() -> None:
    history = History()
    history.record(0.0, seen(0, state="Waiting"))
    history.record(9.0, seen(0, state="Waiting"))
    history.record(10.0, seen(100))
    assert history.slices[0] == [(9.0, 0), (10.0, 100)]


def test_a_slice_whose_run_ended_before_it_began_has_no_time() -> None:
    history = History()
    for at, state in [(0.0, "Waiting"), (9.0, "Stopped")]:
        history.record(at, seen(0, state=state))
    assert history.slices[0] == [(9.0, 0)]


def test_a_slice_ends_when_it_has_ended_and_goes_on_where_it_is_tried_again() -> None:
    history = History()
    for at, done, state in [(0.0, 0, "Running"), (5.0, 500, "Succeeded"), (9.0, 500, "Succeeded")]:
        history.record(at, seen(done, state=state))
    assert history.slices[0] == [(0.0, 0), (5.0, 500)]
    for at, done, state in [(12.0, 500, "Running"), (14.0, 700, "Failed"), (20.0, 700, "Failed")]:
        history.record(at, seen(done, state=state))
    assert history.slices[0] == [(0.0, 0), (5.0, 500), (12.0, 500), (14.0, 700)]


@given(increases=st.lists(st.integers(0, 100), min_size=2, max_size=3 * MOST_POINTS))
def test_thinning_and_bins_lose_no_document(increases: list[int]) -> None:
    history, done = History(), 0
    history.record(0.0, seen(0))
    for second, increase in enumerate(increases, 1):
        done += increase
        history.record(float(second), seen(done))
    assert len(history.slices[0]) <= MOST_POINTS
    assert history.slices[0][-1] == (float(len(increases)), done)
    width, rates = history.rates()
    assert sum(rate * width for rate in rates[0]) == pytest.approx(done, abs=0.01)
    assert all(rate >= 0 for rate in rates[0])


def test_checkpoints_give_each_slice_s_average() -> None:
    begun = Checkpoint(slice=0, started=1_000, updated=5_000, counters=Counters(created=400))
    other = Checkpoint(slice=1, started=3_000, updated=5_000, counters=Counters(updated=100))
    history = of_checkpoints([begun, other, Checkpoint(slice=2)])
    assert history.averages
    width, rates = history.rates(4)
    assert width == pytest.approx(1.0)
    assert rates == {0: pytest.approx([100.0] * 4), 1: pytest.approx([0.0, 0.0, 50.0, 50.0])}


def test_nothing_known_is_no_bins() -> None:
    assert History().rates() == (0.0, {})
    assert of_checkpoints([Checkpoint(slice=0, started=5, updated=5)]).rates() == (0.0, {})
