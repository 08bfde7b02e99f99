"""Character."""

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import compare
from reindex_operator.painless.runtime.values import Character

from .objects import SAME


def _char(code: int) -> str:
    """A code point; what is none is like one that is not assigned."""
    return chr(code) if 0 <= code <= 0x10FFFF else "\uffff"


define("java.lang.Character", "Comparable").has(
    SAME | {"char charValue()": lambda value: value.code, "int compareTo(Character)": compare}
).static(
    {
        "boolean isDigit(int)": lambda code: _char(code).isdecimal(),
        "boolean isLetter(int)": lambda code: _char(code).isalpha(),
        "boolean isLetterOrDigit(int)": lambda code: _char(code).isalpha() or _char(code).isdecimal(),
        "boolean isAlphabetic(int)": lambda code: _char(code).isalpha(),
        "boolean isUpperCase(int)": lambda code: _char(code).isupper(),
        "boolean isLowerCase(int)": lambda code: _char(code).islower(),
        "boolean isWhitespace(int)": lambda code: (
            _char(code) in "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f" or (_char(code).isspace() and code not in {0x85, 0xA0, 0x2007, 0x202F})
        ),
        "int getNumericValue(int)": lambda code: int(_char(code), 36) if _char(code).isascii() and _char(code).isalnum() else -1,
        "int compare(char, char)": lambda a, b: a - b,
        "String toString(char)": chr,
        "Character valueOf(char)": Character,
    }
)
