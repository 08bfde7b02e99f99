"""``reindex suspend``."""

from typing import Any

import click

from reindex_operator.cli.options import for_cluster, names


@click.command()
@names()
@for_cluster()
def command(names: tuple[str, ...], kubectl: Any) -> None:
    """Pause runs: their pods end after a checkpoint.

    \b
    Examples:
      kubectl reindex suspend orders-v2
      kubectl get reindexes -l team=search -o name | xargs kubectl reindex suspend
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.steer import steer
    from reindex_operator.cli.steering import suspend

    steer(kubectl, names, suspend, "suspended")
