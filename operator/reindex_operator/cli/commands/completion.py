"""``reindex completion``."""

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion of a shell, of commands, options and objects' names.

    For kubectl reindex there is nothing to do: kubectl's own completion asks the program kubectl_complete-reindex.

    \b
    Examples:
      source <(reindex completion bash)
      reindex completion zsh > ~/.zfunc/_reindex
      reindex completion fish > ~/.config/fish/completions/reindex.fish
    """  # noqa: D301 - click's own mark
    from click.shell_completion import get_completion_class

    from reindex_operator.cli.main import COMPLETE_VARIABLE, main

    found = get_completion_class(shell)
    if found is None:
        raise click.BadParameter(shell)
    click.echo(found(main, {}, "reindex", COMPLETE_VARIABLE).source(), nl=False)
