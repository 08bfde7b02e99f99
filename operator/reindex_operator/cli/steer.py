"""Changes objects in the cluster as a steering command says. Called by the commands suspend, resume, rethrottle, retry, rerun and cancel."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from reindex_operator.cli.kubectl import Kubectl, bare
from reindex_operator.cli.steering import Patch, SteeringError

IMPOSSIBLE = 1


def steer(kubectl: Kubectl, names: Sequence[str], change: Callable[[Mapping[str, Any]], Patch | None], done: str) -> None:
    """Make ``change`` of each object, and say ``done`` of it, or that it is so already; exits with 1 when one was in no state for it. Raises ``KubectlError``."""
    impossible = False
    for name in bare(names):
        try:
            patch = change(kubectl.get(name))
            if patch is not None:
                kubectl.patch(name, patch)
        except SteeringError as error:
            click.echo(f"{name}: {error}", err=True)
            impossible = True
        else:
            click.echo(f"{name}: {'already ' if patch is None else ''}{done}")
    if impossible:
        sys.exit(IMPOSSIBLE)
