"""Object, Number, the boxed types, Math, BigInteger and Character."""

import math
import random
from collections.abc import Callable
from typing import Any

from reindex_operator.painless.runtime.arithmetic import compare, compare_numbers, int_div, int_rem, java_equals
from reindex_operator.painless.runtime.casts import narrow
from reindex_operator.painless.runtime.text import float_text, java_hash, text
from reindex_operator.painless.runtime.throwable import Throwable, null_pointer
from reindex_operator.painless.runtime.values import (
    INT_MAX,
    INT_MIN,
    LONG_MAX,
    LONG_MIN,
    Character,
    Float,
    box_big,
    box_long,
    to_float32,
    wrap_long,
)

from .table import define

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _format_error(value: str | None) -> Throwable:
    shown = "Cannot parse null string: null" if value is None else f'For input string: "{value}"'
    return Throwable("java.lang.NumberFormatException", shown)


def _parser(low: int, high: int) -> Callable[..., int]:
    def parse(value: str | None, radix: int = 10) -> int:
        if value is None or not value.lstrip("+-").isalnum() or not value.isascii() or len(value) - len(value.lstrip("+-")) > 1:
            raise _format_error(value)
        try:
            found = int(value, radix)
        except ValueError:
            raise _format_error(value) from None
        if not low <= found <= high:
            raise _format_error(value)
        return found

    return parse


def parse_double(value: str | None) -> float:
    """``Double.parseDouble``."""
    if value is None:
        raise null_pointer("cannot parse null")
    bare = value.strip("".join(map(chr, range(33))))
    known = {"NaN": math.nan, "+NaN": math.nan, "-NaN": math.nan, "Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}
    if bare in known:
        return known[bare]
    digits = bare[:-1] if bare[-1:] in set("fFdD") else bare
    if not bare:
        raise Throwable("java.lang.NumberFormatException", "empty String")
    if not digits.isascii() or "_" in digits or any(char.isalpha() and char not in "eE" for char in digits):
        raise _format_error(value)
    try:
        return float(digits)
    except ValueError:
        raise _format_error(value) from None


def _radix(value: int, radix: int) -> str:
    base = radix if 2 <= radix <= 36 else 10
    rest, found = abs(value), ""
    while rest:
        rest, digit = divmod(rest, base)
        found = _DIGITS[digit] + found
    return ("-" if value < 0 else "") + (found or "0")


_parse_int = _parser(INT_MIN, INT_MAX)
_parse_long = _parser(LONG_MIN, LONG_MAX)

define("java.lang.Object").has(
    {
        "boolean equals(def)": java_equals,
        "int hashCode()": java_hash,
        "String toString()": text,
    }
)
define("java.lang.Number").has(
    {
        f"{kind} {kind}Value()": (lambda value, kind=kind: narrow(_raw(value), kind))
        for kind in ("byte", "short", "int", "long", "float", "double")
    }
)


def _raw(value: Any) -> Any:
    return float(value) if isinstance(value, float) else int(value)


_SAME: dict[str, Any] = {"boolean equals(def)": java_equals, "int hashCode()": java_hash, "String toString()": text}
for _name, _low, _high, _box in (
    ("Integer", INT_MIN, INT_MAX, int),
    ("Long", LONG_MIN, LONG_MAX, box_long),
    ("Short", -32768, 32767, None),
    ("Byte", -128, 127, None),
):
    _type = {"Integer": "int"}.get(_name, _name.lower())
    _parse = _parser(_low, _high)
    define(f"java.lang.{_name}", "Number", "Comparable").has(_SAME | {f"int compareTo({_name})": compare_numbers}).constant(
        _type, {"MIN_VALUE": _low, "MAX_VALUE": _high}
    ).static(
        {
            f"{_type} parse{'Int' if _name == 'Integer' else _name}(String)": _parse,
            f"int compare({_type}, {_type})": compare_numbers,
            f"int hashCode({_type})": (lambda value, name=_name: java_hash(value if name != "Long" else box_long(value))),
            f"String toString({_type})": text,
        }
    )
    if _box is not None:
        _bits = 32 if _name == "Integer" else 64
        define_ = define.__globals__["CLASSES"][_name]
        define_.static(
            {
                f"{_name} valueOf({_type})": _box,
                f"{_type} parse{'Int' if _name == 'Integer' else _name}(String, int)": _parse,
                f"{_type} max({_type}, {_type})": max,
                f"{_type} min({_type}, {_type})": min,
                **({f"{_type} sum({_type}, {_type})": (lambda a, b: wrap_long(a + b))} if _name == "Long" else {}),
                f"int signum({_type})": lambda value: (value > 0) - (value < 0),
                f"String toString({_type}, int)": _radix,
                f"String toBinaryString({_type})": (lambda value, bits=_bits: f"{value & (2**bits - 1):b}"),
                f"String toHexString({_type})": (lambda value, bits=_bits: f"{value & (2**bits - 1):x}"),
                f"String toOctalString({_type})": (lambda value, bits=_bits: f"{value & (2**bits - 1):o}"),
                f"int bitCount({_type})": (lambda value, bits=_bits: (value & (2**bits - 1)).bit_count()),
            }
        )


for _name, _type in (("Double", "double"), ("Float", "float")):
    define(f"java.lang.{_name}", "Number", "Comparable").has(
        _SAME | {f"int compareTo({_name})": compare_numbers, "boolean isNaN()": math.isnan, "boolean isInfinite()": math.isinf}
    ).constant(
        _type,
        {
            "NaN": math.nan,
            "POSITIVE_INFINITY": math.inf,
            "NEGATIVE_INFINITY": -math.inf,
            "MAX_VALUE": 1.7976931348623157e308 if _name == "Double" else 3.4028234663852886e38,
            "MIN_VALUE": 5e-324 if _name == "Double" else 1.401298464324817e-45,
        },
    ).static(
        {
            f"{_type} parse{_name}(String)": parse_double if _name == "Double" else lambda value: to_float32(parse_double(value)),
            f"{_name} valueOf({_type})": float if _name == "Double" else Float,
            f"int compare({_type}, {_type})": compare_numbers,
            f"boolean isNaN({_type})": math.isnan,
            f"boolean isInfinite({_type})": math.isinf,
            f"boolean isFinite({_type})": math.isfinite,
            f"{_type} max({_type}, {_type})": lambda a, b: _extreme(a, b, 1),
            f"{_type} min({_type}, {_type})": lambda a, b: _extreme(a, b, -1),
            f"{_type} sum({_type}, {_type})": (lambda a, b: a + b) if _name == "Double" else lambda a, b: to_float32(a + b),
            f"String toString({_type})": text if _name == "Double" else float_text,
        }
    )


def _extreme(left: float, right: float, sign: int) -> float:
    if left != left or right != right:  # noqa: PLR0124 - NaN differs from itself
        return math.nan
    return left if compare_numbers(left, right) * sign >= 0 else right


define("java.lang.Boolean", "Comparable").has(
    _SAME | {"boolean booleanValue()": bool, "int compareTo(Boolean)": lambda a, b: int(a) - int(b)}
).static(
    {
        "boolean parseBoolean(String)": lambda value: value is not None and value.lower() == "true",
        "Boolean valueOf(boolean)": bool,
        "int compare(boolean, boolean)": lambda a, b: int(a) - int(b),
        "String toString(boolean)": text,
        "boolean logicalAnd(boolean, boolean)": lambda a, b: a and b,
        "boolean logicalOr(boolean, boolean)": lambda a, b: a or b,
        "boolean logicalXor(boolean, boolean)": lambda a, b: a != b,
    }
).constant("Boolean", {"TRUE": True, "FALSE": False})

define("java.lang.Character", "Comparable").has(
    _SAME | {"char charValue()": lambda value: value.code, "int compareTo(Character)": compare}
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


def _round(value: float) -> int:
    return narrow(math.floor(value + 0.5) if abs(value) < 2**52 else value, "long") if math.isfinite(value) else narrow(value, "long")  # type: ignore[no-any-return]


def _guarded(function: Callable[..., float]) -> Callable[..., float]:
    def call(*arguments: float) -> float:
        try:
            return function(*arguments)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return call


def power(base: float, exponent: float) -> float:
    """``Math.pow``."""
    if abs(base) == 1 and math.isinf(exponent):
        return math.nan
    try:
        return math.pow(base, exponent)
    except ValueError:
        if base == 0:
            odd = exponent == math.floor(exponent) and exponent % 2 == 1
            return math.copysign(math.inf, base) if odd else math.inf
        return math.nan
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else math.nan if value < 0 else function(value)


def _cube_root(value: float) -> float:
    found = math.cbrt(value)
    return float(round(found)) if math.isfinite(found) and round(found) ** 3 == value else found


def _floating(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: value if not math.isfinite(value) or value == 0 else math.copysign(float(function(value)), value)


define("java.lang.Math", final=True).constant("double", {"PI": math.pi, "E": math.e}).static(
    {
        "double abs(double)": abs,
        "double max(double, double)": lambda a, b: _extreme(a, b, 1),
        "double min(double, double)": lambda a, b: _extreme(a, b, -1),
        "double pow(double, double)": power,
        "double sqrt(double)": _guarded(math.sqrt),
        "double cbrt(double)": _cube_root,
        "double floor(double)": _floating(math.floor),
        "double ceil(double)": _floating(math.ceil),
        "double rint(double)": _floating(round),
        "long round(double)": _round,
        "double exp(double)": _guarded(math.exp),
        "double expm1(double)": _guarded(math.expm1),
        "double log(double)": _logarithm(math.log),
        "double log10(double)": _logarithm(math.log10),
        "double log1p(double)": lambda value: -math.inf if value == -1 else _guarded(math.log1p)(value),
        "double sin(double)": _guarded(math.sin),
        "double cos(double)": _guarded(math.cos),
        "double tan(double)": _guarded(math.tan),
        "double asin(double)": _guarded(math.asin),
        "double acos(double)": _guarded(math.acos),
        "double atan(double)": math.atan,
        "double atan2(double, double)": math.atan2,
        "double sinh(double)": lambda value: math.copysign(_guarded(math.sinh)(value), value),
        "double cosh(double)": _guarded(math.cosh),
        "double tanh(double)": math.tanh,
        "double hypot(double, double)": math.hypot,
        "double signum(double)": lambda value: value if value == 0 or math.isnan(value) else math.copysign(1.0, value),
        "double toDegrees(double)": math.degrees,
        "double toRadians(double)": math.radians,
        "double copySign(double, double)": math.copysign,
        "double random()": random.random,
    }
)

define("java.math.BigInteger", "Number", "Comparable").has(
    _SAME
    | {
        "int compareTo(BigInteger)": compare_numbers,
        "BigInteger add(BigInteger)": lambda a, b: box_big(int(a) + int(b)),
        "BigInteger subtract(BigInteger)": lambda a, b: box_big(int(a) - int(b)),
        "BigInteger multiply(BigInteger)": lambda a, b: box_big(int(a) * int(b)),
        "BigInteger divide(BigInteger)": lambda a, b: box_big(int_div(int(a), int(b))),
        "BigInteger remainder(BigInteger)": lambda a, b: box_big(int_rem(int(a), int(b))),
        "BigInteger negate()": lambda a: box_big(-int(a)),
        "BigInteger abs()": lambda a: box_big(abs(int(a))),
        "int signum()": lambda a: (a > 0) - (a < 0),
    }
).static({"BigInteger valueOf(long)": box_big}).constructor(
    {"new(String)": lambda value: box_big(_parser(-(10**4000), 10**4000)(value if len(value or "") < 4000 else None))}
)
define("java.lang.System", final=True).static({"long currentTimeMillis()": lambda: _now() // 1_000_000, "long nanoTime()": lambda: _now()})


def _now() -> int:
    import time

    return time.time_ns()
