"""Arithmetic of ``def`` values with Java's promotion, and the few static cases that Python does otherwise."""

import math
from collections.abc import Callable
from typing import Any

from .text import concat
from .throwable import class_cast, null_pointer
from .values import (
    INT_MAX,
    INT_MIN,
    LONG_MAX,
    LONG_MIN,
    BigInteger,
    Character,
    Float,
    Long,
    box_long,
    class_of,
    shown_class,
    to_float32,
    wrap_int,
    wrap_long,
)

INT, LONG, FLOAT, DOUBLE = range(4)


def int_div(left: int, right: int) -> int:
    """Truncates towards zero; raises ZeroDivisionError. May leave the range: MIN / -1."""
    found = left // right
    return found + 1 if found < 0 and found * right != left else found


def int_rem(left: int, right: int) -> int:
    """The remainder with the sign of the left side."""
    found = left % right
    return found - right if found and (left < 0) != (right < 0) else found


def float_div(left: float, right: float) -> float:
    """Never raises: x/0 is an infinity or NaN."""
    try:
        return left / right
    except ZeroDivisionError:
        if left == 0 or left != left:  # noqa: PLR0124 - NaN differs from itself
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1.0, right)


def float_rem(left: float, right: float) -> float:
    """Java's remainder, NaN where it has none."""
    try:
        return math.fmod(left, right)
    except (ValueError, ZeroDivisionError):
        return math.nan


def rank_of(value: Any) -> int | None:
    """Where a value stands in Java's numeric promotion; None for what is no number."""
    kind = type(value)
    if kind is int:
        return LONG if not INT_MIN <= value <= INT_MAX and LONG_MIN <= value <= LONG_MAX else INT
    if kind is float:
        return DOUBLE
    if kind is bool:
        return None
    if kind is Long:
        return LONG
    if kind is Float:
        return FLOAT
    if isinstance(value, int) or kind is Character:
        return INT
    return INT if getattr(kind, "java_class", "") == "java.math.BigDecimal" else None


def is_big(value: Any) -> bool:
    """Whether a number is a BigInteger or BigDecimal, which arithmetic takes by its intValue."""
    kind = type(value)
    return kind is BigInteger or (kind is int and not LONG_MIN <= value <= LONG_MAX) or hasattr(kind, "java_class")


def primitive_rank(value: Any) -> int | None:
    """The rank of boxed numbers only: a BigInteger or BigDecimal has no bits and no sign here."""
    return None if is_big(value) else rank_of(value)


def promoted(value: Any, rank: int) -> Any:
    """A number as the plain value of a wider type."""
    number = value.code if type(value) is Character else value
    if rank == INT:
        return wrap_int(int(number))
    if rank == LONG:
        return wrap_long(int(number))
    try:
        found = float(number)
    except OverflowError:
        return math.copysign(math.inf, number)
    return to_float32(found) if rank == FLOAT else found


def _result(value: Any, rank: int) -> Any:
    if rank == INT:
        return value if INT_MIN <= value <= INT_MAX else wrap_int(value)
    if rank == LONG:
        return box_long(wrap_long(value))
    return value if rank == DOUBLE else Float(to_float32(value))


def common_rank(sign: str, left: Any, right: Any) -> int:
    """The type in which two numbers meet; raises for null and for what is no number."""
    if left is None or right is None:
        raise null_pointer(f"cannot apply [{sign}] to null")
    ranks = rank_of(left), rank_of(right)
    if ranks[0] is None or ranks[1] is None:
        raise class_cast(f"Cannot apply [{sign}] operation to types [{class_of(left)}] and [{class_of(right)}].")
    return max(ranks[0], ranks[1])


def _slow(sign: str, whole: Callable[[int, int], int], real: Callable[[float, float], float], left: Any, right: Any) -> Any:
    rank = common_rank(sign, left, right)
    operate: Callable[[Any, Any], Any] = whole if rank < FLOAT else real
    return _result(operate(promoted(left, rank), promoted(right, rank)), rank)


def add(left: Any, right: Any) -> Any:
    """``+`` of def values."""
    kind, other = type(left), type(right)
    if kind is int and other is int and INT_MIN <= left <= INT_MAX and INT_MIN <= right <= INT_MAX:
        found = left + right
        return found if INT_MIN <= found <= INT_MAX else wrap_int(found)
    if (kind is float and (other is float or other is int)) or (kind is int and other is float):
        return left + right
    if kind is str or other is str:
        return concat(left, right)
    return _slow("+", lambda a, b: a + b, lambda a, b: a + b, left, right)


def sub(left: Any, right: Any) -> Any:
    """``-`` of def values."""
    kind, other = type(left), type(right)
    if kind is int and other is int and INT_MIN <= left <= INT_MAX and INT_MIN <= right <= INT_MAX:
        found = left - right
        return found if INT_MIN <= found <= INT_MAX else wrap_int(found)
    if (kind is float and (other is float or other is int)) or (kind is int and other is float):
        return left - right
    return _slow("-", lambda a, b: a - b, lambda a, b: a - b, left, right)


def mul(left: Any, right: Any) -> Any:
    """``*`` of def values."""
    kind, other = type(left), type(right)
    if kind is int and other is int and INT_MIN <= left <= INT_MAX and INT_MIN <= right <= INT_MAX:
        found = left * right
        return found if INT_MIN <= found <= INT_MAX else wrap_int(found)
    if (kind is float and (other is float or other is int)) or (kind is int and other is float):
        return left * right
    return _slow("*", lambda a, b: a * b, lambda a, b: a * b, left, right)


def div(left: Any, right: Any) -> Any:
    """``/`` of def values."""
    if type(left) is float and type(right) is float and right:
        return left / right
    return _slow("/", int_div, float_div, left, right)


def rem(left: Any, right: Any) -> Any:
    """``%`` of def values."""
    return _slow("%", int_rem, float_rem, left, right)


def _bits(sign: str, operate: Callable[[int, int], int], left: Any, right: Any) -> Any:
    if type(left) is bool and type(right) is bool:
        return bool(operate(left, right))
    if left is None or (right is None and primitive_rank(left) in {INT, LONG}):
        raise null_pointer(f"cannot apply [{sign}] to null")
    ranks = primitive_rank(left), primitive_rank(right)
    if ranks[0] is None or ranks[1] is None or max(ranks[0], ranks[1]) >= FLOAT:
        raise class_cast(f"Cannot apply [{sign}] operation to types [{class_of(left)}] and [{class_of(right)}].")
    rank = max(ranks[0], ranks[1])
    return _result(operate(promoted(left, rank), promoted(right, rank)), rank)


def bit_and(left: Any, right: Any) -> Any:
    """``&`` of def values."""
    return _bits("&", lambda a, b: a & b, left, right)


def bit_or(left: Any, right: Any) -> Any:
    """``|`` of def values."""
    return _bits("|", lambda a, b: a | b, left, right)


def bit_xor(left: Any, right: Any) -> Any:
    """``^`` of def values."""
    return _bits("^", lambda a, b: a ^ b, left, right)


def static_shift(sign: str, left: int, right: int, bits: int) -> int:
    """A shift of an int (32) or long (64)."""
    distance = right & (bits - 1)
    if sign == "<<":
        return wrap_int(left << distance) if bits == 32 else wrap_long(left << distance)
    if sign == ">>":
        return left >> distance
    unsigned = (left & (2**bits - 1)) >> distance
    return wrap_int(unsigned) if bits == 32 else wrap_long(unsigned)


def shift(sign: str, left: Any, right: Any) -> Any:
    """``<<``, ``>>`` and ``>>>`` of def values; only the left side is promoted."""
    if left is None or right is None:
        raise null_pointer(f"cannot apply [{sign}] to null")
    for side in (left, right):
        rank = primitive_rank(side)
        if rank is None or rank >= FLOAT:
            raise class_cast(f"Cannot apply [{sign}] operation to type [{shown_class(side)}]")
    rank = rank_of(left)
    found = static_shift(sign, promoted(left, rank or INT), promoted(right, LONG), 64 if rank == LONG else 32)
    return box_long(found) if rank == LONG else found


def negate(value: Any) -> Any:
    """``-x`` of a def value."""
    rank = _unary("-", value)
    return _result(-promoted(value, rank), rank)


def plus(value: Any) -> Any:
    """``+x`` of a def value: promotes."""
    rank = _unary("+", value)
    return _result(promoted(value, rank), rank)


def complement(value: Any) -> Any:
    """``~x`` of a def value."""
    if value is not None and ((rank := primitive_rank(value)) is None or rank >= FLOAT):
        raise class_cast(f"Cannot apply not [~] to type [{shown_class(value)}]")
    rank = _unary("~", value)
    return _result(~promoted(value, rank), rank)


def _unary(sign: str, value: Any) -> int:
    if value is None:
        raise null_pointer(f"cannot apply [{sign}] to null")
    rank = primitive_rank(value)
    if rank is None:
        raise class_cast(f"Cannot apply [{sign}] operation to type [{class_of(value)}].")
    return rank
