"""What a shell makes of a line that is pasted whole: where the command ends, and what goes to files instead of to the command."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<kept>'[^']*' | "(?:[^"\\]|\\.)*" | \\.)
    | (?P<continued>[\^`]\r?\n)
    | (?P<redirected>(?:(?<=\s)\d|&)?>[>&|]?\s*(?:'[^']*'|"[^"]*"|[^\s|;&<>])+)
    | (?P<end>[|;] | &(?=[\s&]|$) | \n\s*(?=[{\[]|HTTP/|[$>]\s))
    """,
    re.VERBOSE | re.DOTALL,
)
"""Quoted text is passed over whole. An & amid a word is that of an unquoted URL: no shell would take it so, but it is clear what is meant.
So is a line without the \\ (or, on Windows, ^ or `) of one that goes on; but what looks like an answer, or a prompt, ends the command."""

_HERE = re.compile(
    r"""(?P<cat>"?\$\(\s*cat\s*)?<<-?\s*(?P<quote>['"]?)(?P<word>\w+)(?P=quote)(?P<rest>[^\n]*)\n(?P<text>.*?)\n?^\s*(?P=word)[ \t\r]*$(?(cat)\s*\)"?)""",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Command:
    """A command without its redirections, what comes ``behind`` it from the operator on, and its standard input if that is in the text."""

    line: str
    behind: str
    standard_input: str | None = None


def command_of(text: str) -> Command:
    """The first command in ``text``. A here-document is its input; one in ``$(cat <<EOF ...)`` is read from there, too."""
    here = _HERE.search(text)
    if here:
        text = text[: here.start()] + ("@- " if here["cat"] else "") + here["rest"] + text[here.end() :]
    command, at = "", 0
    for found in _TOKEN.finditer(text):
        if found["kept"]:
            continue
        command += text[at : found.start()]
        if found["end"]:
            return Command(command, text[found.start() :], here and here["text"])
        at = found.end()
    return Command(command + text[at:], "", here and here["text"])
