"""Values as text, as Java's ``String.valueOf`` writes them, and Java's hash codes (which order a HashMap)."""

import decimal
import math
import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from .limits import MAX_TEXT, check, too_long
from .throwable import Throwable
from .values import INT_MAX, INT_MIN, Array, Character, Float, class_of, to_float32, unkey, wrap_int


def double_text(value: float) -> str:
    """A double as Java prints it: of the shortest texts with two digits the nearest."""
    shown = repr(value)
    if -1e-300 < value < 1e-300 and value and len(shown.lstrip("-").partition("e")[0]) == 1:
        return _decimal_text(f"{value:.1e}")
    return _decimal_text(shown)


def float_text(value: float) -> str:
    """A float as Java prints it: the fewest digits that tell it from its neighbours."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN differs from itself
        return _decimal_text(repr(float(value)))
    edge = abs(math.frexp(value)[0]) == 0.5  # a power of two: its neighbours are nearer on one side
    for count in range(2, 10):
        near = decimal.Decimal(f"{value:.{count}g}")
        away = near + decimal.Decimal(1).copy_sign(near).scaleb(near.adjusted() - count + 1) if edge and value else near
        for shown in (near, away):
            if to_float32(float(shown)) == value:
                return _decimal_text(repr(float(shown)))
    return _decimal_text(repr(float(value)))


def _decimal_text(text: str) -> str:
    if text in {"inf", "-inf", "nan"}:
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[text]
    sign = "-" if text[0] == "-" else ""
    body, _, exponent = text.lstrip("-").partition("e")
    whole, _, fraction = body.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if not digits:
        return sign + "0.0"
    if -3 < point <= 7:
        if point <= 0:
            return f"{sign}0.{'0' * -point}{digits}"
        padded = digits.ljust(point, "0")
        return f"{sign}{padded[:point]}.{padded[point:] or '0'}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{point - 1}"


_MANY_BITS = 14_000
"""Python itself writes no more than 4300 digits."""
_MOST = 10**19


def digits(value: int) -> str:
    """A whole number of any size as text."""
    return int.__repr__(value) if value.bit_length() < _MANY_BITS else str(decimal.Decimal(int(value)))


def text(value: Any) -> str:
    """``String.valueOf``."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return int.__repr__(value) if -_MOST < value < _MOST else digits(value)
    if kind is float:
        return double_text(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if isinstance(value, int):
        return digits(value)
    if kind is Float:
        return float_text(value)
    if kind is Character:
        return chr(value.code)
    if kind is Array:
        return f"[{ARRAY_CODES.get(value.element, f'L{_ARRAY_CLASSES.get(value.element, value.element)};')}@{identity_hash(value):x}"
    if isinstance(value, list):
        return _joined("[", (_element(item, value) for item in value), "]")
    if isinstance(value, dict):
        return _joined("{", (f"{_element(unkey(name), value)}={_element(value[name], value)}" for name in ordered_keys(value)), "}")
    if isinstance(value, Throwable):
        return value.java_class if value.message is None else f"{value.java_class}: {value.message}"
    if callable(value) and not hasattr(value, "java_class"):
        return "org.elasticsearch.painless.Lambda"
    return _identity(value) if kind.__str__ is _NO_TEXT else str(value)


_NO_TEXT: Any = object.__str__


def _identity(value: Any) -> str:
    """What Java shows of an object without a text of its own."""
    return f"{class_of(value)}@{identity_hash(value):x}"


ARRAY_CODES = {"int": "I", "long": "J", "double": "D", "float": "F", "short": "S", "byte": "B", "char": "C", "boolean": "Z"}

_ARRAY_CLASSES = {"def": "java.lang.Object", "String": "java.lang.String"}


def _element(item: Any, owner: Any) -> str:
    return "(this Collection)" if item is owner else text(item)


def _joined(start: str, parts: Iterable[str], end: str) -> str:
    found: list[str] = []
    total = 0
    for part in parts:
        total += len(part) + 2
        if total > MAX_TEXT:
            too_long(total)
        found.append(part)
    return start + ", ".join(found) + end


def concat(left: Any, right: Any) -> str:
    """``left + right`` where one is a String."""
    joined = (left if type(left) is str else text(left)) + (right if type(right) is str else text(right))
    if len(joined) > MAX_TEXT:
        too_long(len(joined))
    return joined


def identity_hash(value: Any) -> int:
    """A hash of which a script can only rely on being one."""
    return id(value) >> 4 & 0x7FFFFFFF


@lru_cache(maxsize=65536)
def text_hash(value: str) -> int:
    """``String.hashCode``."""
    found = 0
    units = value.encode("utf-16-le", "surrogatepass")
    for (unit,) in struct.iter_unpack("<H", units):
        found = (found * 31 + unit) & 0xFFFFFFFF
    return found - 0x100000000 if found > INT_MAX else found


def java_hash(value: Any) -> int:
    """``hashCode``."""
    kind = type(value)
    if kind is str:
        return text_hash(value)
    if value is None:
        return 0
    if kind is bool:
        return 1231 if value else 1237
    if isinstance(value, int):
        if class_of(value) == "java.math.BigInteger":
            return _big_hash(value)
        if INT_MIN <= value <= INT_MAX and class_of(value) != "java.lang.Long":
            return int(value)
        return wrap_int((value & 0xFFFFFFFF) ^ (value >> 32 & 0xFFFFFFFF))
    if isinstance(value, float):
        if kind is Float:
            return int(struct.unpack(">i", struct.pack(">f", value))[0])
        bits = struct.unpack(">q", struct.pack(">d", value))[0]
        return wrap_int((bits ^ (bits >> 32)) & 0xFFFFFFFF)
    if kind is Character:
        return int(value.code)
    if isinstance(value, Array):
        return identity_hash(value)
    if isinstance(value, list | dict):
        check()
    if isinstance(value, list):
        found = 1
        for item in value:
            found = (31 * found + java_hash(item)) & 0xFFFFFFFF
        return wrap_int(found)
    if isinstance(value, dict):
        return wrap_int(sum(java_hash(unkey(name)) ^ java_hash(item) for name, item in value.items()))
    own = getattr(value, "java_hash", None)
    return wrap_int(own()) if own is not None else identity_hash(value)


def _big_hash(value: int) -> int:
    found, rest = 0, abs(value)
    words = []
    while rest:
        words.append(rest & 0xFFFFFFFF)
        rest >>= 32
    for word in reversed(words):
        found = (31 * found + word) & 0xFFFFFFFF
    return wrap_int(found if value >= 0 else -found)


def hash_order(keys: Iterable[Any], size: int, room: int = 16) -> list[Any]:
    """Keys (as stored) in the order in which a HashMap of that size goes through them, whose table begins with ``room`` buckets."""
    if size < 2:
        return list(keys)
    capacity = room
    while size > capacity * 3 // 4:
        capacity *= 2
    mask = capacity - 1

    def bucket(stored: Any) -> int:
        code = text_hash(stored) if type(stored) is str else java_hash(unkey(stored))
        return (code ^ (code & 0xFFFFFFFF) >> 16) & mask

    return sorted(keys, key=bucket)


def ordered_keys(mapping: Any) -> list[Any]:
    """A map's keys (as stored) in the order of its class."""
    return hash_order(mapping, len(mapping)) if type(mapping) is dict else list(mapping.ordered())
