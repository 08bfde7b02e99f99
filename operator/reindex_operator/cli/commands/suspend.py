"""``reindex suspend``."""

from typing import Any

import click

from reindex_operator.cli.options import Which, for_cluster, which


@click.command()
@which()
@for_cluster()
def command(which: Which, kubectl: Any) -> None:
    """Pause runs: their pods end after a checkpoint.

    \b
    Examples:
      kubectl reindex suspend orders-v2
      kubectl reindex suspend -l team=search
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.steer import steer
    from reindex_operator.cli.steering import suspend

    steer(kubectl, which, suspend, "suspended")
