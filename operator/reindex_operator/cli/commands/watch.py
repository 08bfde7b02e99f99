"""``reindex watch``."""

import sys
from pathlib import Path
from typing import Any

import click

from reindex_operator.cli.options import for_cluster, one_name
from reindex_operator.cli.writable import Writable


@click.command()
@one_name()
@click.option("--report", type=Writable(), help="Write a report with the speed as it was seen to this file.")
@for_cluster()
def command(name: str, report: Path | None, kubectl: Any) -> None:
    """Show a run in the cluster until it has ended.

    A bar for each slice on a terminal, a line every few seconds in a pipe. The exit code is that of wait; Ctrl-C ends the watching, not the run.

    \b
    Examples:
      kubectl reindex watch orders-v2
      reindex watch orders-v2 -n search --context production --report orders-v2.html
    """  # noqa: D301 - click's own mark
    import asyncio

    from reindex_operator.cli.follow import watch
    from reindex_operator.cli.terminal import Terminal

    sys.exit(asyncio.run(watch(kubectl, name, Terminal(), report)))
