"""``reindex logs``."""

import sys
from typing import Any

import click

from reindex_operator.cli.options import for_cluster, one_name

_MOST_PODS = 1100


@click.command()
@one_name()
@click.option("--slice", "number", type=int, help="Of this slice only.")
@click.option("--role", type=click.Choice(["prepare", "copy", "finish"]), help="Of this step only.")
@click.option("-f", "--follow", is_flag=True, help="Go on until the pods have ended.")
@click.option("--raw", is_flag=True, help="The lines as they are: a JSON object each.")
@for_cluster()
def command(name: str, number: int | None, role: str | None, follow: bool, raw: bool, kubectl: Any) -> None:  # noqa: PLR0913, PLR0917 - one argument an option
    """Show what the pods of a run have said; each document that failed is a line there.

    \b
    Examples:
      kubectl reindex logs orders-v2
      kubectl reindex logs orders-v2 --slice 3 --follow
      kubectl reindex logs orders-v2 --raw | jq 'select(.level == "error")'
    """  # noqa: D301 - click's own mark
    import subprocess

    from reindex_operator.cli.kubectl import bare
    from reindex_operator.cli.logs import readable

    uid = kubectl.get(bare([name])[0])["metadata"]["uid"]
    labels = {"reindex.dev/uid": uid, "app.kubernetes.io/component": role, "batch.kubernetes.io/job-completion-index": number}
    selector = ",".join(f"{key}={value}" for key, value in labels.items() if value is not None)
    arguments = [
        "logs",
        f"--selector={selector}",
        "--tail=-1",
        "--ignore-errors",
        f"--max-log-requests={_MOST_PODS}",
        *(["--follow"] if follow else []),
    ]
    if raw:
        sys.exit(kubectl.call(*arguments))
    with subprocess.Popen(kubectl.command(*arguments), stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - no shell
        for line in process.stdout or ():
            click.echo(readable(line.rstrip("\n")))
    sys.exit(process.returncode)
