"""``reindex wait``."""

import sys
from typing import Any

import click

from reindex_operator.cli.options import for_cluster, names


@click.command()
@names()
@click.option("--timeout", help="How long at most: 30s, 10m, 2h. Without it, as long as it takes.")
@for_cluster()
def command(names: tuple[str, ...], timeout: str | None, kubectl: Any) -> None:
    """Wait until runs have ended.

    The exit code is 0 when all have succeeded, 1 when one failed or was cancelled, 3 when the time was up, and 4 when the API server does not know
    the object or does not answer. What came of each is printed.

    \b
    Examples:
      kubectl reindex wait orders-v2 && ./deploy.sh
      kubectl reindex wait orders-v2 invoices-v2 --timeout 2h
    """  # noqa: D301 - click's own mark
    import asyncio
    import textwrap

    from reindex_operator.cli.follow import Exit, notes, outcome, wait
    from reindex_operator.cli.kubectl import bare
    from reindex_operator.cli.view import succeeded

    ended = asyncio.run(wait(kubectl, bare(names), _seconds(timeout) if timeout else None))
    for name, reindex in ended.items():
        *why, counts = outcome(reindex) if reindex else ["timed out"]
        click.echo(f"{name}: {counts}")
        for line in [*why, *(notes(reindex) if reindex else [])]:
            click.echo(textwrap.indent(line, "  "))
    if any(reindex is not None and not succeeded(reindex) for reindex in ended.values()):
        sys.exit(Exit.FAILED)
    sys.exit(Exit.TIMED_OUT if None in ended.values() else Exit.SUCCEEDED)


def _seconds(text: str) -> float:
    """``1h30m`` as kubectl takes it, or seconds."""
    import re

    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?", text.strip())
    if not found or not any(found.groups()):
        raise click.BadParameter(f"{text} is no time: 30s, 10m, 1h30m", param_hint="--timeout")
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
