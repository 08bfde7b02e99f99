"""BigDecimal, MathContext and RoundingMode."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.enums import Constant, enum_methods
from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.casts import narrow
from reindex_operator.painless.runtime.comparison import java_equals
from reindex_operator.painless.runtime.text import java_hash
from reindex_operator.painless.runtime.throwable import illegal_argument, null_pointer
from reindex_operator.painless.runtime.values import Array, box_big

from .big import arithmetic
from .decimal import (
    ROUNDINGS,
    BigDecimal,
    aligned,
    divide_exact,
    divide_rounded,
    engineering_text,
    from_double,
    parse_decimal,
    plain_text,
    rounded,
    scaled,
    stripped,
)

_MODES = {name: Constant("java.math.RoundingMode", name, number) for number, name in enumerate(ROUNDINGS)}
enum_methods("java.math.RoundingMode", _MODES)


class MathContext:
    """A number of digits and how to round to it."""

    java_class = "java.math.MathContext"
    __slots__ = ("mode", "precision")

    def __init__(self, precision: int, mode: Constant | None = None) -> None:
        if precision < 0:
            raise illegal_argument("Digits < 0")
        self.precision = precision
        self.mode = mode if mode is not None else _MODES["HALF_UP"]

    def __str__(self) -> str:
        """As Java shows it."""
        return f"precision={self.precision} roundingMode={self.mode}"

    def __eq__(self, other: object) -> bool:
        """By both parts."""
        return isinstance(other, MathContext) and (self.precision, self.mode) == (other.precision, other.mode)

    def __hash__(self) -> int:
        """In line with equality."""
        return hash((self.precision, self.mode))

    def apply(self, value: BigDecimal) -> BigDecimal:
        """A number, rounded."""
        return rounded(value, self.precision, self.mode.name)


define("java.math.MathContext", final=True).constructor({"new(int)": MathContext, "new(int, RoundingMode)": MathContext}).has(
    {
        "int getPrecision()": lambda context: context.precision,
        "RoundingMode getRoundingMode()": lambda context: context.mode,
        "String toString()": str,
    }
).constant(
    "MathContext",
    {
        "UNLIMITED": MathContext(0, _MODES["HALF_UP"]),
        "DECIMAL32": MathContext(7, _MODES["HALF_EVEN"]),
        "DECIMAL64": MathContext(16, _MODES["HALF_EVEN"]),
        "DECIMAL128": MathContext(34, _MODES["HALF_EVEN"]),
    },
)


def _sum(left: BigDecimal, right: BigDecimal) -> BigDecimal:
    one, two = aligned(left, _needed(right))
    return BigDecimal(one + two, max(left.scale, right.scale))


def _negated(value: BigDecimal) -> BigDecimal:
    return BigDecimal(-_needed(value).unscaled, value.scale)


def _product(left: BigDecimal, right: BigDecimal) -> BigDecimal:
    return BigDecimal(left.unscaled * _needed(right).unscaled, left.scale + right.scale)


def _needed(value: Any) -> Any:
    if value is None:
        raise null_pointer("a BigDecimal is null")
    return value


def _divided(left: BigDecimal, right: BigDecimal, context: MathContext) -> BigDecimal:
    return divide_rounded(left, right, context.precision, context.mode.name) if context.precision else divide_exact(left, right)


def _whole(left: BigDecimal, right: BigDecimal) -> BigDecimal:
    """``divideToIntegralValue``: the whole part of the quotient, with the preferred scale where that can be."""
    if _needed(right).unscaled == 0:
        raise arithmetic("Division undefined" if left.unscaled == 0 else "Division by zero")
    one, two = aligned(left, right)
    quotient = abs(one) // abs(two) * (1 if (one < 0) == (two < 0) else -1)
    preferred = left.scale - right.scale
    found = BigDecimal(quotient)
    if preferred >= 0:
        return scaled(found, preferred)
    while found.scale > preferred and found.unscaled and found.unscaled % 10 == 0:
        found = BigDecimal(found.unscaled // 10, found.scale - 1)
    return BigDecimal(0, preferred) if quotient == 0 else found


def _rest(left: BigDecimal, right: BigDecimal) -> BigDecimal:
    return _sum(left, _negated(_product(_whole(left, right), right)))


def _power(value: BigDecimal, exponent: int) -> BigDecimal:
    if not 0 <= exponent <= 999_999_999:
        raise arithmetic("Invalid operation")
    if value.unscaled.bit_length() * exponent > 1_000_000:
        raise arithmetic("the power is larger than a script may build")
    return BigDecimal(value.unscaled**exponent, value.scale * exponent)


def _moved(value: BigDecimal, count: int) -> BigDecimal:
    """The point, moved to the right; a negative scale becomes zero."""
    found = BigDecimal(value.unscaled, value.scale - count)
    return scaled(found, 0) if found.scale < 0 else found


def _exact(name: str, bits: int) -> Callable[[BigDecimal], int]:
    def convert(value: BigDecimal) -> int:
        whole = _integral(value)
        if not -(2 ** (bits - 1)) <= whole < 2 ** (bits - 1):
            raise arithmetic("Overflow")
        return whole

    _ = name
    return convert


def _integral(value: BigDecimal) -> int:
    return scaled(stripped(value), 0).unscaled


def _unscaled_precision(value: BigDecimal) -> int:
    return value.precision


_CONTEXTUAL: dict[str, Callable[..., BigDecimal]] = {
    "add": _sum,
    "subtract": lambda a, b: _sum(a, _negated(b)),
    "multiply": _product,
}
define("java.math.BigDecimal", "Number", "Comparable", final=True).constructor(
    {"new(String)": parse_decimal, "new(String, MathContext)": lambda value, context: context.apply(parse_decimal(value))}
).static({"BigDecimal valueOf(double)": from_double}).constant(
    "BigDecimal", {"ZERO": BigDecimal(0), "ONE": BigDecimal(1), "TEN": BigDecimal(10)}
).has(
    {f"BigDecimal {name}(BigDecimal)": run for name, run in _CONTEXTUAL.items()}
    | {
        f"BigDecimal {name}(BigDecimal, MathContext)": (lambda a, b, context, run=run: context.apply(run(a, b)))
        for name, run in _CONTEXTUAL.items()
    }
    | {f"{kind} {kind}ValueExact()": _exact(kind, bits) for kind, bits in (("byte", 8), ("short", 16), ("int", 32), ("long", 64))}
    | {f"{kind} {kind}Value()": (lambda value, kind=kind: narrow(int(value), kind)) for kind in ("byte", "short", "int", "long")}
    | {
        "double doubleValue()": float,
        "float floatValue()": lambda value: narrow(float(value), "float"),
        "BigDecimal abs()": lambda value: BigDecimal(abs(value.unscaled), value.scale),
        "BigDecimal abs(MathContext)": lambda value, context: context.apply(BigDecimal(abs(value.unscaled), value.scale)),
        "int compareTo(BigDecimal)": lambda a, b: a.compare_to(_needed(b)),
        "boolean equals(def)": java_equals,
        "int hashCode()": java_hash,
        "BigDecimal divide(BigDecimal)": lambda a, b: divide_exact(a, _needed(b)),
        "BigDecimal divide(BigDecimal, MathContext)": lambda a, b, context: _divided(a, _needed(b), context),
        "BigDecimal divideToIntegralValue(BigDecimal)": _whole,
        "BigDecimal remainder(BigDecimal)": _rest,
        "BigDecimal[] divideAndRemainder(BigDecimal)": lambda a, b: Array("BigDecimal", [_whole(a, b), _rest(a, b)]),
        "BigDecimal max(BigDecimal)": lambda a, b: a if a.compare_to(_needed(b)) >= 0 else b,
        "BigDecimal min(BigDecimal)": lambda a, b: a if a.compare_to(_needed(b)) <= 0 else b,
        "BigDecimal movePointLeft(int)": lambda value, count: _moved(value, -count),
        "BigDecimal movePointRight(int)": _moved,
        "BigDecimal negate()": _negated,
        "BigDecimal negate(MathContext)": lambda value, context: context.apply(_negated(value)),
        "BigDecimal plus()": lambda value: value,
        "BigDecimal plus(MathContext)": lambda value, context: context.apply(value),
        "BigDecimal pow(int)": _power,
        "int precision()": _unscaled_precision,
        "BigDecimal round(MathContext)": lambda value, context: context.apply(value),
        "int scale()": lambda value: value.scale,
        "BigDecimal scaleByPowerOfTen(int)": lambda value, count: BigDecimal(value.unscaled, value.scale - count),
        "BigDecimal setScale(int)": scaled,
        "BigDecimal setScale(int, RoundingMode)": lambda value, scale, mode: scaled(value, scale, _needed(mode).name),
        "int signum()": lambda value: (value.unscaled > 0) - (value.unscaled < 0),
        "BigDecimal stripTrailingZeros()": stripped,
        "BigInteger toBigInteger()": lambda value: box_big(int(value)),
        "BigInteger toBigIntegerExact()": lambda value: box_big(_integral(value)),
        "String toEngineeringString()": engineering_text,
        "String toPlainString()": plain_text,
        "String toString()": str,
        "BigDecimal ulp()": lambda value: BigDecimal(1, value.scale),
    }
)
