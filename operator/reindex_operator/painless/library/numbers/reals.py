"""Double and Float."""

import math

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import compare_numbers
from reindex_operator.painless.runtime.text import float_text, text
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
