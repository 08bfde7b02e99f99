"""Texts by UTF-16 code units, as Java counts them, and the functions that need it."""

from typing import Any

from reindex_operator.painless.runtime.limits import MAX_TEXT, too_long
from reindex_operator.painless.runtime.throwable import Throwable, null_pointer


def units(value: str) -> str:
    """A text with one character for each UTF-16 code unit, so that Java's indices hold."""
    if value.isascii() or max(value) <= "\uffff":
        return value
    return "".join(chr(int.from_bytes(pair, "little")) for pair in _pairs(value.encode("utf-16-le", "surrogatepass")))


def _pairs(data: bytes) -> list[bytes]:
    return [data[at : at + 2] for at in range(0, len(data), 2)]


def joined(value: str) -> str:
    """Surrogate pairs put together again."""
    if value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value):
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def bounded(value: str) -> str:
    """A text, refused if it is too long."""
    if len(value) > MAX_TEXT:
        too_long(len(value))
    return value


def _range(begin: int, end: int, length: int) -> Throwable:
    return Throwable("java.lang.StringIndexOutOfBoundsException", f"Range [{begin}, {end}) out of bounds for length {length}")


def substring(value: str, begin: int, end: int | None = None) -> str:
    """``substring`` with Java's bounds."""
    whole = value if value.isascii() else units(value)
    last = len(whole) if end is None else end
    if not 0 <= begin <= last <= len(whole):
        raise _range(begin, last, len(whole))
    return whole[begin:last] if whole is value else joined(whole[begin:last])


def char_at(value: str, index: int) -> int:
    """``charAt``: a code unit."""
    whole = value if value.isascii() else units(value)
    if index < 0 or index >= len(whole):
        raise Throwable("java.lang.StringIndexOutOfBoundsException", f"Index {index} out of bounds for length {len(whole)}")
    return ord(whole[index])


def _find(value: str, wanted: Any, start: int = 0) -> int:
    sought = chr(wanted) if isinstance(wanted, int) else str(wanted)
    return units(value).find(units(sought), max(0, start))


def find_text(value: str, wanted: str, start: int = 0) -> int:
    """``indexOf`` of a text."""
    if wanted is None:
        raise null_pointer("the text to find is null")
    whole = units(value)
    return whole.find(units(wanted), min(max(0, start), len(whole)))


def rfind(value: str, wanted: str, start: int | None = None) -> int:
    """``lastIndexOf``."""
    if start is None:
        return units(value).rfind(units(wanted))
    return units(value).rfind(units(wanted), 0, start + len(units(wanted))) if start >= 0 else -1


_BLANK = "".join(map(chr, range(33)))


def trim(value: str) -> str:
    """``trim``: what is not above the space goes."""
    return value.strip(_BLANK)


def required(value: Any) -> str:
    """A text that must not be null."""
    if value is None:
        raise null_pointer("the argument is null")
    return value if type(value) is str else str(value)
