"""``reindex script``."""

import sys
from pathlib import Path
from typing import Any

import click

FAILED = 1
INVALID = 2


@click.group()
def command() -> None:
    """Try the script of a manifest before it runs.

    \b
    Examples:
      reindex script try orders-v2.yaml --doc order.json
    """  # noqa: D301 - click's own mark


@command.command("try")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option(
    "--doc",
    "files",
    type=click.File("r", encoding="utf-8-sig"),
    multiple=True,
    help="Documents as JSON: a source, or a hit with _id and _source; one, a list, or one a line. May be repeated.",
)
@click.option(
    "--sample", type=click.IntRange(0, 1000), default=0, help="Also this many documents of the source, as the manifest selects them."
)
@click.option("--name", help="Which Reindex of the file, by metadata.name.")
@click.option(
    "--secrets", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with a file <secretName>/<key> for each key."
)
@click.option("--host", "hosts", multiple=True, help="Use this host as spec.cluster.hosts. May be repeated.")
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="json: print before and after of each document.")
def attempt(  # noqa: PLR0913, PLR0917 - one argument an option
    file: Any, files: tuple[Any, ...], sample: int, name: str | None, secrets: Path | None, hosts: tuple[str, ...], output: str
) -> None:
    """Run the script over documents and show what it makes of them; nothing is written.

    FILE is the manifest, - for standard input. No cluster is needed but for --sample and for a stored script. What reindex lint would warn of goes to
    standard error. The exit code is 0 when the script went through, 1 when it does not compile, fails on a document or the cluster refuses, and 2 for an
    invalid manifest or document.

    \b
    Examples:
      reindex script try orders-v2.yaml --doc order.json
      reindex script try orders-v2.yaml --sample 20 --host http://localhost:9200
    """  # noqa: D301 - click's own mark
    import asyncio

    from reindex_operator.cli.documents import ManifestError
    from reindex_operator.cli.lint import warned
    from reindex_operator.cli.manifest import Override, load, read
    from reindex_operator.cli.printable import echo
    from reindex_operator.cli.terminal import Terminal
    from reindex_operator.cli.trying import as_json, attempts, documents, show
    from reindex_operator.engine.errors import ReindexError

    if not files and not sample:
        raise click.UsageError("give documents with --doc FILE, or take some of the cluster with --sample N")
    try:
        given = [Override("--host", "cluster.hosts", list(hosts))] if hosts else []
        manifest = load(file.name, read(file), name=name, overrides=given)
        index = manifest.reindex.spec.source.index[0]
        hits = [hit for each in files for hit in documents(each.name, read(each), index)]
        trials, warnings = asyncio.run(attempts(manifest, hits, sample, secrets))
    except ManifestError as error:
        echo(str(error), err=True)
        sys.exit(INVALID)
    except ReindexError as error:
        echo(f"{error.reason}: {error.message}", err=True)
        sys.exit(FAILED)
    for warning in warnings:
        echo(str(warned(file.name, manifest.node, warning)), err=True)
    if output == "json":
        click.echo(as_json(trials))
    else:
        show(trials, Terminal(highlight=False))
    sys.exit(FAILED if any(trial.error is not None for trial in trials) else 0)
