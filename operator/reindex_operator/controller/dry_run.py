"""How a dry run ends and what the status says of it. Pure; called by reconcile and status."""

from typing import Any

import msgspec

from reindex_operator.api.status import DryRunStatus
from reindex_operator.controller.conditions import Verdict
from reindex_operator.engine.plan import DryRun

SUCCEEDED, FAILED = "DryRunSucceeded", "DryRunFailed"


def verdict(found: DryRun, total: int, *, conflicts_fail: bool) -> Verdict:
    """Success where a run would have gone through the sample without an error."""
    if found.failed:
        first = f"; first: {found.failures[0].message}" if found.failures else ""
        return Verdict("Failed", FAILED, f"nothing was written; the script fails on {found.failed} of {found.sampled} documents{first}")
    if found.version_conflicts and conflicts_fail:
        many = f"{found.version_conflicts} of {found.sampled} documents would be version conflicts under spec.conflicts: abort"
        return Verdict("Failed", FAILED, f"nothing was written; {many}; `conflicts: proceed` would count them and go on")
    counts = {
        "created": found.created,
        "updated": found.updated,
        "deleted": found.deleted,
        "skipped": found.noops,
        "version conflicts": found.version_conflicts,
    }
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "none"
    doubts = f"; {found.warnings[0].partition(chr(10))[0]}" if found.warnings else ""
    more = " (and more in status.dryRun.warnings)" if len(found.warnings) > 1 else ""
    message = f"nothing was written; of {found.sampled} documents, out of {total}, there would be: {said}{doubts}{more}"
    return Verdict("Succeeded", SUCCEEDED, message)


def shown(found: DryRun, total: int) -> dict[str, Any]:
    """``status.dryRun``."""
    model = DryRunStatus.model_validate({"total": total, **msgspec.to_builtins(_whole(found))}, by_name=True)
    dumped: dict[str, Any] = model.model_dump(mode="json", by_alias=True)
    return dumped


def _whole(found: DryRun) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__struct_fields__}
