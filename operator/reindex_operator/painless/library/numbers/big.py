"""BigInteger."""

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.arithmetic import int_div, int_rem
from reindex_operator.painless.runtime.comparison import compare_numbers
from reindex_operator.painless.runtime.values import box_big

from .objects import SAME
from .parsing import parser

define("java.math.BigInteger", "Number", "Comparable").has(
    SAME
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
    {"new(String)": lambda value: box_big(parser(-(10**4000), 10**4000)(value if len(value or "") < 4000 else None))}
)
