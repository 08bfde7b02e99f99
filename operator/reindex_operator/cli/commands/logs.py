"""``reindex logs``."""

import sys
from typing import Any

import click

from reindex_operator.cli.options import for_cluster, one_name

_MOST_PODS = 1100
_STEPS = ("prepare", "copy", "finish")
_ROLE = "app.kubernetes.io/component"


@click.command()
@one_name()
@click.option("--slice", "number", type=click.IntRange(min=0), help="Of this slice only.")
@click.option("--role", type=click.Choice(_STEPS), help="Of this step only.")
@click.option("-f", "--follow", is_flag=True, help="Go on until the pods have ended.")
@click.option("--tail", type=click.IntRange(min=0), help="The last lines of each pod, so many. Without it, all of them.")
@click.option("--raw", is_flag=True, help="The lines as they are: a JSON object each.")
@for_cluster()
def command(name: str, number: int | None, role: str | None, follow: bool, tail: int | None, raw: bool, kubectl: Any) -> None:  # noqa: PLR0913, PLR0917 - one argument an option
    """Show what the pods of a run have said; each document that failed is a line there.

    One step after the other: prepare, copy, finish.

    \b
    Examples:
      kubectl reindex logs orders-v2
      kubectl reindex logs orders-v2 --slice 3 --follow --tail 20
      kubectl reindex logs orders-v2 --raw | jq 'select(.level == "error")'
    """  # noqa: D301 - click's own mark
    uid = kubectl.get(name)["metadata"]["uid"]
    labels = {"reindex.dev/uid": uid, _ROLE: role, "batch.kubernetes.io/job-completion-index": number}
    selector = ",".join(f"{key}={value}" for key, value in labels.items() if value is not None)
    jsonpath = _ROLE.replace(".", r"\.")
    found = kubectl.run("get", "pods", f"--selector={selector}", f"--output=jsonpath={{.items[*].metadata.labels.{jsonpath}}}").split()
    if not found:
        click.echo("there are no such pods", err=True)
    options = [
        f"--tail={-1 if tail is None else tail}",
        "--ignore-errors",
        f"--max-log-requests={_MOST_PODS}",
        *(["--follow"] if follow else []),
    ]
    codes = [_print(kubectl, raw, "logs", f"--selector={selector},{_ROLE}={step}", *options) for step in _STEPS if step in found]
    sys.exit(max(codes, default=0))


def _print(kubectl: Any, raw: bool, *arguments: str) -> int:
    """The exit code of kubectl."""
    import subprocess

    from reindex_operator.cli.logs import readable
    from reindex_operator.cli.printable import echo

    if raw:
        return int(kubectl.call(*arguments))
    with subprocess.Popen(kubectl.command(*arguments), stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - no shell
        for line in process.stdout or ():
            echo(readable(line.rstrip("\n")))
    return process.returncode
