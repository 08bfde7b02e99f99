"""What Flux waits for: the real kstatus library over a Reindex in each of its states, and what it would say without our schema's help."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import kstatus
from reindex_operator.api.crd import crd

TESTDATA = Path(__file__).parents[3] / "examples" / "gitops" / "argocd" / "resource_customizations" / "reindex.dev" / "Reindex" / "testdata"

STANDING = {
    "new": "InProgress",
    "preparing": "InProgress",
    "copying": "InProgress",
    "suspending": "InProgress",
    "suspended": "InProgress",
    "succeeded": "Current",
    "edited": "InProgress",
    "failed": "Failed",
    "cancelled": "Failed",
}


@pytest.fixture(scope="session", autouse=True)
def built() -> Path:
    """The library's program, before a test's clock starts."""
    return kstatus.binary()


def load(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((TESTDATA / f"{name}.yaml").read_text())
    return found


def test_each_state_has_its_standing() -> None:
    assert {path.stem for path in TESTDATA.iterdir()} == set(STANDING)
    found = kstatus.compute([load(name) for name in STANDING])
    assert {name: each.status for name, each in zip(STANDING, found, strict=True)} == STANDING


def test_why_is_told_in_the_operators_words() -> None:
    [failed, copying] = kstatus.compute([load("failed"), load("copying")])
    assert failed.message == "spec.source.index: no such index [orders-v1]"
    assert copying.message == "copying in 4 slices, 4 at a time"


def test_one_that_is_being_deleted_is_terminating() -> None:
    thing = load("copying")
    thing["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert kstatus.compute([thing])[0].status == "Terminating"


def test_without_the_default_status_a_new_one_would_count_as_done() -> None:
    """Why the schema has that default."""
    thing = load("new")
    default = crd()["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["status"]["default"]
    assert thing.pop("status") == default
    assert kstatus.compute([thing])[0].status == "Current"
    assert kstatus.compute([thing | {"status": default}])[0].status == "InProgress"
