"""Casts of ``def`` values to static types, at run time."""

import math
from collections.abc import Callable
from typing import Any

from .throwable import class_cast, null_pointer
from .values import (
    INT_MAX,
    INT_MIN,
    LONG_MAX,
    LONG_MIN,
    Byte,
    Character,
    Float,
    Short,
    box_long,
    class_of,
    float_to_integral,
    shown_class,
    to_float32,
    wrap_byte,
    wrap_char,
    wrap_int,
    wrap_long,
    wrap_short,
)

_WIDER = {
    "byte": {"byte"},
    "short": {"byte", "short"},
    "char": {"char"},
    "int": {"byte", "short", "char", "int"},
    "long": {"byte", "short", "char", "int", "long"},
    "float": {"byte", "short", "char", "int", "long", "float"},
    "double": {"byte", "short", "char", "int", "long", "float", "double"},
}
_WRAPS: dict[str, Callable[[int], int]] = {"byte": wrap_byte, "short": wrap_short, "char": wrap_char, "int": wrap_int, "long": wrap_long}


def narrow(value: Any, to: str) -> Any:
    """A primitive number (plain) as another primitive type, by Java's narrowing."""
    if to in {"float", "double"}:
        try:
            return to_float32(float(value)) if to == "float" else float(value)
        except OverflowError:
            return float("inf") if value > 0 else float("-inf")
    return float_to_integral(value, to) if isinstance(value, float) else _WRAPS[to](int(value))


def _caster(to: str, explicit: bool) -> Callable[[Any], Any]:
    allowed = _WIDER[to]
    word = "explicitly" if explicit else "implicitly"

    def cast(value: Any) -> Any:
        if value is None:
            raise null_pointer(f"cannot cast null to [{to}]")
        kind = shown_class(value)
        if kind == "char":
            if explicit or kind in allowed:
                return narrow(value.code, to)
        elif kind in allowed or (explicit and kind in _WIDER):
            return narrow(value, to)
        elif explicit and to == "char" and kind == "java.lang.String" and len(value) == 1:
            return ord(value)
        raise class_cast(f"cannot {word} cast def [{kind}] to {to}")

    return cast


IMPLICIT: dict[str, Callable[[Any], Any]] = {to: _caster(to, False) for to in _WIDER}
EXPLICIT: dict[str, Callable[[Any], Any]] = {to: _caster(to, True) for to in _WIDER}


_INT: Callable[[Any], int] = IMPLICIT["int"]
_LONG: Callable[[Any], int] = IMPLICIT["long"]
_DOUBLE: Callable[[Any], float] = IMPLICIT["double"]


def to_int(value: Any) -> int:
    """A def value as an int, implicitly."""
    if type(value) is int and INT_MIN <= value <= INT_MAX:
        return value
    return _INT(value)


def to_long(value: Any) -> int:
    """A def value as a long, implicitly."""
    if type(value) is int and LONG_MIN <= value <= LONG_MAX:
        return value
    return _LONG(value)


def to_double(value: Any) -> float:
    """A def value as a double, implicitly."""
    return value if type(value) is float else _DOUBLE(value)


def _quick(quick: Callable[[Any], Any], plain: type, low: float, high: float) -> Callable[[Any], Any]:
    """A cast that gives back a value of the very type at once."""

    def cast(value: Any) -> Any:
        return value if type(value) is plain and low <= value <= high else quick(value)  # type: ignore[operator]

    return cast


IMPLICIT |= {"int": to_int, "long": to_long, "double": to_double}
EXPLICIT |= {
    "int": _quick(EXPLICIT["int"], int, INT_MIN, INT_MAX),
    "long": _quick(EXPLICIT["long"], int, LONG_MIN, LONG_MAX),
    "double": _quick(EXPLICIT["double"], float, -math.inf, math.inf),
}


def to_boolean(value: Any) -> bool:
    """A def value as a condition."""
    if value is True or value is False:
        return bool(value)
    if value is None:
        raise null_pointer("a condition is null")
    raise class_cast(f"cannot cast def [{shown_class(value)}] to boolean")


IMPLICIT["boolean"] = EXPLICIT["boolean"] = to_boolean
BOXED_NUMBERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "java.lang.Integer": ("int", int),
    "java.lang.Long": ("long", box_long),
    "java.lang.Double": ("double", float),
    "java.lang.Float": ("float", Float),
    "java.lang.Short": ("short", Short),
    "java.lang.Byte": ("byte", Byte),
    "java.lang.Character": ("char", Character),
}


def to_boxed(name: str, explicit: bool) -> Callable[[Any], Any]:
    """A caster of def values to a boxed type: null stays, numbers are converted as to the primitive."""
    primitive, box = BOXED_NUMBERS[name]
    cast = (EXPLICIT if explicit else IMPLICIT)[primitive]
    return lambda value: None if value is None else box(cast(value))


def compound(operate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """``left op= right`` of def values: the result goes back to the type of the left side."""

    def assign(left: Any, right: Any) -> Any:
        found = operate(left, right)
        kind, result = type(left), type(found)
        if kind is result and (kind is not int or class_of(left) == class_of(found)):
            return found
        if left is None:
            return found
        primitive = shown_class(left)
        if primitive == shown_class(found):
            return found
        if primitive not in _WIDER:
            raise class_cast(f"Cannot cast {class_of(found)} to {class_of(left)}")
        return BOXED_NUMBERS[class_of(left)][1](EXPLICIT[primitive](found))

    return assign
