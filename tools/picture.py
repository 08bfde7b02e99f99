"""``python tools/picture.py OUT.svg COLUMNS ROWS COMMAND...``: what a real terminal shows when the command has ended, as a picture.

Needs pyte, which plays the terminal: ``pip install --group docs``. Called by ``make pictures``.
"""

import os
import pty
import re
import sys
from io import StringIO
from itertools import groupby
from pathlib import Path

import pyte
from rich.console import Console
from rich.style import Style
from rich.text import Text

NAMES = {"brown": "yellow", "default": None}
FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)
"""The export names a font on somebody's server; the reader's own monospaced one will do."""


def play(columns: int, rows: int, command: list[str]) -> pyte.Screen:
    """The screen at the command's end; raises SystemExit with its code where it failed."""
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    os.environ |= {"COLUMNS": str(columns), "LINES": str(rows), "TERM": "xterm-256color"}

    def read(descriptor: int) -> bytes:
        chunk = os.read(descriptor, 1 << 16)
        stream.feed(chunk)
        return chunk

    code = os.waitstatus_to_exitcode(pty.spawn(command, read))
    if code:
        raise SystemExit(code)
    return screen


def line(screen: pyte.Screen, row: int) -> Text:
    """One row with its colours."""
    text = Text()
    cells = [screen.buffer[row][column] for column in range(screen.columns)]
    for (fg, bold), same in groupby(cells, key=lambda char: (char.fg, char.bold)):
        colour = NAMES.get(fg, fg)
        style = Style(color=f"#{colour}" if re.fullmatch("[0-9a-f]{6}", colour or "") else colour, bold=bold)
        text.append("".join(char.data for char in same), style)
    text.rstrip()
    return text


def main() -> None:
    """Plays the command and draws the screen."""
    out, columns, rows, *command = sys.argv[1:]
    screen = play(int(columns), int(rows), command)
    console = Console(record=True, width=int(columns), file=StringIO(), force_terminal=True)
    shown = [line(screen, row) for row in range(screen.lines)]
    while shown and not shown[-1].plain:
        shown.pop()
    for text in shown:
        console.print(text, soft_wrap=True)
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    Path(out).write_text(FONT.sub("", console.export_svg(title=" ".join(command))), encoding="utf-8")


if __name__ == "__main__":
    main()
