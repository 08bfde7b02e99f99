"""How Java's values are kept in Python.

A document parsed from JSON needs no conversion: a plain ``int`` is an Integer if it fits 32 bits, else a Long if it fits 64, else a
BigInteger; ``float`` is a Double, ``str`` a String, ``list`` an ArrayList, ``dict`` a HashMap, ``bool`` a Boolean and ``None`` null. Only where Java's type is
wider or narrower than that rule says (a Long 5, a Short, a Float) a value carries a subclass. Values of a static primitive type are always plain: an ``int`` for byte to
long and char, a ``float`` for float and double; they get their subclass when they become ``def`` (``box``).
"""

import struct
from collections.abc import Callable
from typing import Any

INT_MIN, INT_MAX = -(2**31), 2**31 - 1
LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1


class Long(int):
    """A Long that would fit an Integer."""

    __slots__ = ()


class Short(int):
    """A Short."""

    __slots__ = ()


class Byte(int):
    """A Byte."""

    __slots__ = ()


class BigInteger(int):
    """A BigInteger that would fit a Long."""

    __slots__ = ()


class Float(float):
    """A Float; its value is one that 32 bits hold."""

    __slots__ = ()


class Character:
    """A Character: one UTF-16 code unit."""

    __slots__ = ("code",)

    def __init__(self, code: int) -> None:
        self.code = code

    def __eq__(self, other: object) -> bool:
        """By code unit, and only with another Character."""
        return type(other) is Character and other.code == self.code

    def __hash__(self) -> int:
        """That of the code unit."""
        return hash(("char", self.code))

    def __str__(self) -> str:
        """The character."""
        return chr(self.code)


class Array(list[Any]):
    """A Java array; ``element`` is the type of its elements. Values of a primitive element type are plain."""

    __slots__ = ("element",)

    def __init__(self, element: str, values: Any = ()) -> None:
        super().__init__(values)
        self.element = element


class Key:
    """A map's key that is neither a plain string nor a plain number: keeps apart what Python holds equal (1, 1L, 1.0, true)."""

    __slots__ = ("token", "value")

    def __init__(self, token: Any, value: Any) -> None:
        self.token = token
        self.value = value

    def __eq__(self, other: object) -> bool:
        """By Java's equals."""
        return type(other) is Key and self.token == other.token

    def __hash__(self) -> int:
        """In line with equality."""
        return hash(self.token)


def key(value: Any) -> Any:
    """A value as it stands in a dict's keys."""
    kind = type(value)
    return value if kind is str or kind is int or value is None else Key(_token(value), value)


def unkey(stored: Any) -> Any:
    """The value of a dict's key."""
    return stored.value if type(stored) is Key else stored


def _token(value: Any) -> Any:
    kind = type(value)
    if kind is float or kind is Float:
        return (kind, struct.pack(">d", value) if value == value else b"nan")  # noqa: PLR0124 - NaN differs from itself
    if kind in {bool, str, int} or value is None:
        return (kind, value)
    if isinstance(value, int):
        return (BigInteger if kind is BigInteger else kind, int(value))
    if isinstance(value, Array):
        return (Array, id(value))
    if isinstance(value, list):
        return (list, tuple(_token(item) for item in value))
    if isinstance(value, dict):
        return (dict, frozenset((_token(unkey(name)), _token(item)) for name, item in value.items()))
    return (kind, value)


def wrap_int(value: int) -> int:
    """The low 32 bits, signed."""
    return ((value + 0x80000000) & 0xFFFFFFFF) - 0x80000000


def fold(value: int) -> int:
    """The hash code of a long."""
    return wrap_int(value ^ (value >> 32))


def rotated(value: int, bits: int) -> int:
    """The bits of an int, moved to the left; those that fall out come in at the right."""
    return wrap_int((value << bits) | ((value & 0xFFFFFFFF) >> (32 - bits)))


def wrap_long(value: int) -> int:
    """The low 64 bits, signed."""
    return ((value + 0x8000000000000000) & 0xFFFFFFFFFFFFFFFF) - 0x8000000000000000


def wrap_short(value: int) -> int:
    """The low 16 bits, signed."""
    return ((value + 0x8000) & 0xFFFF) - 0x8000


def wrap_byte(value: int) -> int:
    """The low 8 bits, signed."""
    return ((value + 0x80) & 0xFF) - 0x80


def wrap_char(value: int) -> int:
    """The low 16 bits."""
    return value & 0xFFFF


_FLOAT = struct.Struct("<f")


def to_float32(value: float) -> float:
    """The nearest value that a Java float holds."""
    try:
        found: float = _FLOAT.unpack(_FLOAT.pack(value))[0]
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    return found


def box_long(value: int) -> int:
    """A long as a Long."""
    return Long(value) if INT_MIN <= value <= INT_MAX else value


def box_big(value: int) -> int:
    """An integer of any size as a BigInteger."""
    return BigInteger(value) if LONG_MIN <= value <= LONG_MAX else value


BOXES: dict[str, Callable[[Any], Any]] = {"long": box_long, "short": Short, "byte": Byte, "char": Character, "float": Float}

_NARROW = {"int": wrap_int, "short": wrap_short, "byte": wrap_byte, "char": wrap_char}


def float_to_integral(value: float, to: str) -> int:
    """Java's narrowing of a float or double: saturates at int or long, NaN is 0."""
    low, high = (LONG_MIN, LONG_MAX) if to == "long" else (INT_MIN, INT_MAX)
    if value != value:  # noqa: PLR0124 - NaN differs from itself
        return 0
    whole = high if value >= high else low if value <= low else int(value)
    return _NARROW[to](whole) if to in _NARROW else whole


def class_of(value: Any) -> str:
    """The Java class of a value."""
    kind = type(value)
    if kind is int:
        if INT_MIN <= value <= INT_MAX:
            return "java.lang.Integer"
        return "java.lang.Long" if LONG_MIN <= value <= LONG_MAX else "java.math.BigInteger"
    if kind is Array:
        return f"{value.element}[]"
    found = CLASSES_OF.get(kind)
    if found is not None:
        return found
    if callable(value) and not hasattr(value, "java_class"):
        return "java.util.Comparator"
    return str(getattr(value, "java_class", "java.lang.Object"))


CLASSES_OF: dict[type, str] = {
    str: "java.lang.String",
    float: "java.lang.Double",
    bool: "java.lang.Boolean",
    Long: "java.lang.Long",
    Short: "java.lang.Short",
    Byte: "java.lang.Byte",
    BigInteger: "java.math.BigInteger",
    Float: "java.lang.Float",
    Character: "java.lang.Character",
    list: "java.util.ArrayList",
    dict: "java.util.HashMap",
}

SHORT_NAMES = {
    "java.lang.Integer": "int",
    "java.lang.Long": "long",
    "java.lang.Double": "double",
    "java.lang.Float": "float",
    "java.lang.Short": "short",
    "java.lang.Byte": "byte",
    "java.lang.Character": "char",
    "java.lang.Boolean": "boolean",
}


def shown_class(value: Any) -> str:
    """The class as Painless names it in its errors: boxed numbers by their primitive."""
    name = class_of(value)
    return SHORT_NAMES.get(name, name)
