"""How a dry run ends."""

import pytest

from reindex_operator.controller.dry_run import shown, verdict
from reindex_operator.engine.plan import DryRun, Example, Unfit


@pytest.mark.parametrize(
    ("found", "conflicts_fail", "state", "said"),
    [
        (DryRun(sampled=9, created=4, updated=2, deleted=1, noops=2), True, "Succeeded", "9 documents, out of 50, there would be: 4 created, 2 updated, 1 deleted, 2 skipped"),
        (DryRun(), True, "Succeeded", "there would be: none"),
        (DryRun(warnings=["warning: script 1:9: x\nx\n^"]), True, "Succeeded", "there would be: none; warning: script 1:9: x"),
        (DryRun(warnings=["warning: script 1:9: x", "y"]), True, "Succeeded", "warning: script 1:9: x (and more in status.dryRun.warnings)"),
        (DryRun(sampled=9, created=8, version_conflicts=1), False, "Succeeded", "8 created, 1 version conflicts"),
        (DryRun(sampled=9, created=8, version_conflicts=1), True, "Failed", "1 of 9 documents would be version conflicts under spec.conflicts: abort; `conflicts: proceed` would count them and go on"),
        (DryRun(sampled=9, created=8, failed=1, failures=[Unfit("a", "1", "runtime error")]), False, "Failed", "fails on 1 of 9 documents; first: runtime error"),
    ],
)  # fmt: skip
def test_the_verdict(found: DryRun, conflicts_fail: bool, state: str, said: str) -> None:
    ends = verdict(found, 50, conflicts_fail=conflicts_fail)
    assert (ends.state, ends.reason) == (state, f"DryRun{state}")
    assert ends.message.startswith("nothing was written; ")
    assert ends.message.endswith(said)


def test_the_status_has_every_counter_and_example() -> None:
    found = DryRun(
        sampled=2, created=1, failed=1, examples=[Example("a", "1", "create", "+x")], failures=[Unfit("a", "2", "no")], warnings=["w"]
    )
    assert shown(found, 7) == {
        "total": 7,
        "sampled": 2,
        "created": 1,
        "updated": 0,
        "deleted": 0,
        "noops": 0,
        "versionConflicts": 0,
        "failed": 1,
        "examples": [{"index": "a", "id": "1", "op": "create", "diff": "+x"}],
        "failures": [{"index": "a", "id": "2", "message": "no"}],
        "warnings": ["w"],
    }
