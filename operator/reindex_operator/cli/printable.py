"""Text of others - a cluster's answer, a document, a status, a manifest - as it may be printed: it must not steer the terminal. Called by the commands."""

import re

import click

_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but for tab and line end, and those that turn the direction of what follows."""


def printable(text: str) -> str:
    r"""``text`` with what would steer a terminal written as an escape: ``\x1b``."""
    return _STEERS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def echo(text: str, *, err: bool = False) -> None:
    """Print ``text`` and a line end to the output, or to standard error."""
    click.echo(printable(text), err=err)
