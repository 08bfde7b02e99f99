"""``reindex report``."""

from pathlib import Path
from typing import Any

import click

from reindex_operator.cli.options import for_cluster, one_name


@click.command()
@one_name()
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file. Without it: NAME.html.")
@for_cluster()
def command(name: str, output: Path | None, kubectl: Any) -> None:
    """Write a report of a run: one HTML file with its counters, speed, slices and failures.

    The speed over time is that of each slice on average, by its checkpoints; as it really was, it is known to who watches: see watch --report.

    \b
    Examples:
      kubectl reindex report orders-v2
      kubectl reindex report orders-v2 -o report.html
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.report.facts import of_cluster
    from reindex_operator.cli.report.file import write

    found = kubectl.get(name)
    path = output or Path(f"{found['metadata']['name']}.html")
    try:
        write(path, of_cluster(found, kubectl.mailbox(found)))
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from None
    click.echo(path)
