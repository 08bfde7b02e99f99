"""Math and System."""

import math
import random
from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.casts import narrow
from reindex_operator.painless.runtime.throwable import Throwable, null_pointer
from reindex_operator.painless.runtime.values import Array

from .reals import extreme


def _round(value: float) -> int:
    if abs(value) < 2**52:
        below = math.floor(value)
        return below + (value - below >= 0.5)
    return narrow(value, "long")  # type: ignore[no-any-return]


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


def _next(value: float, toward: float) -> float:
    return toward if value == toward else math.nextafter(value, toward)


def _scaled(value: float, exponent: int) -> float:
    try:
        return math.ldexp(value, exponent)
    except OverflowError:
        return math.copysign(math.inf, value)


def _arraycopy(source: Any, at: int, target: Any, to: int, count: int) -> None:
    if source is None or target is None:
        raise null_pointer("an array is null")
    if (
        type(source) is not Array
        or type(target) is not Array
        or (source.element != target.element and "def" not in {source.element, target.element})
    ):
        raise Throwable("java.lang.ArrayStoreException", "arraycopy: the arrays have different types")
    if at < 0 or to < 0 or count < 0 or at + count > len(source) or to + count > len(target):
        raise Throwable("java.lang.ArrayIndexOutOfBoundsException", "arraycopy: last source or destination index is out of bounds")
    target[to : to + count] = source[at : at + count]


for _name in ("Math", "StrictMath"):
    define(f"java.lang.{_name}", final=True).constant("double", {"PI": math.pi, "E": math.e}).static(
        {
            "double IEEEremainder(double, double)": _guarded(math.remainder),
            "double nextAfter(double, double)": _next,
            "double nextDown(double)": lambda value: _next(value, -math.inf),
            "double nextUp(double)": lambda value: _next(value, math.inf),
            "double scalb(double, int)": _scaled,
            "double ulp(double)": math.ulp,
            "double abs(double)": abs,
            "double max(double, double)": lambda a, b: extreme(a, b, 1),
            "double min(double, double)": lambda a, b: extreme(a, b, -1),
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


define("java.lang.System", final=True).static(
    {
        "void arraycopy(Object, int, Object, int, int)": _arraycopy,
        "long currentTimeMillis()": lambda: _now() // 1_000_000,
        "long nanoTime()": lambda: _now(),
    }
)


def _now() -> int:
    import time

    return time.time_ns()
