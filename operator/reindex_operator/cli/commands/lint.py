"""``reindex lint``."""

import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from reindex_operator.cli.lint import Report

MISTAKES, NOTHING = 1, 2


@click.command()
@click.argument("files", type=click.File("r", encoding="utf-8"), nargs=-1, required=True)
@click.option("-q", "--quiet", is_flag=True, help="Print the mistakes alone, without the last line.")
def command(files: tuple[Any, ...], quiet: bool) -> None:
    """Check manifests with no cluster: the schema, the rules, the script.

    FILES are manifests as YAML or JSON, - for standard input; a List is opened, and documents of other kinds are left alone. Each mistake is
    a line file:line: message.
    A script may get lines with the word warning, too: they are no mistakes.
    The exit code is 0 when there is none, 1 when there are some, 2 when a file can not be read or when no file has a manifest in it, of any kind.
    Where there are manifests of other kinds alone, standard error says that nothing was checked.

    \b
    Examples:
      reindex lint orders-v2.yaml
      reindex lint manifests/*.yaml
      kustomize build overlays/production | reindex lint -
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.printable import echo

    reports = [_report(file) for file in files]
    for report in reports:
        for mistake in report.said:
            echo(str(mistake))
    mistakes = sum(len(report.mistakes) for report in reports)
    # Manifests of other kinds alone are a folder as there are many; no manifest at all is a file that was not written, or a wrong one.
    nothing = not mistakes and not any(report.manifests for report in reports)
    if nothing or not quiet:
        _warn(files, reports)
    if not quiet:
        click.echo(_summary(mistakes, sum(report.objects for report in reports), len(reports)), err=True)
    sys.exit(MISTAKES if mistakes else NOTHING if nothing else 0)


def _report(file: Any) -> "Report":
    from reindex_operator.cli.lint import Mistake, Report, lint

    try:
        return lint(file.name, file.read())
    except UnicodeDecodeError as error:
        return Report(0, (Mistake(file.name, None, f"not UTF-8: {error.reason}"),))


def _warn(files: tuple[Any, ...], reports: list["Report"]) -> None:
    """Of what was not checked, lest a wrong path or an empty file passes for a good manifest."""
    for file, report in zip(files, reports, strict=True):
        if not report.manifests and not report.mistakes:
            click.echo(f"{file.name}: warning: there is no manifest in it", err=True)
    if not any(report.objects or report.mistakes for report in reports):
        click.echo("warning: nothing was checked, for there is no Reindex", err=True)


def _summary(mistakes: int, objects: int, files: int) -> str:
    return f"{_many(mistakes, 'mistake')} in {_many(objects, 'Reindex', 'Reindexes')} of {_many(files, 'file')}"


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"
