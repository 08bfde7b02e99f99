"""A namespace that is deleted with a run in it: who is asked, and what is deleted."""

from typing import Any

import pytest

from reindex_operator.controller.decision import Decision, Target
from reindex_operator.controller.kube import KubeError
from reindex_operator.controller.observed import Observed
from reindex_operator.controller.reconcile import decide
from reindex_operator.controller.vanishing import held, vanishing
from tests.unit.controller.build import NOW, SETTINGS, job, pod, reindex, stamp


def ended(phase: str, deleted: int | None) -> dict[str, Any]:
    """A pod in this phase that was deleted so many seconds ago."""
    found = pod("copy", 0, phase=phase)
    if deleted is not None:
        found["metadata"]["deletionTimestamp"] = stamp(-deleted)
    return found


@pytest.mark.parametrize(
    ("found", "pods", "is_held"),
    [
        (job("copy"), [ended("Failed", 6)], True),
        (job("copy"), [ended("Running", 6), ended("Succeeded", 60)], True),
        (job("copy"), [ended("Failed", 1)], False),  # may yet be replaced
        (job("copy"), [ended("Running", 6)], False),
        (job("copy"), [ended("Failed", None)], False),
        (job("copy", ("Failed", "BackoffLimitExceeded")), [ended("Failed", 6)], False),
        (job("prepare"), [ended("Failed", 6)], False),
    ],
)
def test_a_job_that_holds_a_pod_which_was_deleted_and_has_ended(found: dict[str, Any], pods: list[dict[str, Any]], is_held: bool) -> None:
    assert held([found], pods, NOW) is is_held


class Answering:
    """An API server that answers every request so."""

    def __init__(self, error: KubeError | None) -> None:
        self.error = error
        self.asked: list[Any] = []

    async def request(self, *asked: Any, **more: Any) -> dict[str, Any]:
        self.asked.append((*asked, more["query"]))
        if self.error:
            raise self.error
        return {}


GOING = KubeError(
    403, "Forbidden", 'configmaps "reindex-" is forbidden: unable to create new content in namespace a because it is being terminated'
)


@pytest.mark.parametrize(
    ("error", "is_vanishing"),
    [(GOING, True), (KubeError(404, "NotFound", "gone"), True), (KubeError(403, "Forbidden", "exceeded quota"), False), (None, False)],
)
async def test_the_api_server_says_whether_the_namespace_goes(error: KubeError | None, is_vanishing: bool) -> None:
    kube = Answering(error)
    assert await vanishing(kube, "a") is is_vanishing  # type: ignore[arg-type]
    assert kube.asked == [("POST", "/api/v1/namespaces/a/configmaps", {"dryRun": "All"})]


async def test_an_api_server_that_can_not_say_is_asked_again() -> None:
    with pytest.raises(KubeError):
        await vanishing(Answering(KubeError(500, "InternalError", "no")), "a")  # type: ignore[arg-type]


def test_the_jobs_of_a_namespace_that_goes_are_deleted_and_nothing_is_made() -> None:
    prepare, copy = job("prepare", ("Complete", "")), job("copy")
    observed = Observed({"prepare": prepare, "copy": copy}, pods=(ended("Failed", 6),), vanishing=True)
    assert decide(reindex(), observed, SETTINGS, NOW) == Decision(delete=(Target.of(prepare), Target.of(copy)))
