"""Comparing values: ``def`` operators, ``equals``, ``compareTo``."""

import math
import sys
from typing import Any

from .arithmetic import common_rank, is_big, primitive_rank, promoted, rank_of
from .limits import check
from .throwable import class_cast, null_pointer
from .values import Array, Character, class_of

_PLAIN = frozenset({int, float})
_EXACT = 2**53
"""Up to here a number is the same as int, long and double, so that Python compares as Java does."""


def less(left: Any, right: Any) -> bool:
    """``<`` of def values."""
    if type(left) in _PLAIN and type(right) in _PLAIN and -_EXACT <= left <= _EXACT and -_EXACT <= right <= _EXACT:
        return bool(left < right)
    rank = common_rank("<", left, right)
    return bool(promoted(left, rank) < promoted(right, rank))


def less_equal(left: Any, right: Any) -> bool:
    """``<=`` of def values."""
    if type(left) in _PLAIN and type(right) in _PLAIN and -_EXACT <= left <= _EXACT and -_EXACT <= right <= _EXACT:
        return bool(left <= right)
    rank = common_rank("<=", left, right)
    return bool(promoted(left, rank) <= promoted(right, rank))


def greater(left: Any, right: Any) -> bool:
    """``>`` of def values."""
    if type(left) in _PLAIN and type(right) in _PLAIN and -_EXACT <= left <= _EXACT and -_EXACT <= right <= _EXACT:
        return bool(left > right)
    rank = common_rank(">", left, right)
    return bool(promoted(left, rank) > promoted(right, rank))


def greater_equal(left: Any, right: Any) -> bool:
    """``>=`` of def values."""
    if type(left) in _PLAIN and type(right) in _PLAIN and -_EXACT <= left <= _EXACT and -_EXACT <= right <= _EXACT:
        return bool(left >= right)
    rank = common_rank(">=", left, right)
    return bool(promoted(left, rank) >= promoted(right, rank))


def equal(left: Any, right: Any) -> bool:
    """``==`` of def values: numbers by value, everything else by ``equals``."""
    kind = type(left)
    if kind is str or left is None or right is None or type(right) is str:
        return kind is type(right) and left == right
    ranks = rank_of(left), rank_of(right)
    if ranks[0] is not None and ranks[1] is not None and not (is_big(left) and is_big(right)):
        rank = max(ranks[0], ranks[1])
        return bool(promoted(left, rank) == promoted(right, rank))
    if (kind is bool) != (type(right) is bool) and any(primitive_rank(side) is not None for side in (left, right)):
        raise class_cast(f"Cannot apply [==] operation to types [{class_of(left)}] and [{class_of(right)}].")
    return java_equals(left, right)


def java_equals(left: Any, right: Any) -> bool:
    """``left.equals(right)``, null-safe: no promotion, collections by their elements."""
    if left is right:
        return True
    if left is None or right is None:
        return False
    kind = type(left)
    if kind is str:
        return type(right) is str and left == right
    if isinstance(left, int | float):
        if not isinstance(right, int | float) or class_of(left) != class_of(right):
            return False
        if isinstance(left, float) and (left != left or left == 0):  # noqa: PLR0124 - NaN differs from itself
            return repr(float(left)) == repr(float(right))
        return bool(left == right)
    if kind is Array:
        return False
    if isinstance(left, list):
        check()
        return (
            isinstance(right, list)
            and type(right) is not Array
            and len(left) == len(right)
            and all(java_equals(a, b) for a, b in zip(left, right, strict=True))
        )
    if isinstance(left, dict):
        if not isinstance(right, dict) or len(left) != len(right):
            return False
        check()
        return all(name in right and java_equals(item, right[name]) for name, item in left.items())
    return bool(left == right)


def same(left: Any, right: Any) -> bool:
    """``===``: the same object. Small numbers and strings of a script are; larger boxed ones are not told apart."""
    if left is right:
        return True
    return isinstance(left, int | float | str | Character) and type(left) is type(right) and java_equals(left, right)


def compare(left: Any, right: Any) -> int:
    """``left.compareTo(right)``: the natural order; raises where there is none."""
    if left is None or right is None:
        raise null_pointer("cannot compare null")
    if type(left) is str and type(right) is str:
        return compare_text(left, right)
    if isinstance(left, int | float) and class_of(left) == class_of(right):
        return compare_numbers(left, right)
    own = getattr(left, "compare_to", None)
    if own is not None and type(left) is type(right):
        return int(own(right))
    if type(left) is Character and type(right) is Character:
        return left.code - right.code
    raise class_cast(f"class {class_of(right)} cannot be cast to class {class_of(left)}")


def natural(left: Any, right: Any) -> int:
    """``Comparator.naturalOrder()``: as ``compare``, after both were seen to have an order."""
    for side in (left, right):
        if side is not None and not isinstance(side, int | float | str | Character) and not hasattr(side, "compare_to"):
            raise class_cast(f"class {class_of(side)} cannot be cast to class java.lang.Comparable")
    return compare(left, right)


def opposite(left: Any, right: Any) -> int:
    """``Comparator.reverseOrder()``."""
    return natural(right, left)


def compare_numbers(left: Any, right: Any) -> int:
    """Java's ``compare``: NaN is the greatest, -0.0 less than 0.0."""
    if isinstance(left, float) and (left != left or right != right or left == right == 0):  # noqa: PLR0124 - NaN
        return _float_order(left) - _float_order(right)
    return int(left > right) - int(left < right)


def _float_order(value: float) -> int:
    if value != value:  # noqa: PLR0124 - NaN differs from itself
        return 2
    return 1 if math.copysign(1.0, value) > 0 or value > 0 else 0


def compare_text(left: str, right: str) -> int:
    """``String.compareTo``: the difference at the first place where they differ, else of their lengths."""
    if left == right:
        return 0
    if left.isascii() and right.isascii():
        for a, b in zip(left, right, strict=False):
            if a != b:
                return ord(a) - ord(b)
        return len(left) - len(right)
    ones, twos = _units(left), _units(right)
    return next((one - two for one, two in zip(ones, twos, strict=False) if one != two), len(ones) - len(twos))


def _units(value: str) -> "memoryview[int]":
    """UTF-16 code units: by these Java compares, so that what is beyond the first 65,536 characters comes before the last of them."""
    return memoryview(value.encode("utf-16-le" if sys.byteorder == "little" else "utf-16-be", "surrogatepass")).cast("H")
