"""CharSequence and String, with Painless' own additions."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import compare_text
from reindex_operator.painless.runtime.limits import MAX_TEXT, too_long
from reindex_operator.painless.runtime.text import text, text_hash
from reindex_operator.painless.runtime.throwable import Throwable, class_cast, illegal_argument, null_pointer
from reindex_operator.painless.runtime.values import Array, class_of

from .format import java_format
from .units import bounded, char_at, find_text, joined, required, rfind, substring, trim, units


def replace(value: str, old: Any, new: Any) -> str:
    """``replace`` of all occurrences."""
    old_text, new_text = text(old), text(new)
    if old is None or new is None:
        raise null_pointer("an argument of replace is null")
    if len(value) * max(1, len(new_text)) > MAX_TEXT:
        count = value.count(old_text) if old_text else len(value) + 1
        bounded_length = len(value) + count * (len(new_text) - len(old_text))
        if bounded_length > MAX_TEXT:
            too_long(bounded_length)
    return value.replace(old_text, new_text)


def split_on_token(value: str, token: str, limit: int = -1) -> Array:
    """``splitOnToken``: by a plain text, nothing dropped; a limit bounds the number of parts."""
    if not token:
        return Array("String", [value])
    return Array("String", value.split(token) if limit < 1 else value.split(token, limit - 1))


def _decode(value: str) -> str:
    try:
        return base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("utf-8", "replace")
    except ValueError as error:
        raise illegal_argument(f"Illegal base64: {error}") from None


def _folded(value: str) -> str:
    """A text without case: each character on its own, so that none becomes two."""
    if value.isascii():
        return value.lower()
    return "".join((upper if len(upper := char.upper()) == 1 else char).lower()[0] for char in value)


def _compare_ignore_case(left: str, right: str) -> int:
    return compare_text(_folded(left), _folded(required(right)))


def _equals_ignore_case(left: str, right: str | None) -> bool:
    return right is not None and _folded(left) == _folded(right)


def _part_text(part: Any) -> str:
    if part is None or type(part) is str:
        return "null" if part is None else part
    if not hasattr(part, "parts"):
        raise class_cast(f"class {class_of(part)} cannot be cast to class java.lang.CharSequence")
    return str(part)


def _in_locale(locale: Any, changed: str) -> str:
    if locale is None:
        raise null_pointer("the locale is null")
    return changed


def _join(separator: str, parts: Any) -> str:
    from reindex_operator.painless.library.collections.iteration import iterate

    return bounded(required(separator).join(_part_text(part) for part in iterate(parts)))


def _hex(name: str) -> Callable[[str], str]:
    return lambda value: hashlib.new(name, value.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


define("java.lang.CharSequence").has(
    {
        "int length()": lambda s: len(units(str(s))),
        "char charAt(int)": lambda s, i: char_at(str(s), i),
        "CharSequence subSequence(int, int)": lambda s, a, b: substring(str(s), a, b),
        "IntStream chars()": lambda s: _chars(units(str(s))),
        "IntStream codePoints()": lambda s: _chars(str(s)),
    }
)
define("java.lang.Comparable").has({})


def _chars(value: str) -> Any:
    from reindex_operator.painless.library.stream.kinds import Stream

    return Stream((ord(char) for char in value), "int")


def _code_points(value: str, begin: int, end: int) -> int:
    whole = units(value)
    if not 0 <= begin <= end <= len(whole):
        raise Throwable("java.lang.IndexOutOfBoundsException", f"begin {begin}, end {end}, length {len(whole)}")
    return len(joined(whole[begin:end]))


def _offset(value: str, index: int, count: int) -> int:
    whole = units(value)
    if not 0 <= index <= len(whole):
        raise Throwable("java.lang.IndexOutOfBoundsException", f"index {index}, length {len(whole)}")
    points = joined(whole[index:]) if count >= 0 else joined(whole[:index])
    if abs(count) > len(points):
        raise Throwable("java.lang.IndexOutOfBoundsException", f"offset {count}")
    return index + len(units(points[:count])) if count >= 0 else len(units(points[: len(points) + count]))


def _chars_into(value: Any, begin: int, end: int, target: Array, at: int) -> None:
    whole = units(str(value))
    if not 0 <= begin <= end <= len(whole):
        raise Throwable("java.lang.StringIndexOutOfBoundsException", f"begin {begin}, end {end}, length {len(whole)}")
    if at < 0 or at + end - begin > len(target):
        raise Throwable("java.lang.ArrayIndexOutOfBoundsException", f"offset {at}, count {end - begin}, length {len(target)}")
    target[at : at + end - begin] = [ord(char) for char in whole[begin:end]]


def _region(value: str, ignore_case: bool, at: int, other: str, start: int, length: int) -> bool:  # noqa: PLR0913, PLR0917 - as in Java
    one, two = units(value), units(required(other))
    if at < 0 or start < 0 or at + length > len(one) or start + length > len(two):
        return False
    left, right = one[at : at + max(0, length)], two[start : start + max(0, length)]
    return left == right or (ignore_case and left.upper().lower() == right.upper().lower())


def _part(chars: Array, at: int, count: int) -> list[Any]:
    if at < 0 or count < 0 or at + count > len(chars):
        raise Throwable("java.lang.StringIndexOutOfBoundsException", f"offset {at}, count {count}, length {len(chars)}")
    return chars[at : at + count]


define("java.lang.String", "CharSequence", "Comparable", final=True).has(
    {
        "int length()": lambda s: len(s) if s.isascii() else len(units(s)),
        "char charAt(int)": char_at,
        "int codePointAt(int)": lambda s, i: char_at(s, i) and ord(joined(units(s)[i : i + 2])[0]),
        "boolean isEmpty()": lambda s: not s.__len__(),
        "String substring(int)": substring,
        "String substring(int, int)": substring,
        "CharSequence subSequence(int, int)": substring,
        "String toLowerCase()": lambda s: s.lower(),
        "String toUpperCase()": lambda s: s.upper(),
        "String trim()": trim,
        "String concat(String)": lambda s, other: bounded(s + other),
        "boolean contains(CharSequence)": lambda s, other: s.__contains__(required(other)),
        "boolean startsWith(String)": lambda s, other: s.startswith(required(other)),
        "boolean startsWith(String, int)": lambda s, other, at: 0 <= at <= len(s) and units(s).startswith(units(other), at),
        "boolean endsWith(String)": lambda s, other: s.endswith(required(other)),
        "int indexOf(String)": find_text,
        "int indexOf(String, int)": find_text,
        "int lastIndexOf(String)": rfind,
        "int lastIndexOf(String, int)": rfind,
        "String replace(CharSequence, CharSequence)": replace,
        "int compareTo(String)": lambda s, other: compare_text(s, required(other)),
        "int compareToIgnoreCase(String)": _compare_ignore_case,
        "boolean equalsIgnoreCase(String)": _equals_ignore_case,
        "boolean contentEquals(CharSequence)": lambda s, other: s == str(other),
        "String toString()": lambda s: s.__str__(),
        "int hashCode()": text_hash,
        "char[] toCharArray()": lambda s: Array("char", [ord(char) for char in units(s)]),
        "String encodeBase64()": lambda s: base64.b64encode(s.encode("utf-8", "surrogatepass")).decode(),
        "String decodeBase64()": _decode,
        "String sha1()": _hex("sha1"),
        "String sha256()": _hex("sha256"),
        "String sha512()": _hex("sha512"),
        "int codePointBefore(int)": lambda s, i: char_at(s, i - 1) and ord(joined(units(s)[max(0, i - 2) : i])[-1]),
        "int codePointCount(int, int)": _code_points,
        "int offsetByCodePoints(int, int)": _offset,
        "void getChars(int, int, char[], int)": _chars_into,
        "boolean regionMatches(int, String, int, int)": lambda s, at, other, start, length: _region(s, False, at, other, start, length),
        "boolean regionMatches(boolean, int, String, int, int)": _region,
        "String toLowerCase(Locale)": lambda s, locale: _in_locale(locale, s.lower()),
        "String toUpperCase(Locale)": lambda s, locale: _in_locale(locale, s.upper()),
        "String[] splitOnToken(String)": split_on_token,
        "String[] splitOnToken(String, int)": split_on_token,
    }
).constructor({"new()": lambda: ""}).static(
    {
        "String valueOf(def)": text,
        "String join(CharSequence, Iterable)": lambda separator, parts: _join(separator, parts),
        "String copyValueOf(char[])": lambda chars: joined("".join(map(chr, chars))),
        "String copyValueOf(char[], int, int)": lambda chars, at, count: joined("".join(map(chr, _part(chars, at, count)))),
        "String format(String, def[])": java_format,
        "String format(Locale, String, def[])": lambda _, template, values: java_format(template, values),
    }
)
