"""``reindex convert``."""

import sys
from pathlib import Path
from typing import Any

import click

INVALID = 2


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("--to-request", is_flag=True, help="The other way: FILE is a manifest, print the request.")
@click.option("--params", default="", help="Parameters of the URL, where FILE is the body alone: 'slices=auto&refresh'.")
@click.option("--name", help="Name of the object. Without it, the name of the destination; with --to-request: which Reindex of the file.")
@click.option("-n", "--namespace", help="Namespace of the object and of its Secrets.")
@click.option("--host", help="Address of the request's cluster, https://search:9200.")
@click.option(
    "-o",
    "--output",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    help="Form of the manifest; json has the comments on standard error.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    file: Any, to_request: bool, params: str, name: str | None, namespace: str | None, host: str | None, output: str
) -> None:
    """Make a manifest from a request to _reindex, or the request from a manifest.

    FILE (or standard input) is a request as the Kibana or Dev Tools console takes it, a curl line, or the body alone. Credentials never get
    into the manifest: the commands that make Secrets of them are printed as comments. What can not be converted is said, and the exit code is 2.

    \b
    Examples:
      reindex convert request.txt > orders-v2.yaml
      reindex convert body.json --params 'slices=auto&requests_per_second=500' --host https://search:9200
      reindex convert orders-v2.yaml --to-request
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.convert.request import ConvertError
    from reindex_operator.cli.documents import ManifestError
    from reindex_operator.cli.printable import echo

    try:
        text = file.read()
        click.echo(_request(file.name, text, name) if to_request else _manifest(text, params, name, namespace, host, output), nl=False)
    except (ConvertError, ManifestError, UnicodeDecodeError) as error:
        echo(str(error), err=True)
        sys.exit(INVALID)


def _request(file: str, text: str, name: str | None) -> str:
    from reindex_operator.api.eck import resolved
    from reindex_operator.cli.convert.to_request import console, to_request
    from reindex_operator.cli.manifest import load

    found = load(file, text, name=name).reindex
    return console(to_request(resolved(found.spec, str(found.metadata.get("namespace", "default")))))


def _manifest(text: str, params: str, name: str | None, namespace: str | None, host: str | None, output: str) -> str:  # noqa: PLR0913, PLR0917 - as above
    import json

    from reindex_operator.cli.convert.read import read
    from reindex_operator.cli.convert.to_manifest import to_manifest
    from reindex_operator.cli.printable import printable
    from reindex_operator.cli.yaml_text import dump

    found = to_manifest(read(text, params, lambda path: Path(path).read_text(encoding="utf-8")), name=name, namespace=namespace, host=host)
    comments = list(found.notes)
    if found.secrets:
        comments += [
            "credentials and certificates go into Secrets; create them with:",
            *(f"  {each.command(namespace)}" for each in found.secrets),
        ]
    # A user's name may hold a line break; what is behind it must not become a part of the manifest.
    told = printable("".join(f"# {line}\n" for comment in comments for line in comment.splitlines()))
    if output == "json":
        click.echo(told, nl=False, err=True)
        return json.dumps(found.manifest, indent=2, ensure_ascii=False) + "\n"
    return dump(found.manifest) + told
