"""At most so many runs are at work at once, and the oldest object is the next."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.controller.observed import Observed
from reindex_operator.controller.reconcile import decide
from reindex_operator.controller.turns import Turns, at_work, wants
from tests.unit.controller.build import NOW, SETTINGS, box, job, plan, reindex, stamp

RUNNING = {"phase": "Copying", "attempt": 1, "startTime": stamp(), "activeSince": stamp()}
ENDED = {"phase": "Failed", "attempt": 1, "startTime": stamp(), "conditions": [{"type": "Finished", "status": "True"}]}


def made(age: int, status: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    thing = reindex(status, **spec)
    thing["metadata"]["creationTimestamp"] = stamp(-age)
    return thing


def test_the_oldest_are_the_first_and_an_end_lets_the_next_begin() -> None:
    things = {"c": made(1), "a": made(3), "b": made(2), "d": made(0)}
    turns = Turns(2, things)
    assert [turns.take("a"), turns.take("b")] == [True, True]
    assert [turns.take("d"), turns.take("c")] == [False, False]
    assert turns.take("a")
    assert turns.give_back("b") == ["c"]
    assert [turns.take("d"), turns.take("c")] == [False, True]
    assert turns.give_back("d") == []


def test_who_is_at_work_stays_so_after_a_restart_whatever_the_limit() -> None:
    things = {name: made(1, RUNNING) for name in "abc"} | {"d": made(9)}
    turns = Turns(2, things)
    assert not turns.take("d")
    assert all(turns.take(name) for name in "abc")
    things["a"] = things["b"] = made(1, ENDED)
    assert turns.give_back("a") == []
    assert turns.give_back("b") == ["d"]


def test_without_a_limit_it_is_everybodys_turn() -> None:
    turns = Turns(0, {str(number): made(0) for number in range(100)})
    assert all(turns.take(str(number)) for number in range(100))


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (made(0), True),
        (made(0, suspend=True), False),
        (made(0, cancel=True), False),
        (made(0, ENDED), False),
        (made(0, ENDED, attempt=2), True),
        (made(0, ENDED, runId="b"), True),
    ],
)
def test_who_wants_to_be_at_work(thing: dict[str, Any], expected: bool) -> None:
    assert (wants(thing), at_work(thing)) == (expected, False)
    assert at_work(made(0, RUNNING))


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.booleans()), max_size=60), st.integers(1, 4))
def test_never_more_than_the_limit_and_nobody_waits_for_nothing(steps: list[tuple[str, bool]], limit: int) -> None:
    things = {name: made(ord(name)) for name in "abcdefgh"}
    turns = Turns(limit, things)
    working: set[str] = set()
    waiting: set[str] = set()
    for name, begins in steps:
        if begins:
            (working if turns.take(name) else waiting).add(name)
            waiting -= working
        elif name in working:
            working.discard(name)
            for other in turns.give_back(name):
                assert turns.take(other)
                working.add(other)
                waiting.discard(other)
        assert len(working) <= limit
        assert not waiting or len(working) == limit


def test_one_that_waits_says_so_and_its_time_does_not_run() -> None:
    status = decide(reindex(activeDeadlineSeconds=1), Observed(turn=False), SETTINGS, NOW).status
    assert status is not None
    assert (status["phase"], status["conditions"][0]["reason"]) == ("Queued", "Queued")
    assert not {"startTime", "activeSince"} & status.keys()


def test_one_that_is_resumed_may_have_to_wait_with_its_jobs_paused() -> None:
    paused = job("copy", ("Suspended", ""))
    paused["spec"]["suspend"] = True
    decision = decide(reindex({"phase": "Suspended", "attempt": 1}), Observed({"copy": paused}, box(plan(1)), turn=False), SETTINGS, NOW)
    assert (decision.create, decision.patches) == ((), ())
    assert decision.status is not None
    assert decision.status["phase"] == "Queued"


def test_one_that_is_taken_up_may_have_to_wait_too() -> None:
    status = decide(made(0, ENDED, attempt=2), Observed(mailbox=box(plan(1)), turn=False), SETTINGS, NOW).status
    assert status is not None
    assert (status["phase"], status["attempt"]) == ("Queued", 2)
    assert not at_work(made(0, status, attempt=2))
