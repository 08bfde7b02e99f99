"""``reindex cancel``."""

from typing import Any

import click

from reindex_operator.cli.options import Which, for_cluster, which


@click.command()
@which()
@for_cluster()
def command(which: Which, kubectl: Any) -> None:
    """End runs for good: their pods end after a checkpoint, and the counters are kept.

    What was written stays. A cancelled run can be taken up again with retry.

    \b
    Examples:
      kubectl reindex cancel orders-v2
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.steer import steer
    from reindex_operator.cli.steering import cancel

    steer(kubectl, which, cancel, "cancelled")
