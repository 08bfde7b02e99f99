"""``reindex resume``."""

from typing import Any

import click

from reindex_operator.cli.options import Which, for_cluster, which


@click.command()
@which()
@for_cluster()
def command(which: Which, kubectl: Any) -> None:
    """Let suspended runs go on from their checkpoints.

    \b
    Examples:
      kubectl reindex resume orders-v2
      kubectl reindex resume --all -n search
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.steer import steer
    from reindex_operator.cli.steering import resume

    steer(kubectl, which, resume, "resumed")
