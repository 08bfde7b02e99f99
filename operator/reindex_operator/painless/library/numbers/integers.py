"""Integer, Long, Short and Byte."""

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.comparison import compare_numbers
from reindex_operator.painless.runtime.text import java_hash, text
from reindex_operator.painless.runtime.values import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, box_long, wrap_long

from .objects import SAME
from .parsing import _radix, parser

for _name, _low, _high, _box in (
    ("Integer", INT_MIN, INT_MAX, int),
    ("Long", LONG_MIN, LONG_MAX, box_long),
    ("Short", -32768, 32767, None),
    ("Byte", -128, 127, None),
):
    _type = {"Integer": "int"}.get(_name, _name.lower())
    _parse = parser(_low, _high)
    define(f"java.lang.{_name}", "Number", "Comparable").has(
        SAME | {f"int compareTo({_name})": compare_numbers if _box is not None else lambda a, b: int(a) - int(b)}
    ).constant(_type, {"MIN_VALUE": _low, "MAX_VALUE": _high}).static(
        {
            f"{_type} parse{'Int' if _name == 'Integer' else _name}(String)": _parse,
            f"int compare({_type}, {_type})": compare_numbers if _box is not None else lambda a, b: a - b,
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
