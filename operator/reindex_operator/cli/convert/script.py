"""The source of a script, set as it reads well in a manifest."""

import re
from inspect import cleandoc
from typing import Any

from reindex_operator.cli.convert.values import text

_LITERAL = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | (?P<text>"(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*')""",
    re.VERBOSE | re.DOTALL,
)


def source(value: Any) -> Any:
    """The same script without the indentation that the console's triple quotes give it, so that YAML can write its lines as a block."""
    given: str = text(value)
    if any(set("\n\r\t") & set(found["text"] or "") for found in _LITERAL.finditer(given)):
        return given  # blanks at the ends of its lines may be part of a text
    tidied = "\n".join(line.rstrip(" \r") for line in cleandoc(given).split("\n"))
    return f"{tidied}\n" if "\n" in tidied else tidied or given
