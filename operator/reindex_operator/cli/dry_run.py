"""Shows what a dry run found, in this process or by an object's status. Called by run.py and listing.py."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rich.console import Console
from rich.text import Text

from reindex_operator.engine.plan import DryRun, Plan

STYLES = {"+": "green", "-": "red"}


def show(plan: Plan, found: DryRun, console: Console) -> None:
    """Print the examples before and after, what the script fails on, and the counts; nothing was written."""
    for line in lines(msgspec.to_builtins(found)):
        console.print(line, soft_wrap=True)
    for note in plan.notes:
        console.print(Text(f"note: {note}"), soft_wrap=True)
    console.print(
        f"dry run, nothing was written: of {found.sampled:,} documents, out of {plan.total:,}, there would be: created {found.created:,}  "
        f"updated {found.updated:,}  deleted {found.deleted:,}  noops {found.noops:,}  conflicts {found.version_conflicts:,}  failed {found.failed:,}",
        highlight=False,
        soft_wrap=True,
    )


def lines(found: Mapping[str, Any]) -> list[Text]:
    """What the script may not mean, the examples before and after, and what it fails on. ``found`` as in ``status.dryRun``."""
    shown = [Text(warning, style="yellow") for warning in found.get("warnings") or ()]
    for example in found.get("examples") or ():
        shown.append(Text(f"{example['index']}/{example['id']}: {example['op']}", style="bold"))
        shown += [Text(line, style=STYLES.get(line[:1], "")) for line in example["diff"].splitlines()]
    return shown + [Text(failure["message"], style="red") for failure in found.get("failures") or ()]
