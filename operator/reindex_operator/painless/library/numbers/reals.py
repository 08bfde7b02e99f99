"""Double and Float."""

import math
import struct

from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import compare_numbers
from reindex_operator.painless.runtime.text import float_text, java_hash, text
from reindex_operator.painless.runtime.values import Float, to_float32

from .objects import SAME
from .parsing import parse_double

for _name, _type in (("Double", "double"), ("Float", "float")):
    define(f"java.lang.{_name}", "Number", "Comparable").has(
        SAME | {f"int compareTo({_name})": compare_numbers, "boolean isNaN()": math.isnan, "boolean isInfinite()": math.isinf}
    ).constant(
        _type,
        {
            "NaN": math.nan,
            "POSITIVE_INFINITY": math.inf,
            "NEGATIVE_INFINITY": -math.inf,
            "MAX_VALUE": 1.7976931348623157e308 if _name == "Double" else 3.4028234663852886e38,
            "MIN_NORMAL": 2.2250738585072014e-308 if _name == "Double" else 1.1754943508222875e-38,
            "MIN_VALUE": 5e-324 if _name == "Double" else 1.401298464324817e-45,
        },
    ).constant(
        "int",
        {"SIZE": 64, "BYTES": 8, "MAX_EXPONENT": 1023, "MIN_EXPONENT": -1022}
        if _name == "Double"
        else {"SIZE": 32, "BYTES": 4, "MAX_EXPONENT": 127, "MIN_EXPONENT": -126},
    ).static(
        {
            f"int hashCode({_type})": java_hash if _name == "Double" else lambda value: java_hash(Float(value)),
            f"{_type} parse{_name}(String)": parse_double if _name == "Double" else lambda value: to_float32(parse_double(value)),
            f"{_name} valueOf({_type})": float if _name == "Double" else Float,
            f"int compare({_type}, {_type})": compare_numbers,
            f"boolean isNaN({_type})": math.isnan,
            f"boolean isInfinite({_type})": math.isinf,
            f"boolean isFinite({_type})": math.isfinite,
            f"{_type} max({_type}, {_type})": lambda a, b: extreme(a, b, 1),
            f"{_type} min({_type}, {_type})": lambda a, b: extreme(a, b, -1),
            f"{_type} sum({_type}, {_type})": (lambda a, b: a + b) if _name == "Double" else lambda a, b: to_float32(a + b),
            f"String toString({_type})": text if _name == "Double" else float_text,
        }
    )


def extreme(left: float, right: float, sign: int) -> float:
    """``max`` (sign 1) and ``min`` (-1): NaN wins, -0.0 is less than 0.0."""
    if left != left or right != right:  # noqa: PLR0124 - NaN differs from itself
        return math.nan
    return left if compare_numbers(left, right) * sign >= 0 else right


def _bits(value: float, real: str, whole: str, nan: int) -> int:
    return nan if math.isnan(value) else int(struct.unpack(whole, struct.pack(real, value))[0])


def _from_bits(value: int, real: str, whole: str) -> float:
    return float(struct.unpack(real, struct.pack(whole, value))[0])


CLASSES["Double"].static(
    {
        "long doubleToLongBits(double)": lambda value: _bits(value, ">d", ">q", 0x7FF8000000000000),
        "long doubleToRawLongBits(double)": lambda value: _bits(value, ">d", ">q", 0x7FF8000000000000),
        "double longBitsToDouble(long)": lambda value: _from_bits(value, ">d", ">q"),
    }
)
CLASSES["Float"].static(
    {
        "int floatToIntBits(float)": lambda value: _bits(value, ">f", ">i", 0x7FC00000),
        "int floatToRawIntBits(float)": lambda value: _bits(value, ">f", ">i", 0x7FC00000),
        "float intBitsToFloat(int)": lambda value: _from_bits(value, ">f", ">i"),
    }
)
