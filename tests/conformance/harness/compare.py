"""What differs between two observations, and whether that is what the case says."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from tests.conformance.harness.case import ABSENT, Case
from tests.conformance.harness.observe import Observation

SLICES = 9
"""The most slices of a case."""


def differences(nodes_own: Observation, ours: Observation) -> dict[str, tuple[Any, Any]]:
    """Every path at which the two differ -> (the node's value, ours). Of an error only that there is one; see ``complaints``."""
    left, right = seen(nodes_own), seen(ours)
    return {path: (one, other) for path, one, other in walk("", left, right)}


def seen(observation: Observation) -> dict[str, Any]:
    """What of an observation is compared value by value."""
    built: dict[str, Any] = msgspec.to_builtins(observation)
    built["error"] = observation.error is not None
    if observation.response is None or built["error"]:
        del built["status"]
    del built["throttled_millis"], built["took"], built["ending"]
    return built


def walk(path: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    """The leaves that differ."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in sorted({*one, *other}, key=str):
            yield from walk(f"{path}.{key}" if path else str(key), one.get(key, ABSENT), other.get(key, ABSENT))
    elif one != other:
        yield path, one, other


def complaints(case: Case, nodes_own: Observation, ours: Observation, contexts: int) -> list[str]:
    """What is wrong with our run, in sentences; empty when it is as the node's but for the differences that the case names."""
    found = differences(nodes_own, ours)
    expected = dict(case.differs.changes) if case.differs else {}
    if case.params.get("slices", 1) != 1 and (batches := found.get("response.batches")):
        del found["response.batches"]  # "slices-of-operations" in docs/differences.md
        wrong_batches = (
            [] if 0 < batches[1] <= 2 * batches[0] + SLICES else [f"response.batches: the node's {batches[0]}, ours {batches[1]}"]
        )
    else:
        wrong_batches = []
    wrong = [f"{path}: the node's {one!r}, ours {other!r}" for path, (one, other) in found.items() if path not in expected]
    for path, (one, other) in expected.items():
        if path not in found:
            if case.differs and not case.differs.always:
                continue
            wrong.append(f"{path}: does not differ, though {case.differs and case.differs.row!r} says so")
        elif not (fits(one, found[path][0]) and fits(other, found[path][1])):
            wrong.append(
                f"{path}: the node's {found[path][0]!r}, ours {found[path][1]!r}, where {case.differs and case.differs.row!r} says otherwise"
            )
    wrong += wrong_batches + of_the_outcome(case, ours)
    if contexts:
        wrong.append(f"{contexts} search contexts left open")
    for whose, run in (("the node's", nodes_own), ("our", ours)):
        least, most = case.throttled
        if run.response is not None and (run.took < least or run.throttled_millis > most):
            wrong.append(f"{whose} run took {run.took} ms, at least {least}, of which {run.throttled_millis} waiting, at most {most}")
    return wrong


def fits(expected: Any, value: Any) -> bool:
    """Whether a value is the expected one, or passes the expected test."""
    return bool(expected(value)) if callable(expected) else bool(expected == value)


def of_the_outcome(case: Case, ours: Observation) -> list[str]:
    """What is wrong with the reason and message of our run's end."""
    reason, message = ours.error or ours.ending or ("Succeeded", "")
    expected = case.reason or (outcome(ours) if ours.response is not None else None)
    wrong = [] if reason == expected else [f"ends as {reason!r} ({message}), expected {expected!r}"]
    if ours.error and reason != "Invalid" and not ("spec." in message or message.startswith("[")):
        wrong.append(f"the message names neither a field nor a document: {message}")
    said = [case.says] if isinstance(case.says, str) else case.says
    return wrong + [f"the message lacks {text!r}: {message}" for text in said if text not in message]


def outcome(ours: Observation) -> str:
    """The reason that a run with such a response ends for."""
    failures = (ours.response or {}).get("failures", [])
    if not failures:
        return "Succeeded"
    conflicts = all((failure.get("cause") or {}).get("type") == "version_conflict_engine_exception" for failure in failures)
    return "VersionConflict" if conflicts else "DocumentsFailed"
