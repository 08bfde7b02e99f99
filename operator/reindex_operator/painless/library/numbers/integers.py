"""Integer, Long, Short and Byte."""

from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.table import CLASSES, define
from reindex_operator.painless.runtime.comparison import compare_numbers
from reindex_operator.painless.runtime.text import java_hash, text
from reindex_operator.painless.runtime.throwable import Throwable
from reindex_operator.painless.runtime.values import Byte, Short, box_long, wrap_int, wrap_long

from .objects import SAME
from .parsing import decoder, parser, radix_text

Number = Callable[[int], int]


def _common(name: str, kind: str, bits: int, box: Number) -> None:
    """What all four have."""
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    parse = parser(low, high)
    decode = decoder(parse)
    difference: Callable[[int, int], int] = compare_numbers if bits > 16 else lambda a, b: int(a) - int(b)
    word = "Int" if name == "Integer" else name
    define(f"java.lang.{name}", "Number", "Comparable").has(SAME | {f"int compareTo({name})": difference}).constant(
        kind, {"MIN_VALUE": low, "MAX_VALUE": high}
    ).constant("int", {"SIZE": bits, "BYTES": bits // 8}).static(
        {
            f"{kind} parse{word}(String)": parse,
            f"{kind} parse{word}(String, int)": parse,
            f"{name} valueOf({kind})": box,
            f"{name} valueOf(String, int)": lambda value, radix: box(parse(value, radix)),
            f"{name} decode(String)": lambda value: box(decode(value)),
            f"int compare({kind}, {kind})": difference,
            f"int hashCode({kind})": lambda value: java_hash(box(value)),
            f"String toString({kind})": text,
        }
    )


_common("Integer", "int", 32, int)
_common("Long", "long", 64, box_long)
_common("Short", "short", 16, Short)
_common("Byte", "byte", 8, Byte)


def _swapped(bits: int) -> Number:
    return lambda value: int.from_bytes(value.to_bytes(bits // 8, "little", signed=True), "big", signed=True)


for _name, _bits in (("Short", 16), ("Byte", 8)):
    CLASSES[_name].static(
        {
            f"int toUnsignedInt({_name.lower()})": lambda value, bits=_bits: value & (2**bits - 1),
            f"long toUnsignedLong({_name.lower()})": lambda value, bits=_bits: value & (2**bits - 1),
        }
    )
CLASSES["Short"].static({"short reverseBytes(short)": _swapped(16)})


def _divisor(right: int) -> int:
    if right == 0:
        raise Throwable("java.lang.ArithmeticException", "/ by zero")
    return right


def _wide(name: str, kind: str, bits: int, wrap: Number) -> None:
    """What Integer and Long have besides: bits, and arithmetic without a sign."""
    mask = 2**bits - 1
    parse_unsigned = parser(0, mask)
    word = "Int" if name == "Integer" else name

    def unsigned(value: str, radix: int = 10) -> int:
        return wrap(parse_unsigned(value, radix))

    def rotated(value: int, distance: int) -> int:
        by, plain = distance % bits, value & mask
        return wrap((plain << by | plain >> (bits - by)) & mask)

    table: dict[str, Any] = {
        f"{kind} max({kind}, {kind})": max,
        f"{kind} min({kind}, {kind})": min,
        f"int signum({kind})": lambda value: (value > 0) - (value < 0),
        f"String toString({kind}, int)": radix_text,
        f"String toBinaryString({kind})": lambda value: f"{value & mask:b}",
        f"String toHexString({kind})": lambda value: f"{value & mask:x}",
        f"String toOctalString({kind})": lambda value: f"{value & mask:o}",
        f"int bitCount({kind})": lambda value: (value & mask).bit_count(),
        f"int compareUnsigned({kind}, {kind})": lambda a, b: ((a & mask) > (b & mask)) - ((a & mask) < (b & mask)),
        f"{kind} divideUnsigned({kind}, {kind})": lambda a, b: wrap((a & mask) // (_divisor(b) & mask)),
        f"{kind} remainderUnsigned({kind}, {kind})": lambda a, b: wrap((a & mask) % (_divisor(b) & mask)),
        f"{kind} highestOneBit({kind})": lambda value: wrap(1 << (value & mask).bit_length() >> 1),
        f"{kind} lowestOneBit({kind})": lambda value: wrap(value & -value),
        f"int numberOfLeadingZeros({kind})": lambda value: bits - (value & mask).bit_length(),
        f"int numberOfTrailingZeros({kind})": lambda value: bits if value == 0 else (value & -value).bit_length() - 1,
        f"{kind} parseUnsigned{word}(String)": unsigned,
        f"{kind} parseUnsigned{word}(String, int)": unsigned,
        f"{kind} reverse({kind})": lambda value: wrap(int(f"{value & mask:0{bits}b}"[::-1], 2)),
        f"{kind} reverseBytes({kind})": _swapped(bits),
        f"{kind} rotateLeft({kind}, int)": rotated,
        f"{kind} rotateRight({kind}, int)": lambda value, distance: rotated(value, -distance),
        f"String toUnsignedString({kind})": lambda value: str(value & mask),
        f"String toUnsignedString({kind}, int)": lambda value, radix: radix_text(value & mask, radix),
    }
    CLASSES[name].static(table)


_wide("Integer", "int", 32, wrap_int)
_wide("Long", "long", 64, wrap_long)
CLASSES["Integer"].static({"long toUnsignedLong(int)": lambda value: value & 0xFFFFFFFF})
CLASSES["Long"].static({"long sum(long, long)": lambda a, b: wrap_long(a + b)})
