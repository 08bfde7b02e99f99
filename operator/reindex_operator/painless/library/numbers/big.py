"""BigInteger."""

import math
from collections.abc import Callable

from reindex_operator.painless.library.table import define
from reindex_operator.painless.runtime.arithmetic import int_div, int_rem
from reindex_operator.painless.runtime.comparison import compare_numbers
from reindex_operator.painless.runtime.limits import too_long
from reindex_operator.painless.runtime.throwable import Throwable
from reindex_operator.painless.runtime.values import INT_MAX, Array, box_big

from .objects import SAME
from .parsing import parser, radix_text

MAX_BITS = 8 * 1024 * 1024
_BOUND = 10**4000


def arithmetic(message: str) -> Throwable:
    """An ArithmeticException."""
    return Throwable("java.lang.ArithmeticException", message)


def limited(value: int) -> int:
    """A BigInteger, refused if it has grown too large."""
    if value.bit_length() > MAX_BITS:
        too_long(value.bit_length())
    return box_big(value)


def _exact(bits: int) -> Callable[[int], int]:
    def convert(value: int) -> int:
        if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            raise arithmetic(f"BigInteger out of {({8: 'byte', 16: 'short', 32: 'int', 64: 'long'})[bits]} range")
        return int(value)

    return convert


def _divided(left: int, right: int) -> Array:
    if right == 0:
        raise arithmetic("BigInteger divide by zero")
    return Array("BigInteger", [box_big(int_div(int(left), int(right))), box_big(int_rem(int(left), int(right)))])


def _modulus(left: int, right: int) -> int:
    if right <= 0:
        raise arithmetic("BigInteger: modulus not positive")
    return box_big(int(left) % int(right))


def _power(value: int, exponent: int) -> int:
    if exponent < 0:
        raise arithmetic("Negative exponent")
    if value.bit_length() * exponent > MAX_BITS:
        too_long(value.bit_length() * exponent)
    return box_big(int(value) ** exponent)


def _modular_power(value: int, exponent: int, modulus: int) -> int:
    if modulus <= 0:
        raise arithmetic("BigInteger: modulus not positive")
    try:
        return box_big(pow(int(value), int(exponent), int(modulus)))
    except ValueError:
        raise arithmetic("BigInteger not invertible.") from None


def _shifted(value: int, count: int) -> int:
    if value and value.bit_length() + count > INT_MAX:
        raise arithmetic("BigInteger would overflow supported range")
    if value and count > MAX_BITS:
        too_long(count)
    return limited(int(value) << count if count >= 0 and value else int(value) >> abs(count))


def _bit(at: int) -> int:
    if at < 0:
        raise arithmetic("Negative bit address")
    if at >= INT_MAX - 31:
        raise arithmetic("BigInteger would overflow supported range")
    if at > MAX_BITS:
        too_long(at)
    return 1 << at


def _has_bit(value: int, at: int) -> bool:
    if at < 0:
        raise arithmetic("Negative bit address")
    return bool(int(value) >> at & 1)


def _lowest_bit(value: int) -> int:
    return (int(value) & -int(value)).bit_length() - 1


def _octets(value: int) -> Array:
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return Array("byte", [octet - 256 if octet > 127 else octet for octet in int(value).to_bytes(size, "big", signed=True)])


def _parsed(value: str | None, radix: int = 10) -> int:
    return box_big(parser(-_BOUND, _BOUND)(value if len(value or "") < 4000 else None, radix))


def _text(value: int, radix: int) -> str:
    return radix_text(int(value), radix)


define("java.math.BigInteger", "Number", "Comparable").has(
    SAME
    | {
        "int compareTo(BigInteger)": compare_numbers,
        "BigInteger add(BigInteger)": lambda a, b: limited(int(a) + int(b)),
        "BigInteger subtract(BigInteger)": lambda a, b: limited(int(a) - int(b)),
        "BigInteger multiply(BigInteger)": lambda a, b: limited(int(a) * int(b)),
        "BigInteger divide(BigInteger)": lambda a, b: _divided(a, b)[0],
        "BigInteger remainder(BigInteger)": lambda a, b: _divided(a, b)[1],
        "BigInteger[] divideAndRemainder(BigInteger)": _divided,
        "BigInteger negate()": lambda a: box_big(-int(a)),
        "BigInteger abs()": lambda a: box_big(abs(int(a))),
        "int signum()": lambda a: (a > 0) - (a < 0),
        "BigInteger and(BigInteger)": lambda a, b: box_big(int(a) & int(b)),
        "BigInteger andNot(BigInteger)": lambda a, b: box_big(int(a) & ~int(b)),
        "BigInteger or(BigInteger)": lambda a, b: box_big(int(a) | int(b)),
        "BigInteger xor(BigInteger)": lambda a, b: box_big(int(a) ^ int(b)),
        "BigInteger not()": lambda a: box_big(~int(a)),
        "int bitCount()": lambda a: (int(a) if a >= 0 else ~int(a)).bit_count(),
        "int bitLength()": lambda a: (int(a) if a >= 0 else ~int(a)).bit_length(),
        "byte byteValueExact()": _exact(8),
        "short shortValueExact()": _exact(16),
        "int intValueExact()": _exact(32),
        "long longValueExact()": _exact(64),
        "BigInteger setBit(int)": lambda a, at: box_big(int(a) | _bit(at)),
        "BigInteger clearBit(int)": lambda a, at: box_big(int(a) if a >= 0 and at > a.bit_length() else int(a) & ~_bit(at)),
        "BigInteger flipBit(int)": lambda a, at: box_big(int(a) ^ _bit(at)),
        "boolean testBit(int)": _has_bit,
        "BigInteger gcd(BigInteger)": lambda a, b: box_big(math.gcd(int(a), int(b))),
        "int getLowestSetBit()": _lowest_bit,
        "BigInteger max(BigInteger)": lambda a, b: max(a, b),
        "BigInteger min(BigInteger)": lambda a, b: min(a, b),
        "BigInteger mod(BigInteger)": _modulus,
        "BigInteger modInverse(BigInteger)": lambda a, b: _modular_power(a, -1, b),
        "BigInteger modPow(BigInteger, BigInteger)": _modular_power,
        "BigInteger pow(int)": _power,
        "BigInteger shiftLeft(int)": _shifted,
        "BigInteger shiftRight(int)": lambda a, count: _shifted(a, -count),
        "byte[] toByteArray()": _octets,
        "String toString(int)": _text,
    }
).static({"BigInteger valueOf(long)": box_big}).constructor({"new(String)": _parsed, "new(String, int)": _parsed}).constant(
    "BigInteger", {"ZERO": box_big(0), "ONE": box_big(1), "TEN": box_big(10)}
)
