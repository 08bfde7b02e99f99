"""StringBuilder."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import compare_text
from reindex_operator.painless.runtime.limits import MAX_TEXT, too_long
from reindex_operator.painless.runtime.text import text
from reindex_operator.painless.runtime.throwable import Throwable, illegal_argument

from .units import bounded, find_text, joined, required, rfind, substring, units


class StringBuilder:
    """A StringBuilder; appends are gathered and joined when somebody looks."""

    java_class = "java.lang.StringBuilder"
    __slots__ = ("length", "parts")

    def __init__(self, start: str = "") -> None:
        self.parts = [start]
        self.length = len(start)

    def __str__(self) -> str:
        """The text so far."""
        if len(self.parts) > 1:
            self.parts = [joined("".join(self.parts))]
        return self.parts[0]

    def append(self, value: Any) -> "StringBuilder":
        """``append``."""
        part = value if type(value) is str else text(value)
        self.length += len(part)
        if self.length > MAX_TEXT:
            too_long(self.length)
        self.parts.append(part)
        return self

    def compare_to(self, other: "StringBuilder") -> int:
        """``compareTo``: as of their texts."""
        return compare_text(str(self), str(other))

    def put(self, value: str) -> "StringBuilder":
        """Set the whole text."""
        self.parts, self.length = [joined(bounded(value))], len(value)
        return self


def _edit(change: Callable[..., str]) -> Callable[..., StringBuilder]:
    return lambda builder, *rest: builder.put(change(units(str(builder)), *rest))


def _set_length(builder: StringBuilder, length: int) -> None:
    builder.put(units(str(builder))[:length].ljust(min(length, MAX_TEXT + 1), "\0"))


def _in_bounds(value: str, begin: int, end: int) -> None:
    if not 0 <= begin <= end <= len(value):
        raise Throwable("java.lang.StringIndexOutOfBoundsException", f"start {begin}, end {end}, length {len(value)}")


def _insert(value: str, at: int, what: Any) -> str:
    if not 0 <= at <= len(value):
        raise Throwable("java.lang.StringIndexOutOfBoundsException", f"offset {at}, length {len(value)}")
    return value[:at] + text(what) + value[at:]


def _delete(value: str, begin: int, end: int) -> str:
    _in_bounds(value, begin, min(end, len(value)))
    return value[:begin] + value[end:]


def _delete_char(value: str, at: int) -> str:
    if not 0 <= at < len(value):
        raise Throwable("java.lang.StringIndexOutOfBoundsException", f"index {at},length {len(value)}")
    return value[:at] + value[at + 1 :]


def _splice(value: str, begin: int, end: int, new: str) -> str:
    _in_bounds(value, begin, min(end, len(value)))
    return value[:begin] + new + value[end:]


def _append_part(builder: StringBuilder, source: Any, begin: int, end: int) -> StringBuilder:
    whole = units(text(source))
    if not 0 <= begin <= end <= len(whole):
        raise Throwable("java.lang.IndexOutOfBoundsException", f"start {begin}, end {end}, length {len(whole)}")
    return builder.append(whole[begin:end])


def _append_point(builder: StringBuilder, code: int) -> StringBuilder:
    if not 0 <= code <= 0x10FFFF:
        raise illegal_argument(f"Not a valid Unicode code point: 0x{code & 0xFFFFFFFF:X}")
    return builder.append(chr(code))


def _string(name: str, count: int) -> Callable[..., Any]:
    """The same method of String."""
    run = CLASSES["String"].methods[name, count].run
    return lambda builder, *rest: run(str(builder), *rest)


class StringBuffer(StringBuilder):
    """A StringBuffer."""

    java_class = "java.lang.StringBuffer"
    __slots__ = ()


_MAKERS: dict[str, type[StringBuilder]] = {"StringBuilder": StringBuilder, "StringBuffer": StringBuffer}
for _name in ("StringBuilder", "StringBuffer"):
    define(f"java.lang.{_name}", "CharSequence", "Comparable", final=True).has(
        {
            f"{_name} append(def)": StringBuilder.append,
            f"{_name} appendCodePoint(int)": _append_point,
            "int codePointAt(int)": _string("codePointAt", 1),
            "int codePointBefore(int)": _string("codePointBefore", 1),
            "int codePointCount(int, int)": _string("codePointCount", 2),
            "int offsetByCodePoints(int, int)": _string("offsetByCodePoints", 2),
            "void getChars(int, int, char[], int)": _string("getChars", 4),
            "int lastIndexOf(String, int)": _string("lastIndexOf", 2),
            f"{_name} append(CharSequence, int, int)": _append_part,
            f"{_name} insert(int, def)": _edit(_insert),
            f"{_name} delete(int, int)": _edit(_delete),
            f"{_name} deleteCharAt(int)": _edit(_delete_char),
            f"{_name} replace(int, int, String)": _edit(_splice),
            f"{_name} reverse()": lambda b: b.put(str(b)[::-1]),
            "void setLength(int)": _set_length,
            "void setCharAt(int, char)": lambda b, at, char: b.put(_splice(units(str(b)), at, at + 1, chr(char))) and None,
            "int indexOf(String)": lambda b, wanted: find_text(str(b), wanted),
            "int indexOf(String, int)": lambda b, wanted, at: find_text(str(b), wanted, at),
            "int lastIndexOf(String)": lambda b, wanted: rfind(str(b), wanted),
            "String substring(int)": lambda b, begin: substring(str(b), begin),
            "String substring(int, int)": lambda b, begin, end: substring(str(b), begin, end),
            "String toString()": str,
            "int capacity()": lambda b: max(16, b.length),
        }
    ).constructor(
        {
            "new()": _MAKERS[_name],
            "new(CharSequence)": lambda start, make=_MAKERS[_name]: make(str(required(start))),
        }
    )
