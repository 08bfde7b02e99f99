"""What makes a text no JSON, said by the character that is wrong there instead of by what a parser had wanted."""

import re
import unicodedata
from json import JSONDecodeError
from typing import Final

_BY_CHARACTER: Final = (
    (r"\.\.\.|…", "... stands for something: write it in full"),
    (r"&(\w+|#\d+);", "it has HTML entities, as &quot; for a double quote: copy the text as the page shows it"),
    (r"['`]", '{0} is a single quote: JSON has double ones, "'),
    (r"(True|False|None)\b", "{0} is Python's: JSON has true, false and null"),
    (r"[<$]", "{0} begins something to be filled in: write its value there, a text in double quotes"),
    (r"[^\W\d]", 'a word is not in double quotes: keys and texts are, and a double quote within a text is \\"'),
)
"""By what stands where the mistake is. A word is not repeated, it may be part of a password."""

_BY_MESSAGE: Final = (
    (r"Invalid control character", 'a text has a line break or a tab in it: write \\n or \\t, or put the text into """ instead of "'),
    (r"Invalid \\", 'a text has a single \\ in it: write \\\\, or put the text into """ instead of "'),
    (r"Unterminated string", 'the text that begins here has no end: its second " is missing'),
    (r"Extra data", "there is something behind its end"),
    (r"Expecting ':'", "a : is missing behind a key"),
)


def reason(error: JSONDecodeError) -> str:
    """What is wrong, in a few words that are no value of the text's."""
    rest = error.doc[error.pos :]
    if said := next((said for message, said in _BY_MESSAGE if re.match(message, error.msg)), None):
        return said
    if not rest:
        return "it ends too early, is a bracket missing?" if error.doc.strip() else "there is none"
    if rest[0] == "," or (rest[0] in "}]" and error.doc[: error.pos].rstrip().endswith(",")):
        return "there is a comma too many"
    if rest[0] in '"{[' and error.msg.startswith("Expecting ','"):
        return f"a comma is missing in front of this {rest[0]}"
    return _of_character(rest) or error.msg


def _of_character(rest: str) -> str | None:
    kind = "" if rest[0].isascii() else unicodedata.category(rest[0])
    if kind in {"Zs", "Cf"}:
        return f"it has a character that is no blank, though it looks so: {unicodedata.name(rest[0]).lower()}, U+{ord(rest[0]):04X}"
    if kind in {"Pi", "Pf", "Ps"}:
        return f'{rest[0]} is a typographic quote: write the plain one, "'
    return next((said.format(found[0]) for pattern, said in _BY_CHARACTER if (found := re.match(pattern, rest))), None)
