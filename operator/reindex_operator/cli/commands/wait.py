"""``reindex wait``."""

import sys
from typing import Any

import click

from reindex_operator.cli.options import Which, for_cluster, which


@click.command()
@which()
@click.option("--timeout", help="How long at most: 30s, 10m, 2h. Without it, as long as it takes.")
@for_cluster()
def command(which: Which, timeout: str | None, kubectl: Any) -> None:
    """Wait until runs have ended.

    The exit code is 0 when all have succeeded, 1 when one failed or was cancelled, 3 when the time was up, and 4 when the API server does not know
    an object or does not answer, which ends the waiting for the others too. What came of each is printed.

    \b
    Examples:
      kubectl reindex wait orders-v2 && ./deploy.sh
      kubectl reindex wait orders-v2 invoices-v2 --timeout 2h
      kubectl reindex wait -l team=search
    """  # noqa: D301 - click's own mark
    import asyncio
    import textwrap

    from reindex_operator.cli.follow import Exit, code_of, notes, outcome, wait
    from reindex_operator.cli.kubectl import KubectlError
    from reindex_operator.cli.printable import echo

    seconds = None if timeout is None else _seconds(timeout)
    names = which.among(kubectl)
    if not names:
        sys.exit(Exit.UNKNOWN)
    ended = asyncio.run(wait(kubectl, names, seconds))
    for name, reindex in ended.items():
        if isinstance(reindex, KubectlError):
            echo(str(reindex), err=True)
            continue
        *why, counts = outcome(reindex) if reindex else ["timed out"]
        echo(f"{name}: {counts}")
        for line in [*why, *(notes(reindex) if reindex else [])]:
            echo(textwrap.indent(line, "  "))
    sys.exit(code_of(ended.values()))


def _seconds(text: str) -> float:
    """``1h30m`` as kubectl takes it, or seconds."""
    import re

    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?", text.strip())
    hours, minutes, seconds = (float(part or 0) for part in found.groups()) if found else (0.0, 0.0, 0.0)
    if not (whole := hours * 3600 + minutes * 60 + seconds):
        raise click.BadParameter(f"{text!r} is no time to wait: 30s, 10m, 1h30m", param_hint="--timeout")
    return whole
