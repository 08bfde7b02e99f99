"""What each steering command makes of an object, and when it refuses."""

from typing import Any

import pytest

from reindex_operator.cli import steering
from reindex_operator.cli.steering import SteeringError
from tests.unit.cli.objects import reindex


def test_the_patches() -> None:
    going = reindex("Copying")
    assert steering.suspend(going) == {"spec": {"suspend": True}}
    assert steering.resume(going) == {"spec": {"suspend": None}}
    assert steering.cancel(going) == {"spec": {"cancel": True}}
    assert steering.rethrottle(going, 2000.0) == {"spec": {"requestsPerSecond": 2000}}
    assert steering.rethrottle(going, 0.5) == {"spec": {"requestsPerSecond": 0.5}}
    assert steering.rerun(going, "two") == {"spec": {"runId": "two", "cancel": None}}


@pytest.mark.parametrize(
    ("spec", "status", "attempt"), [({}, {}, 2), ({"attempt": 3}, {"attempt": 3}, 4), ({}, {"attempt": 3}, 4), ({"attempt": 5}, {}, 6)]
)
def test_a_retry_is_an_attempt_higher_than_any_before(spec: dict[str, Any], status: dict[str, Any], attempt: int) -> None:
    for phase in ("Failed", "Cancelled"):
        assert steering.retry(reindex(phase, spec=spec, **status)) == {"spec": {"attempt": attempt, "cancel": None}}


@pytest.mark.parametrize("command", [steering.suspend, steering.resume, lambda found: steering.rethrottle(found, 5.0)])
def test_what_has_ended_can_not_be_steered(command: Any) -> None:
    for phase in ("Succeeded", "Failed", "Cancelled"):
        with pytest.raises(SteeringError, match=f"it has ended: {phase}"):
            command(reindex(phase))
        command(reindex(phase, generation=4, seen=3))  # edited since: it may be running again


def test_a_run_is_cancelled_once() -> None:
    for phase in ("Succeeded", "Failed"):
        with pytest.raises(SteeringError, match=f"it can not be cancelled, it has ended: {phase}"):
            steering.cancel(reindex(phase))
    assert steering.cancel(reindex("Cancelled")) is None
    assert steering.cancel(reindex("Cancelled", generation=4, seen=3))


def test_a_retry_needs_a_run_that_ended_without_success() -> None:
    with pytest.raises(SteeringError, match=r"kubectl reindex rerun orders-v2$"):
        steering.retry(reindex("Succeeded"))
    with pytest.raises(SteeringError, match="not ended yet: Copying"):
        steering.retry(reindex("Copying"))
    with pytest.raises(SteeringError, match="not ended yet: Pending"):
        steering.retry(reindex(None))


def test_a_rerun_needs_another_run_id() -> None:
    with pytest.raises(SteeringError, match="runId is a already"):
        steering.rerun(reindex("Succeeded", spec={"runId": "a"}), "a")
