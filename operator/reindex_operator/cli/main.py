"""The command ``reindex``, which is ``kubectl reindex`` too.

Each command is a module of ``commands`` that has it as ``command``, and imports what it needs when it runs: help and completion stay quick.
"""

import sys
from importlib import import_module
from typing import Any, Final

import click

SECTIONS: Final = {
    "With a file": ("run", "lint", "script", "convert"),
    "In the cluster": ("status", "watch", "wait", "logs", "report"),
    "Steering": ("suspend", "resume", "rethrottle", "cancel", "retry", "rerun"),
    "Other": ("completion", "crd"),
}
"""The commands, in the order in which help lists them. One called ``a-b`` is in the module ``a_b``."""

COMPLETE_VARIABLE: Final = "_REINDEX_COMPLETE"
"""By which a shell asks for completions."""

INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as a shell has it."""


class Commands(click.Group):
    """Finds its commands by ``SECTIONS``."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the base's signature
        """Their names, in order."""
        return [name for names in SECTIONS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"reindex_operator.cli.commands.{cmd_name.replace('-', '_')}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """The command's work. click's own exit code after Ctrl-C is 1, which is that of a run that failed."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists them by section."""
        for section, names in SECTIONS.items():
            found = ((name, self.get_command(ctx, name)) for name in names)
            with formatter.section(section):
                formatter.write_dl([(name, command.get_short_help_str(100)) for name, command in found if command])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reindex-operator", prog_name="reindex")
def main() -> None:
    """Reindex documents within or between Elasticsearch and OpenSearch clusters."""


def plugin() -> None:
    """``kubectl reindex``: the program that kubectl finds as ``kubectl-reindex``."""
    main(prog_name="kubectl reindex")


if __name__ == "__main__":
    sys.exit(main())
