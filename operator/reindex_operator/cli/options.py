"""The options that the commands for a cluster share, and completion of objects' names."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from click.shell_completion import CompletionItem

_COMPLETION_SECONDS = 2


def for_cluster(*, everywhere: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the options that say which cluster and namespace, and gives the command a ``kubectl`` for them; what kubectl says is an error of 4."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def called(**given: Any) -> Any:
            import sys

            from reindex_operator.cli.kubectl import KubectlError

            kubectl = _kubectl({name: given.pop(name, None) for name in ("namespace", "context", "kubeconfig", "all_namespaces")})
            try:
                return function(kubectl=kubectl, **given)
            except KubectlError as error:
                click.echo(str(error), err=True)
                sys.exit(4)

        decorated: Callable[..., Any] = called
        decorated = click.option("--kubeconfig", help="The kubeconfig file.", type=click.Path())(decorated)
        decorated = click.option("--context", help="The context of the kubeconfig.")(decorated)
        if everywhere:
            decorated = click.option("-A", "--all-namespaces", is_flag=True, help="Those of all namespaces.")(decorated)
        return click.option("-n", "--namespace", help="The namespace. Without it, the one of the context.")(decorated)

    return decorate


def names(**settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The argument NAME of a command, completed with the objects that are there."""
    return click.argument("names", metavar="NAME...", nargs=-1, required=True, shell_complete=complete, **settings)


def one_name(**settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """One NAME."""
    return click.argument("name", metavar="NAME", shell_complete=complete, **settings)


def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
    """Names of objects that begin so; none where the API server does not answer at once."""
    from subprocess import TimeoutExpired, run

    from reindex_operator.cli.kubectl import KIND, KubectlError

    chosen = {name: ctx.params.get(name) for name in ("namespace", "context", "kubeconfig")}
    try:
        command = _kubectl(chosen).command("get", KIND, "--output=name", f"--request-timeout={_COMPLETION_SECONDS}s")
        done = run(command, check=False, capture_output=True, text=True, timeout=_COMPLETION_SECONDS + 1)  # noqa: S603 - no shell
    except (KubectlError, TimeoutExpired, OSError):
        return []
    found = (line.rpartition("/")[2] for line in done.stdout.splitlines())
    return [CompletionItem(name) for name in found if name.startswith(incomplete) and name not in (ctx.params.get("names") or ())]


def _kubectl(given: dict[str, Any]) -> Any:
    from reindex_operator.cli.kubectl import Kubectl

    return Kubectl(**{name: value for name, value in given.items() if value is not None})
