"""``reindex status``."""

from typing import Any

import click

from reindex_operator.cli.options import for_cluster, one_name

_LEAST = 80
"""Columns in which a run is shown in full, with no number cut."""
_ENDLESS = 100_000
"""Columns of the table, whatever the terminal has: a long line is wrapped there, as of kubectl, and nothing is cut."""


@click.command()
@one_name(required=False)
@click.option("-o", "--output", type=click.Choice(["text", "json", "yaml"]), default="text", help="json, yaml: the objects themselves.")
@click.option("-l", "--selector", help="Only those with these labels: team=search.")
@for_cluster(everywhere=True)
def command(name: str | None, output: str, selector: str | None, kubectl: Any) -> None:
    """Show the runs in the cluster, or one of them in full.

    \b
    Examples:
      kubectl reindex status -A
      kubectl reindex status -l team=search
      kubectl reindex status orders-v2
      kubectl reindex status orders-v2 -o json
    """  # noqa: D301 - click's own mark
    import json
    from datetime import UTC, datetime

    from reindex_operator.cli.kubectl import none_found
    from reindex_operator.cli.listing import details, table
    from reindex_operator.cli.terminal import Terminal
    from reindex_operator.cli.yaml_text import dump

    if name and selector:
        raise click.UsageError("give a name, or labels with --selector")
    found = kubectl.get(name) if name else kubectl.all(selector)
    if output == "text":
        if name:
            Terminal(width=max(Terminal().width, _LEAST)).print(details(found), soft_wrap=True)
        elif found:
            Terminal(width=_ENDLESS).print(table(found, datetime.now(UTC), namespaces=kubectl.all_namespaces))
        else:
            click.echo(none_found(selector, everywhere=kubectl.all_namespaces), err=True)
        return
    whole = found if name else {"apiVersion": "v1", "kind": "List", "items": found}
    click.echo(json.dumps(whole, indent=2, ensure_ascii=False) + "\n" if output == "json" else dump(whole), nl=False)
