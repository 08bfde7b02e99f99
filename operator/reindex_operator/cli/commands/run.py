"""``reindex run``."""

import sys
from pathlib import Path
from typing import Any

import click

from reindex_operator.cli.writable import Writable


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--name", help="Which Reindex of the file, by metadata.name.")
@click.option(
    "--secrets", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with a file <secretName>/<key> for each key."
)
@click.option("--host", "hosts", multiple=True, help="Use this host as spec.cluster.hosts. May be repeated.")
@click.option("--requests-per-second", type=float, help="Documents a second, -1 for no limit.")
@click.option("--slices", help="A number, or auto.")
@click.option("--dry-run", is_flag=True, help="Only try it: run the script over a sample and say what would be done.")
@click.option(
    "--checkpoint",
    type=Writable(replaced=True),
    help="Keep how far it is in this file, and go on from it where it is there: after a crash, Ctrl-C or a failure.",
)
@click.option("--failures", type=Writable(), help="Write each document that failed to this file, a JSON object a line.")
@click.option("--report", type=Writable(), help="Write a report as HTML to this file at the end.")
@click.option(
    "-o", "--output", type=click.Choice(["text", "json"]), default="text", help="json: print the final response, or what a dry run found."
)
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    file: Any,
    name: str | None,
    secrets: Path | None,
    hosts: tuple[str, ...],
    requests_per_second: float | None,
    slices: str | None,
    dry_run: bool,
    checkpoint: Path | None,
    failures: Path | None,
    report: Path | None,
    output: str,
) -> None:
    """Run a manifest here, with no Kubernetes.

    FILE is the manifest, - for standard input. Progress goes to standard error. The exit code is 0 when it succeeded, 1 when it failed,
    2 for an invalid manifest and 130 when interrupted; what was written until then stays, and is in the response. Of documents that failed,
    the first causes are shown, each once; --failures keeps all.

    \b
    Examples:
      reindex run orders-v2.yaml
      reindex run orders-v2.yaml --slices auto --requests-per-second 500
      reindex run orders-v2.yaml --dry-run
      reindex run orders-v2.yaml --checkpoint orders-v2.state --report orders-v2.html
      reindex run both.yaml --name orders-v2 --secrets ./secrets -o json
    """  # noqa: D301 - click's own mark
    import asyncio
    import json

    from reindex_operator.cli.documents import ManifestError
    from reindex_operator.cli.manifest import Override, load, read
    from reindex_operator.cli.printable import echo
    from reindex_operator.cli.resume import CheckpointError
    from reindex_operator.cli.run import Exit, run_manifest
    from reindex_operator.cli.terminal import Terminal

    given = [
        Override("--host", "cluster.hosts", list(hosts) or None),
        Override("--requests-per-second", "requestsPerSecond", requests_per_second),
        Override("--dry-run", "dryRun", dry_run or None),
        Override("--slices", "slices", int(slices) if slices and slices.lstrip("-").isdigit() else slices),
    ]
    try:
        manifest = load(file.name, read(file), name=name, overrides=[each for each in given if each.value is not None])
        outcome = asyncio.run(run_manifest(manifest, secrets, Terminal(stderr=True), checkpoint, failures))
    except (ManifestError, CheckpointError) as error:
        echo(str(error), err=True)
        sys.exit(Exit.INVALID)
    if output == "json" and outcome.response is not None:
        click.echo(outcome.response.model_dump_json(by_alias=True, exclude_none=True, indent=2))
    elif output == "json" and outcome.dry_run:
        click.echo(json.dumps(outcome.dry_run, indent=2, ensure_ascii=False))
    if report:
        _write_report(report, manifest.reindex, outcome)
    sys.exit(outcome.exit)


def _write_report(path: Path, reindex: Any, outcome: Any) -> None:
    from datetime import UTC, datetime

    from reindex_operator.cli.report.facts import of_process
    from reindex_operator.cli.report.file import write_at_end

    facts = of_process(
        name=str(reindex.metadata.get("name", "")),
        spec=reindex.spec,
        view=outcome.view,
        response=outcome.response,
        error=outcome.error,
        history=outcome.history,
        dry_run=outcome.dry_run,
        ended=datetime.now(UTC),
    )
    write_at_end(path, facts, lambda said: click.echo(said, err=True))
