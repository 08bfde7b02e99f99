"""What a shell makes of a line that is pasted whole: where the command ends, and what goes to files instead of to the command."""

import re

_TOKEN = re.compile(
    r"""
    (?P<kept>'[^']*' | "(?:[^"\\]|\\.)*" | \\.)
    | (?P<redirected>(?:(?<=\s)\d|&)?>[>&|]?\s*(?:'[^']*'|"[^"]*"|[^\s|;&<>])+)
    | (?P<end>[|;] | &(?=[\s&]|$))
    """,
    re.VERBOSE | re.DOTALL,
)
"""Quoted text is passed over whole. An & amid a word is that of an unquoted URL: no shell would take it so, but it is clear what is meant."""


def command_of(text: str) -> tuple[str, str]:
    """The first command in ``text`` without its redirections, and what comes after it, from the operator on."""
    command, at = "", 0
    for found in _TOKEN.finditer(text):
        if found["kept"]:
            continue
        command += text[at : found.start()]
        if found["end"]:
            return command, text[found.start() :]
        at = found.end()
    return command + text[at:], ""
