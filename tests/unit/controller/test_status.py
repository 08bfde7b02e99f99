"""Conditions, progress, status, its patches and its events."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reindex_operator.controller import progress, status
from reindex_operator.controller.conditions import State, Verdict, conditions, word
from reindex_operator.controller.events import events, manifest
from reindex_operator.controller.observed import Mailbox
from reindex_operator.controller.progress import Sample
from reindex_operator.engine.checkpoint import Checkpoint, Counters, Failure
from tests.unit.controller.build import NOW, box, checkpoint, plan, reindex, stamp

LATER = NOW + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("Running", {"Succeeded": "Unknown", "Ready": "False", "Finished": "False", "Reconciling": "True"}),
        ("Suspended", {"Succeeded": "Unknown", "Ready": "False", "Finished": "False"}),
        ("Succeeded", {"Succeeded": "True", "Ready": "True", "Finished": "True"}),
        ("Failed", {"Succeeded": "False", "Ready": "False", "Finished": "True", "Stalled": "True"}),
    ],
)
def test_conditions_by_state(state: State, expected: dict[str, str]) -> None:
    made = conditions(Verdict(state, "Why", "because"), 3, [], NOW)
    assert {each.type: each.status for each in made} == expected
    assert all((each.reason, each.message, each.observed_generation) == ("Why", "because", 3) for each in made)


def test_degraded_is_said_only_while_it_is_so() -> None:
    made = {each.type: each for each in conditions(Verdict("Running", "Unreachable", "no host answers", degraded=True), 3, [], NOW)}
    assert (made["Degraded"].status, made["Degraded"].reason) == ("True", "Unreachable")
    assert "Degraded" not in {each.type for each in conditions(Verdict("Running", "Copying", "m"), 3, [], NOW)}


def test_a_condition_keeps_its_time_until_its_status_changes() -> None:
    first = [json.loads(each.model_dump_json()) for each in conditions(Verdict("Running", "Preparing", "m"), 1, [], NOW)]
    second = {each.type: each for each in conditions(Verdict("Running", "Copying", "m"), 1, first, LATER)}
    third = {each.type: each for each in conditions(Verdict("Succeeded", "Succeeded", "m"), 1, first, LATER)}
    assert second["Succeeded"].last_transition_time == stamp()
    assert third["Succeeded"].last_transition_time == stamp(60)


def test_a_message_is_bounded() -> None:
    assert len(conditions(Verdict("Failed", "R", "x" * 100_000), 1, [], NOW)[0].message) == 4096


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("BackoffLimitExceeded", "BackoffLimitExceeded"),
        ("OutOfephemeral-storage", "OutOfephemeralStorage"),
        ("denied by policy: no :latest", "DeniedByPolicyNoLatest"),
        ("policy.example/no-latest", "PolicyExampleNoLatest"),
        ("404 not found", "NotFound"),
        (" - ", "Unknown"),
    ],
)
def test_whatever_kubernetes_gives_as_a_reason_is_said_as_one_word(reason: str, said: str) -> None:
    assert {each.reason for each in conditions(Verdict("Failed", reason, "m"), 1, [], NOW)} == {said}


@given(st.text(max_size=300))
def test_every_reason_can_be_said(reason: str) -> None:
    [said] = {each.reason for each in conditions(Verdict("Failed", reason, "m"), 1, [], NOW)}
    assert word(said) == said


@pytest.mark.parametrize(
    ("total", "done", "expected"), [(0, 0, "0%"), (3, 1, "33%"), (1000, 999, "99%"), (10, 10, "100%"), (10, 12, "100%")]
)
def test_percent_says_100_only_of_all(total: int, done: int, expected: str) -> None:
    assert progress.percent(total, done) == expected


def test_rate_and_eta() -> None:
    shown = progress.progress(1000, 500, (Sample(NOW - timedelta(seconds=10), 300),), NOW)
    assert shown.docs_per_second == 20
    assert shown.estimated_completion_time == stamp(25)


def test_nothing_is_said_of_speed_too_soon_or_when_it_stands() -> None:
    assert progress.progress(10, 5, (), NOW).docs_per_second is None
    still = progress.progress(10, 5, (Sample(NOW - timedelta(seconds=10), 5),), NOW)
    assert (still.docs_per_second, still.estimated_completion_time) == (0, None)


def test_a_run_that_begins_anew_has_no_speed_from_the_one_before() -> None:
    before = tuple(Sample(NOW - timedelta(seconds=seconds), done) for seconds, done in ((20, 0), (10, 5000)))
    for done in (0, 3000):
        shown = progress.progress(10_000, done, before, NOW)
        assert (shown.docs_per_second, shown.estimated_completion_time) == (None, None)


def test_samples_leave_the_window_but_for_one() -> None:
    samples: tuple[Sample, ...] = ()
    for second in range(0, 100, 5):
        samples = progress.remember(samples, Sample(NOW + timedelta(seconds=second), second))
    assert all(samples[-1].time - sample.time <= progress.WINDOW for sample in samples)
    after_a_pause = progress.remember(samples, Sample(NOW + timedelta(hours=1), 100))
    assert len(after_a_pause) == 2


def running(thing: dict[str, Any], mailbox: Mailbox, **facts: Any) -> dict[str, Any]:
    given_plan = mailbox.prepared.plan if mailbox.prepared else None
    return status.build(thing, "Copying", Verdict("Running", "Copying", "m"), status.Facts(given_plan, mailbox, **facts), LATER)


def test_the_response_folds_the_slices() -> None:
    made = running(reindex(), box(plan(), checkpoint(0, created=30), checkpoint(1, "Succeeded", 100)))
    assert made["response"]["created"] == 130
    assert made["response"]["total"] == 200
    assert made["response"]["took"] == 60_000
    assert made["progress"]["percent"] == "65%"
    assert made["slices"] == [
        {"id": 0, "state": "Running", "total": 100, "processed": 30},
        {"id": 1, "state": "Succeeded", "total": 100, "processed": 100},
    ]
    assert made["startTime"] == stamp(60)
    assert "completionTime" not in made


@pytest.mark.parametrize(
    ("state", "at_rest"), [("Running", "Waiting"), ("Suspended", "Waiting"), ("Cancelled", "Stopped"), ("Failed", "Stopped")]
)
def test_a_slice_waits_as_long_as_its_run_may_go_on(state: Any, at_rest: str) -> None:
    checkpoints = [checkpoint(0, "Succeeded", 100), checkpoint(1, "Failed", 9), checkpoint(2, "Stopped", 5)]
    mailbox = box(plan(4), *checkpoints)
    made = status.build(reindex(), "Copying", Verdict(state, "R", "m"), status.Facts(plan(4), mailbox), LATER)
    assert [(each["state"], each["processed"]) for each in made["slices"]] == [
        ("Succeeded", 100),
        ("Failed", 9),
        (at_rest, 5),
        (at_rest, 0),
    ]


@pytest.mark.parametrize("left", [box(plan(3)), Mailbox()], ids=["older-checkpoints", "no-mailbox"])
def test_a_run_that_ends_without_its_checkpoints_has_no_slice_at_work(left: Mailbox) -> None:
    old = running(reindex(), box(plan(3), checkpoint(0, "Succeeded", 100), checkpoint(1, created=5)))
    facts = status.Facts(left.prepared.plan if left.prepared else None, left)
    made = status.build(reindex(old), "Failed", Verdict("Failed", "CheckpointsLost", "m"), facts, LATER)
    assert [(each["state"], each["processed"]) for each in made["slices"]] == [("Succeeded", 100), ("Stopped", 5), ("Stopped", 0)]


def test_failures_count_as_processed_and_are_bounded() -> None:
    failures = [Failure(400, {"type": "t", "reason": "x" * 10_000}, "b", str(number)) for number in range(200)]
    made = running(reindex(), box(plan(1, 1000), Checkpoint(0, counters=Counters(created=3, failed=200), failures=failures)))
    assert made["failureCount"] == 200
    assert made["progress"]["processed"] == 203
    assert 0 < len(json.dumps(made["response"]["failures"])) <= 70_000


@pytest.mark.parametrize(("conflicts_fail", "expected"), [(True, 25), (False, 35)])
def test_a_conflict_that_fails_is_processed_once(conflicts_fail: bool, expected: int) -> None:
    counters = Counters(created=10, version_conflicts=10, failed=15)
    made = running(reindex(), box(plan(1), Checkpoint(0, counters=counters)), conflicts_fail=conflicts_fail)
    assert made["progress"]["processed"] == made["slices"][0]["processed"] == expected


def test_the_response_never_shrinks() -> None:
    before = running(reindex(), box(plan(), checkpoint(0, created=50)))
    stale = running(reindex(before), box(plan(), checkpoint(0, created=40)))
    gone = running(reindex(before), Mailbox())
    assert stale["response"] == gone["response"] == before["response"]


def test_the_completion_time_stays() -> None:
    first = status.build(reindex(), "Failed", Verdict("Failed", "R", "m"), status.NOTHING, NOW)
    second = status.build(reindex(first), "Failed", Verdict("Failed", "R", "m"), status.NOTHING, LATER)
    assert first["completionTime"] == second["completionTime"] == stamp()


def test_progress_alone_is_not_urgent_and_a_slices_end_is() -> None:
    a = running(reindex(), box(plan(), checkpoint(0, created=10)))
    b = running(reindex(a), box(plan(), checkpoint(0, created=20)))
    c = running(reindex(a), box(plan(), checkpoint(0, "Succeeded", 20)))
    assert a != b
    assert not status.urgent(a, b)
    assert status.urgent(b, c)


JSON = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=1), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text("abc", min_size=1, max_size=1), JSON, max_size=3)


def merge(target: Any, patch: Any) -> Any:
    """RFC 7386's MergePatch, in its own words."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


@given(OBJECTS, OBJECTS)
def test_a_merge_patch_makes_new_of_old(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert merge(old, status.merge_diff(old, new)) == new


def said(phase: str, reason: str, state: State = "Running", message: str = "m") -> dict[str, Any]:
    return status.build(reindex(), phase, Verdict(state, reason, message), status.NOTHING, NOW)


PAUSED = said("Suspended", "Suspended", "Suspended") | {"startTime": stamp()}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, said("Preparing", "Preparing"), [("Normal", "Preparing")]),
        (said("Preparing", "Preparing"), said("Preparing", "Preparing"), []),
        (said("Copying", "Copying"), said("Copying", "Unreachable"), [("Warning", "Unreachable")]),
        (said("Copying", "Unreachable"), said("Copying", "Copying"), []),
        (said("Copying", "Copying"), said("Copying", "Suspending"), [("Normal", "Suspending")]),
        (said("Copying", "Suspending"), said("Suspended", "Suspended", "Suspended"), [("Normal", "Suspended")]),
        (PAUSED, said("Copying", "Copying"), [("Normal", "Resumed"), ("Normal", "Copying")]),
        (PAUSED | {"startTime": stamp(-9)}, said("Preparing", "Preparing"), [("Normal", "Preparing")]),
        (said("Suspended", "Suspended", "Suspended"), said("Preparing", "Preparing"), [("Normal", "Preparing")]),
        (said("Copying", "Copying"), said("Failed", "VersionConflict", "Failed"), [("Warning", "VersionConflict")]),
        (said("Copying", "Copying"), said("Succeeded", "Succeeded", "Succeeded"), [("Normal", "Succeeded")]),
    ],
)
def test_events_tell_what_is_new(old: dict[str, Any], new: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert [(event.type, event.reason) for event in events(old, new)] == expected


def test_an_event_is_about_the_object() -> None:
    thing = reindex()
    made = manifest(thing, events({}, said("Preparing", "Preparing"))[0], NOW)
    assert made["involvedObject"]["uid"] == thing["metadata"]["uid"]
    assert made["metadata"]["namespace"] == "shop"
    assert made["reportingComponent"] == "reindex-operator"
