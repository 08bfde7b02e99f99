"""The arguments and options that the commands for a cluster share: which cluster, which objects, and completion of their names."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

_COMPLETION_SECONDS = 2
_KINDS = {"", "ri", "reindex", "reindexes"}


class Which(NamedTuple):
    """The objects that a command is for: those of these names, or, without a name, those of the namespace with the labels that ``selector`` asks for."""

    names: tuple[str, ...]
    selector: str | None = None

    def among(self, kubectl: Any) -> list[str]:
        """Their names; where there is none it says so. Raises ``KubectlError``."""
        if self.names:
            return list(self.names)
        found = [each["metadata"]["name"] for each in kubectl.all(self.selector)]
        if not found:
            from reindex_operator.cli.kubectl import none_found

            click.echo(none_found(self.selector), err=True)
        return found


def for_cluster(*, everywhere: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the options that say which cluster and namespace, and gives the command a ``kubectl`` for them; what kubectl says is an error of 4."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def called(**given: Any) -> Any:
            import sys

            from reindex_operator.cli.kubectl import KubectlError
            from reindex_operator.cli.printable import echo

            kubectl = _kubectl({name: given.pop(name, None) for name in ("namespace", "context", "kubeconfig", "all_namespaces")})
            try:
                return function(kubectl=kubectl, **given)
            except KubectlError as error:
                echo(str(error), err=True)
                sys.exit(4)

        decorated: Callable[..., Any] = called
        decorated = click.option("--kubeconfig", help="The kubeconfig file.", type=click.Path())(decorated)
        decorated = click.option("--context", help="The context of the kubeconfig.")(decorated)
        if everywhere:
            decorated = click.option("-A", "--all-namespaces", is_flag=True, help="Those of all namespaces.")(decorated)
        return click.option("-n", "--namespace", help="The namespace. Without it, the one of the context.")(decorated)

    return decorate


def which() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the argument NAME and the options that take its place, and gives the command ``which`` they choose."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def called(*, names: tuple[str, ...], selector: str | None, everything: bool, **given: Any) -> Any:
            if bool(names) + bool(selector) + everything != 1:
                raise click.UsageError("give names, labels with --selector, or --all")
            return function(which=Which(names, selector), **given)

        decorated: Callable[..., Any] = called
        decorated = click.option("--all", "everything", is_flag=True, help="All of the namespace.")(decorated)
        decorated = click.option("-l", "--selector", help="Instead of names: those with these labels, team=search.")(decorated)
        return click.argument("names", metavar="[NAME...]", nargs=-1, shell_complete=complete, callback=_bare)(decorated)

    return decorate


def one_name(*, required: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The argument NAME of a command, completed with the objects that are there."""
    return click.argument("name", metavar="NAME" if required else "[NAME]", required=required, shell_complete=complete, callback=_bare)


def _bare(_context: click.Context, _parameter: click.Parameter, given: Any) -> Any:
    """Names as kubectl takes them too: ``ri/orders`` and ``reindex.reindex.dev/orders`` are ``orders``."""
    if given is None or isinstance(given, tuple):
        return given and tuple(_bare(_context, _parameter, name) for name in given)
    kind, _, name = given.rpartition("/")
    if kind.partition(".")[0].lower() not in _KINDS or not name:
        raise click.BadParameter(f"{given!r} is no name of a Reindex: orders-v2, or reindex/orders-v2")
    return name


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
