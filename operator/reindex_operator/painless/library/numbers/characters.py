"""Character."""

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import compare
from reindex_operator.painless.runtime.throwable import illegal_argument
from reindex_operator.painless.runtime.values import Array, Character

from .objects import SAME


def _char(code: int) -> str:
    """A code point; what is none is like one that is not assigned."""
    return chr(code) if 0 <= code <= 0x10FFFF else "\uffff"


def _single(mapped: str, instead: str, code: int) -> int:
    """The first of two mappings that is one char, else the char itself: Java maps a char to a char."""
    return next((ord(one) for one in (mapped, instead) if len(one) == 1 and ord(one) <= 0xFFFF), code)


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_WIDE_LATIN = 0xFEE0
"""How far the wide letters are from those of ASCII."""


def _digit(code: int, radix: int) -> int:
    if not 2 <= radix <= len(_DIGITS):
        return -1
    char = _char(code)
    if char.isdecimal():
        found = int(char)
    else:
        plain = _char(code - _WIDE_LATIN) if "\uff21" <= char <= "\uff5a" else char
        found = _DIGITS.find(plain.lower()) if plain.isascii() and plain.isalpha() else -1
    return found if found < radix else -1


def _chars(code: int) -> Array:
    if not 0 <= code <= 0x10FFFF:
        raise illegal_argument(f"Not a valid Unicode code point: 0x{code & 0xFFFFFFFF:X}")
    return Array("char", [code] if code < 0x10000 else [0xD7C0 + (code >> 10), 0xDC00 + (code & 0x3FF)])


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
        "char toUpperCase(char)": lambda code: _single(chr(code).upper(), chr(code).title(), code),
        "char toLowerCase(char)": lambda code: 0x69 if code == 0x130 else _single(chr(code).lower(), "", code),
        "char toTitleCase(char)": lambda code: _single(chr(code).title(), "", code),
        "int digit(int, int)": _digit,
        "char forDigit(int, int)": lambda digit, radix: ord(_DIGITS[digit]) if 2 <= radix <= len(_DIGITS) and 0 <= digit < radix else 0,
        "char reverseBytes(char)": lambda code: code >> 8 | (code & 0xFF) << 8,
        "char[] toChars(int)": _chars,
        "String toString(char)": chr,
        "Character valueOf(char)": Character,
    }
)
