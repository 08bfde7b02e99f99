"""``reindex resume``."""

from typing import Any

import click

from reindex_operator.cli.options import for_cluster, names


@click.command()
@names()
@for_cluster()
def command(names: tuple[str, ...], kubectl: Any) -> None:
    """Let suspended runs go on from their checkpoints.

    \b
    Examples:
      kubectl reindex resume orders-v2
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.steer import steer
    from reindex_operator.cli.steering import resume

    steer(kubectl, names, resume, "resumed")
