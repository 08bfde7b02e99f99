"""``reindex crd``."""

import click


@click.command()
def command() -> None:
    """Print the CustomResourceDefinition."""
    from reindex_operator.cli.crd import manifest

    click.echo(manifest(), nl=False)
