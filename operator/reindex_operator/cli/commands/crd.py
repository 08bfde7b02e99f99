"""``reindex crd``."""

import click


@click.command()
def command() -> None:
    """Print the CustomResourceDefinition of this version.

    For a cluster where the chart does not install it.

    \b
    Examples:
      reindex crd | kubectl apply --server-side -f -
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.crd import manifest

    click.echo(manifest(), nl=False)
