"""String, CharSequence, StringBuilder, Base64, UUID and Painless' own additions to String."""

import base64
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from reindex_operator.painless.runtime.arithmetic import compare_text
from reindex_operator.painless.runtime.limits import MAX_TEXT, too_long
from reindex_operator.painless.runtime.text import text, text_hash
from reindex_operator.painless.runtime.throwable import Throwable, illegal_argument, null_pointer
from reindex_operator.painless.runtime.values import Array

from .table import define


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
    whole = units(value)
    last = len(whole) if end is None else end
    if not 0 <= begin <= last <= len(whole):
        raise _range(begin, last, len(whole))
    return joined(whole[begin:last])


def char_at(value: str, index: int) -> int:
    """``charAt``: a code unit."""
    whole = units(value)
    if not 0 <= index < len(whole):
        raise Throwable("java.lang.StringIndexOutOfBoundsException", f"Index {index} out of bounds for length {len(whole)}")
    return ord(whole[index])


def _find(value: str, wanted: Any, start: int = 0) -> int:
    sought = chr(wanted) if isinstance(wanted, int) else str(wanted)
    return units(value).find(units(sought), max(0, start))


def _find_text(value: str, wanted: str, start: int = 0) -> int:
    if wanted is None:
        raise null_pointer("the text to find is null")
    return min(units(value).find(units(wanted), max(0, start)), len(units(value)))


def _rfind(value: str, wanted: str, start: int | None = None) -> int:
    if start is None:
        return units(value).rfind(units(wanted))
    return units(value).rfind(units(wanted), 0, start + len(units(wanted))) if start >= 0 else -1


def trim(value: str) -> str:
    """``trim``: what is not above the space goes."""
    return value.strip("".join(map(chr, range(33))))


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


def _compare_ignore_case(left: str, right: str) -> int:
    return compare_text(left.upper().lower(), right.upper().lower())


def _equals_ignore_case(left: str, right: str | None) -> bool:
    return right is not None and left.upper().lower() == right.upper().lower()


def _join(separator: str, parts: Any) -> str:
    return bounded(text(separator).join(text(part) for part in parts))


def _hex(name: str) -> Callable[[str], str]:
    return lambda value: hashlib.new(name, value.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


define("java.lang.CharSequence").has(
    {
        "int length()": lambda s: len(units(str(s))),
        "char charAt(int)": lambda s, i: char_at(str(s), i),
        "CharSequence subSequence(int, int)": lambda s, a, b: substring(str(s), a, b),
        "IntStream chars()": lambda s: _chars(str(s)),
    }
)
define("java.lang.Comparable").has({})


def _chars(value: str) -> Any:
    from .stream import Stream

    return Stream((ord(char) for char in units(value)), "int")


define("java.lang.String", "CharSequence", "Comparable", final=True).has(
    {
        "int length()": lambda s: len(s) if s.isascii() else len(units(s)),
        "char charAt(int)": char_at,
        "int codePointAt(int)": lambda s, i: ord(joined(units(s)[i : i + 2])[0]),
        "boolean isEmpty()": lambda s: not s.__len__(),
        "String substring(int)": substring,
        "String substring(int, int)": substring,
        "CharSequence subSequence(int, int)": substring,
        "String toLowerCase()": lambda s: s.lower(),
        "String toUpperCase()": lambda s: s.upper(),
        "String trim()": trim,
        "String concat(String)": lambda s, other: bounded(s + other),
        "boolean contains(CharSequence)": lambda s, other: s.__contains__(_required(other)),
        "boolean startsWith(String)": lambda s, other: s.startswith(_required(other)),
        "boolean startsWith(String, int)": lambda s, other, at: 0 <= at <= len(s) and units(s).startswith(units(other), at),
        "boolean endsWith(String)": lambda s, other: s.endswith(_required(other)),
        "int indexOf(String)": _find_text,
        "int indexOf(String, int)": _find_text,
        "int lastIndexOf(String)": _rfind,
        "int lastIndexOf(String, int)": _rfind,
        "String replace(CharSequence, CharSequence)": replace,
        "int compareTo(String)": lambda s, other: compare_text(s, _required(other)),
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
        "String[] splitOnToken(String)": split_on_token,
        "String[] splitOnToken(String, int)": split_on_token,
    }
).constructor({"new()": lambda: ""}).static(
    {
        "String valueOf(def)": text,
        "String join(CharSequence, Iterable)": lambda separator, parts: _join(separator, parts),
        "String copyValueOf(char[])": lambda chars: joined("".join(map(chr, chars))),
    }
)


def _required(value: Any) -> str:
    if value is None:
        raise null_pointer("the argument is null")
    return value if type(value) is str else str(value)


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


define("java.lang.StringBuilder", "CharSequence", "Comparable", final=True).has(
    {
        "StringBuilder append(def)": StringBuilder.append,
        "StringBuilder append(CharSequence, int, int)": lambda b, s, begin, end: b.append(substring(str(s), begin, end)),
        "StringBuilder insert(int, def)": _edit(_insert),
        "StringBuilder delete(int, int)": _edit(_delete),
        "StringBuilder deleteCharAt(int)": _edit(_delete_char),
        "StringBuilder replace(int, int, String)": _edit(_splice),
        "StringBuilder reverse()": lambda b: b.put(str(b)[::-1]),
        "void setLength(int)": _set_length,
        "void setCharAt(int, char)": lambda b, at, char: b.put(_splice(units(str(b)), at, at + 1, chr(char))) and None,
        "int indexOf(String)": lambda b, wanted: _find_text(str(b), wanted),
        "int indexOf(String, int)": lambda b, wanted, at: _find_text(str(b), wanted, at),
        "int lastIndexOf(String)": lambda b, wanted: _rfind(str(b), wanted),
        "String substring(int)": lambda b, begin: substring(str(b), begin),
        "String substring(int, int)": lambda b, begin, end: substring(str(b), begin, end),
        "String toString()": str,
        "int capacity()": lambda b: max(16, b.length),
    }
).constructor({"new()": StringBuilder, "new(CharSequence)": lambda start: StringBuilder(str(_required(start)))})


class Coder:
    """A Base64 encoder or decoder."""

    java_class = "java.util.Base64$Encoder"

    def __init__(self, url: bool, padding: bool = True) -> None:
        self.url = url
        self.padding = padding

    def encode(self, data: Array) -> str:
        """Bytes as Base64."""
        raw = bytes(byte & 0xFF for byte in data)
        found = (base64.urlsafe_b64encode(raw) if self.url else base64.b64encode(raw)).decode()
        return found if self.padding else found.rstrip("=")


class Decoder(Coder):
    """A Base64 decoder."""

    java_class = "java.util.Base64$Decoder"

    def decode(self, value: str) -> Array:
        """Base64 as bytes."""
        try:
            raw = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_" if self.url else None, validate=True)
        except ValueError as error:
            raise illegal_argument(f"Illegal base64: {error}") from None
        return Array("byte", [byte - 256 if byte > 127 else byte for byte in raw])


define("java.util.Base64", final=True).static(
    {
        "Base64.Encoder getEncoder()": lambda: Coder(False),
        "Base64.Encoder getUrlEncoder()": lambda: Coder(True),
        "Base64.Decoder getDecoder()": lambda: Decoder(False),
        "Base64.Decoder getUrlDecoder()": lambda: Decoder(True),
    }
)
define("java.util.Base64$Encoder", final=True).has(
    {"String encodeToString(byte[])": Coder.encode, "Base64.Encoder withoutPadding()": lambda coder: Coder(coder.url, False)}
)
define("java.util.Base64$Decoder", final=True).has({"byte[] decode(String)": Decoder.decode})


class Uuid:
    """A UUID."""

    java_class = "java.util.UUID"
    __slots__ = ("value",)

    def __init__(self, value: uuid.UUID) -> None:
        self.value = value

    def __str__(self) -> str:
        """As usual."""
        return str(self.value)

    def __eq__(self, other: object) -> bool:
        """By value."""
        return isinstance(other, Uuid) and self.value == other.value

    def __hash__(self) -> int:
        """In line with equality."""
        return hash(self.value)


def _uuid(value: str) -> Uuid:
    try:
        return Uuid(uuid.UUID(value))
    except ValueError:
        raise illegal_argument(f"Invalid UUID string: {value}") from None


define("java.util.UUID", "Comparable", final=True).has({"String toString()": str, "int version()": lambda u: u.value.version or 0}).static(
    {"UUID fromString(String)": _uuid, "UUID nameUUIDFromBytes(byte[])": lambda data: Uuid(_md5_uuid(data))}
)


def _md5_uuid(data: Array) -> uuid.UUID:
    raw = hashlib.md5(bytes(byte & 0xFF for byte in data), usedforsecurity=False).digest()
    return uuid.UUID(bytes=raw, version=3)
