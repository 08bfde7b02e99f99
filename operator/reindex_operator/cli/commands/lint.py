"""``reindex lint``."""

import sys
from typing import Any

import click


@click.command()
@click.argument("files", type=click.File("r", encoding="utf-8"), nargs=-1, required=True)
@click.option("-q", "--quiet", is_flag=True, help="Print the mistakes alone, without the last line.")
def command(files: tuple[Any, ...], quiet: bool) -> None:
    """Check manifests with no cluster: the schema, the rules, the script.

    FILES are manifests, - for standard input; documents of other kinds are left alone. Each mistake is a line file:line: message.
    A script may get lines with the word warning, too: they are no mistakes.
    The exit code is 0 when there is none, 1 when there are some, 2 when a file can not be read.

    \b
    Examples:
      reindex lint orders-v2.yaml
      reindex lint manifests/*.yaml
    """  # noqa: D301 - click's own mark
    from reindex_operator.cli.lint import Mistake, Report, lint

    reports: list[Report] = []
    for file in files:
        try:
            text = file.read()
        except UnicodeDecodeError as error:
            reports.append(Report(0, (Mistake(file.name, None, f"not UTF-8: {error.reason}"),)))
        else:
            reports.append(lint(file.name, text))
    for report in reports:
        for mistake in report.said:
            click.echo(str(mistake))
    mistakes = sum(len(report.mistakes) for report in reports)
    if not quiet:
        click.echo(_summary(mistakes, sum(report.objects for report in reports), len(reports)), err=True)
    sys.exit(1 if mistakes else 0)


def _summary(mistakes: int, objects: int, files: int) -> str:
    return f"{_many(mistakes, 'mistake')} in {_many(objects, 'Reindex', 'Reindexes')} of {_many(files, 'file')}"


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"
