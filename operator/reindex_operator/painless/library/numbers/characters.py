"""Character."""

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import compare
from reindex_operator.painless.runtime.values import Character

from .objects import SAME

define("java.lang.Character", "Comparable").has(
    SAME | {"char charValue()": lambda value: value.code, "int compareTo(Character)": compare}
).static(
    {
        "boolean isDigit(int)": lambda code: chr(code).isdecimal(),
        "boolean isLetter(int)": lambda code: chr(code).isalpha(),
        "boolean isLetterOrDigit(int)": lambda code: chr(code).isalpha() or chr(code).isdecimal(),
        "boolean isAlphabetic(int)": lambda code: chr(code).isalpha(),
        "boolean isUpperCase(int)": lambda code: chr(code).isupper(),
        "boolean isLowerCase(int)": lambda code: chr(code).islower(),
        "boolean isWhitespace(int)": lambda code: (
            chr(code) in "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f" or (chr(code).isspace() and code not in {0x85, 0xA0, 0x2007, 0x202F})
        ),
        "int getNumericValue(int)": lambda code: int(chr(code), 36) if chr(code).isascii() and chr(code).isalnum() else -1,
        "int compare(char, char)": lambda a, b: a - b,
        "String toString(char)": chr,
        "Character valueOf(char)": Character,
    }
)
