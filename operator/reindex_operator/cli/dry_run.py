"""Shows what a dry run found. Called by run.py."""

from rich.console import Console
from rich.text import Text

from reindex_operator.engine.plan import DryRun, Plan

STYLES = {"+": "green", "-": "red"}


def show(plan: Plan, found: DryRun, console: Console) -> None:
    """Print the examples before and after, what the script fails on, and the counts; nothing was written."""
    for example in found.examples:
        console.print(Text(f"{example.index}/{example.id}: {example.op}", style="bold"))
        for line in example.diff.splitlines():
            console.print(Text(line, style=STYLES.get(line[:1], "")), soft_wrap=True)
    for failure in found.failures:
        console.print(Text(failure.message, style="red"), soft_wrap=True)
    for note in plan.notes:
        console.print(Text(f"note: {note}"), soft_wrap=True)
    console.print(
        f"dry run, nothing was written: of {found.sampled:,} documents, out of {plan.total:,}, there would be: created {found.created:,}  "
        f"updated {found.updated:,}  deleted {found.deleted:,}  noops {found.noops:,}  conflicts {found.version_conflicts:,}  failed {found.failed:,}",
        highlight=False,
        soft_wrap=True,
    )
