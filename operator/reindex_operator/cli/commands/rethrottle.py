"""``reindex rethrottle``."""

from typing import Any

import click

from reindex_operator.cli.options import Which, for_cluster, which


@click.command()
@which()
@click.option("-r", "--requests-per-second", type=float, required=True, help="Documents a second over all slices, -1 for no limit.")
@for_cluster()
def command(which: Which, requests_per_second: float, kubectl: Any) -> None:
    """Change the rate of runs; it takes effect with their next checkpoint.

    \b
    Examples:
      kubectl reindex rethrottle orders-v2 --requests-per-second 2000
      kubectl reindex rethrottle orders-v2 -r -1
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.steer import steer
    from reindex_operator.cli.steering import rethrottle

    if requests_per_second <= 0 and requests_per_second != -1:
        raise click.BadParameter("more than 0, or -1 for no limit", param_hint="--requests-per-second")
    steer(kubectl, which, lambda reindex: rethrottle(reindex, requests_per_second), "rethrottled")
