"""How a script fails: when it is compiled and when it runs. Both name the place in the script."""

FILENAME = "<painless>"
"""What a script's code calls its file: by it a traceback tells which frames are the script's."""
WARNING = "warning: script"
"""What ``ScriptError.said`` begins with where it is a warning."""


def position_of(source: str, offset: int) -> tuple[int, int]:
    """Line and column (both from 1) of an offset in the source."""
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def excerpt_at(source: str, line: int, column: int, width: int = 1) -> str:
    """The line of the script with a caret under the place; long lines are cut around it."""
    lines = source.split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    start = max(0, column - 61)
    shown = text[start : start + 120].replace("\t", " ")
    return f"{shown}\n{' ' * (column - 1 - start)}{'^' * max(1, min(width, len(shown) - (column - 1 - start)))}"


class ScriptError(Exception):
    """The script can not be compiled. ``excerpt`` is the line with carets below the place."""

    def __init__(self, message: str, line: int, column: int, excerpt: str) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.excerpt = excerpt

    def __str__(self) -> str:
        """The message with its place and the excerpt, for people."""
        return f"{self.said('compile error at')}\n{self.excerpt}"

    def said(self, what: str) -> str:
        """``what line:column: message``."""
        return f"{what} {self.line}:{self.column}: {self.message}"


class ScriptRuntimeError(Exception):
    """The script threw. ``type`` is the Java exception's class, ``kind`` its name as the Elasticsearch API writes it."""

    def __init__(self, type_name: str, message: str | None, line: int, column: int, excerpt: str) -> None:
        super().__init__(message)
        self.type = type_name
        self.message = message
        self.line = line
        self.column = column
        self.excerpt = excerpt

    @property
    def kind(self) -> str:
        """E.g. ``null_pointer_exception`` for ``java.lang.NullPointerException``."""
        name = self.type.rpartition(".")[2]
        return "".join(f"_{char.lower()}" if char.isupper() and index else char.lower() for index, char in enumerate(name))

    def __str__(self) -> str:
        """The exception with its place and the excerpt, for people."""
        said = "" if self.message is None else f": {self.message}"
        return f"runtime error at {self.line}:{self.column}: {self.kind}{said}\n{self.excerpt}"


class CompileProblem(Exception):  # noqa: N818 - becomes a ScriptError once the source is known
    """A problem at an offset of the source, on its way to ``compile``."""

    def __init__(self, message: str, offset: int, width: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.width = width
