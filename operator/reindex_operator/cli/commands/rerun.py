"""``reindex rerun``."""

from typing import Any

import click

from reindex_operator.cli.options import Which, for_cluster, which

_LONGEST = 63
"""Characters of a label's value."""


def _label_value(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    """The API server would refuse it too, but its answer reads as if the object were not there."""
    if given is None:
        return None
    import re

    from reindex_operator.api.spec import RUN_ID

    if len(given) > _LONGEST or not re.fullmatch(RUN_ID, given):
        raise click.BadParameter(
            f"{given!r} is no label value: at most {_LONGEST} letters, digits, '-', '_' and '.', a letter or digit at both ends"
        )
    return given


@click.command()
@which()
@click.option("--run-id", callback=_label_value, help="The new spec.runId; without it, the time.")
@for_cluster()
def command(which: Which, run_id: str | None, kubectl: Any) -> None:
    """Run objects anew, from the start; a run that goes on is stopped before.

    \b
    Examples:
      kubectl reindex rerun orders-v2
      kubectl reindex rerun orders-v2 --run-id release-42
    """  # noqa: D301 - click's own mark
    from datetime import UTC, datetime

    from reindex_operator.cli.steer import steer
    from reindex_operator.cli.steering import rerun

    new = run_id or datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    steer(kubectl, which, lambda reindex: rerun(reindex, new), f"runs anew, runId {new}")
