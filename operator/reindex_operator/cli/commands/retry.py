"""``reindex retry``."""

from typing import Any

import click

from reindex_operator.cli.options import Which, for_cluster, which


@click.command()
@which()
@for_cluster()
def command(which: Which, kubectl: Any) -> None:
    """Take failed or cancelled runs up again where they stopped; documents that failed are tried again.

    \b
    Examples:
      kubectl reindex retry orders-v2
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.steer import steer
    from reindex_operator.cli.steering import retry

    steer(kubectl, which, retry, "taken up again")
