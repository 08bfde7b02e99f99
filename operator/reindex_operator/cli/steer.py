"""Changes objects in the cluster as a steering command says. Called by the commands suspend, resume, rethrottle, retry, rerun and cancel."""

import sys
from collections.abc import Callable, Mapping
from typing import Any

import click

from reindex_operator.cli.kubectl import Kubectl, NotFoundError
from reindex_operator.cli.options import Which
from reindex_operator.cli.printable import echo
from reindex_operator.cli.steering import Patch, SteeringError

IMPOSSIBLE, UNKNOWN = 1, 4


def steer(kubectl: Kubectl, which: Which, change: Callable[[Mapping[str, Any]], Patch | None], done: str) -> None:
    """Make ``change`` of each object, and say ``done`` of it, or that it is so already.

    One that is named and not there, or in no state for it, is told, and is the exit code when the others are changed. Of those that no name was given
    of, the change is for those in a state for it. Raises ``KubectlError``.
    """
    code, left, names = 0, 0, which.among(kubectl)
    for name in names:
        try:
            patch = change(kubectl.get(name))
            if patch is not None:
                kubectl.patch(name, patch)
        except SteeringError as error:
            if which.names:
                echo(f"{name}: {error}", err=True)
                code = max(code, IMPOSSIBLE)
            left += 1
        except NotFoundError as error:
            echo(str(error), err=True)
            code = UNKNOWN
        else:
            click.echo(f"{name}: {'already ' if patch is None else ''}{done}")
    if left and not which.names:
        click.echo(f"{left} of {len(names)} left alone, in no state for it", err=True)
    sys.exit(code)
