"""BigDecimal as a value: an integer and how many of its digits are behind the point."""

import decimal
from functools import cached_property

from reindex_operator.painless.runtime.arithmetic import int_div, int_rem
from reindex_operator.painless.runtime.limits import too_long
from reindex_operator.painless.runtime.text import digits, text
from reindex_operator.painless.runtime.throwable import Throwable
from reindex_operator.painless.runtime.values import wrap_int

from .big import arithmetic

ROUNDINGS = ("UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN", "UNNECESSARY")
MAX_DIGITS = 100_000


class BigDecimal:
    """``unscaled`` * 10 ** -``scale``."""

    java_class = "java.math.BigDecimal"

    def __init__(self, unscaled: int, scale: int = 0) -> None:
        if not -(2**31) <= scale < 2**31:
            raise arithmetic("Overflow" if scale < 0 else "Underflow")
        self.unscaled = unscaled
        self.scale = scale

    @cached_property
    def precision(self) -> int:
        """The number of digits."""
        size = self.unscaled.bit_length()
        if size > MAX_DIGITS * 3:
            too_long(size)
        return len(digits(abs(self.unscaled)))

    def decimal(self) -> decimal.Decimal:
        """The same as Python's."""
        return decimal.Decimal(self.unscaled).scaleb(
            -self.scale, decimal.Context(prec=decimal.MAX_PREC, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)
        )

    def __float__(self) -> float:
        """The nearest double."""
        try:
            return float(f"{digits(self.unscaled)}e{-self.scale}")
        except OverflowError:
            return float("inf") if self.unscaled > 0 else float("-inf")

    def __int__(self) -> int:
        """Without what is behind the point."""
        return (
            int_div(self.unscaled, 10 ** checked_digits(self.scale))
            if self.scale > 0
            else self.unscaled * 10 ** checked_digits(-self.scale)
        )

    def __eq__(self, other: object) -> bool:
        """With the same scale: 1.0 and 1.00 differ."""
        return isinstance(other, BigDecimal) and self.unscaled == other.unscaled and self.scale == other.scale

    def __hash__(self) -> int:
        """In line with equality."""
        return hash((self.unscaled, self.scale))

    def java_hash(self) -> int:
        """``hashCode``."""
        value, low = abs(self.unscaled), 0
        if value < 2**63:
            low = wrap_int((31 * (value >> 32) + (value & 0xFFFFFFFF)) & 0xFFFFFFFF)
            return wrap_int(31 * (-low if self.unscaled < 0 else low) + self.scale)
        while value:
            words = []
            while value:
                words.append(value & 0xFFFFFFFF)
                value >>= 32
            for word in reversed(words):
                low = (31 * low + word) & 0xFFFFFFFF
        return wrap_int(31 * (low if self.unscaled > 0 else -low) + self.scale)

    def compare_to(self, other: "BigDecimal") -> int:
        """``compareTo``: by value."""
        one, two = aligned(self, other)
        return (one > two) - (one < two)

    def __str__(self) -> str:
        """As Java shows it: with an exponent where the point is far away."""
        shown, sign = digits(abs(self.unscaled)), "-" if self.unscaled < 0 else ""
        adjusted = len(shown) - 1 - self.scale
        if self.scale == 0:
            return sign + shown
        if self.scale > 0 and adjusted >= -6:
            return sign + plain(shown, self.scale)
        mantissa = shown[0] + ("." + shown[1:] if len(shown) > 1 else "")
        return f"{sign}{mantissa}" + (f"E{adjusted:+d}" if adjusted else "")


def plain(digits: str, scale: int) -> str:
    """Digits with the point at its place."""
    if scale <= 0:
        return digits + "0" * checked_digits(-scale) if digits != "0" else "0"
    padded = digits.rjust(checked_digits(scale) + 1, "0")
    return f"{padded[:-scale]}.{padded[-scale:]}"


def checked_digits(count: int) -> int:
    """A number of digits that is not too large to work with."""
    if count > MAX_DIGITS:
        too_long(count)
    return count


def aligned(left: BigDecimal, right: BigDecimal) -> tuple[int, int]:
    """Both as integers of the same scale."""
    scale = max(left.scale, right.scale)
    return left.unscaled * 10 ** checked_digits(scale - left.scale), right.unscaled * 10 ** checked_digits(scale - right.scale)


def parse_decimal(value: str | None) -> BigDecimal:
    """``new BigDecimal(String)``."""
    import re

    match = re.fullmatch(r"([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,10}))?", value or "", re.ASCII)
    if value is None:
        raise Throwable("java.lang.NullPointerException")
    if match is None:
        raise Throwable("java.lang.NumberFormatException", "Character array is missing \"exponent\" mark 'e' or 'E'.")
    whole, fraction = match[2] or "", match[3] or match[4] or ""
    checked_digits(len(whole) + len(fraction))
    return BigDecimal(int(decimal.Decimal(match[1] + whole + fraction)), len(fraction) - int(match[5] or 0))


def from_double(value: float) -> BigDecimal:
    """``BigDecimal.valueOf(double)``."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN differs from itself
        raise Throwable(
            "java.lang.NumberFormatException",
            'Character I is neither a decimal digit number, decimal point, nor "e" notation exponential mark.',
        )
    return parse_decimal(text(value))


def round_quotient(dividend: int, divisor: int, rounding: str) -> int:
    """An integer division, rounded."""
    quotient, rest = int_div(dividend, divisor), int_rem(dividend, divisor)
    if rest == 0:
        return quotient
    if rounding == "UNNECESSARY":
        raise arithmetic("Rounding necessary")
    sign = 1 if (dividend < 0) == (divisor < 0) else -1
    twice = abs(rest) * 2 - abs(divisor)
    away = {
        "UP": True,
        "DOWN": False,
        "CEILING": sign > 0,
        "FLOOR": sign < 0,
        "HALF_UP": twice >= 0,
        "HALF_DOWN": twice > 0,
        "HALF_EVEN": twice > 0 or (twice == 0 and quotient % 2 == 1),
    }[rounding]
    return quotient + sign if away else quotient


def scaled(value: BigDecimal, scale: int, rounding: str = "UNNECESSARY") -> BigDecimal:
    """``setScale``."""
    if scale >= value.scale:
        return BigDecimal(value.unscaled * 10 ** checked_digits(scale - value.scale), scale)
    return BigDecimal(round_quotient(value.unscaled, 10 ** checked_digits(value.scale - scale), rounding), scale)


def rounded(value: BigDecimal, precision: int, rounding: str) -> BigDecimal:
    """``round``: to a number of digits; 0 is all."""
    while precision and value.precision > precision:
        value = scaled(value, value.scale - (value.precision - precision), rounding)
    return value


def divide_exact(left: BigDecimal, right: BigDecimal) -> BigDecimal:
    """``divide`` with the preferred scale; raises where the quotient has no end."""
    if right.unscaled == 0:
        raise arithmetic("Division undefined" if left.unscaled == 0 else "Division by zero")
    preferred = left.scale - right.scale
    if left.unscaled == 0:
        return BigDecimal(0, max(-(2**31), min(2**31 - 1, preferred)))
    digits = min(left.precision + -(-10 * right.precision // 3), 2**31 - 1)
    quotient = divide_rounded(
        left, right, digits, "UNNECESSARY", "Non-terminating decimal expansion; no exact representable decimal result."
    )
    return scaled(quotient, preferred) if preferred > quotient.scale else quotient


def divide_rounded(left: BigDecimal, right: BigDecimal, precision: int, rounding: str, complaint: str = "Rounding necessary") -> BigDecimal:
    """``divide`` to a number of digits; of an exact quotient trailing zeros are cut to the preferred scale."""
    if right.unscaled == 0:
        raise arithmetic("Division undefined" if left.unscaled == 0 else "Division by zero")
    preferred = left.scale - right.scale
    if left.unscaled == 0:
        return BigDecimal(0, preferred)
    extra = checked_digits(max(0, precision + 3 + right.precision - left.precision))
    numerator = left.unscaled * 10**extra
    quotient, rest = int_div(numerator, right.unscaled), int_rem(numerator, right.unscaled)
    # A digit that is not zero stands for the rest, so that rounding sees that there is one.
    sign = 1 if (left.unscaled < 0) == (right.unscaled < 0) else -1
    if rest:
        quotient, extra = quotient * 10 + sign, extra + 1
    whole = BigDecimal(quotient, preferred + extra)
    try:
        found = rounded(whole, precision, rounding)
    except Throwable:
        raise arithmetic(complaint) from None
    if found.compare_to(whole) != 0:
        return found
    while found.scale > preferred and found.unscaled % 10 == 0:
        found = BigDecimal(found.unscaled // 10, found.scale - 1)
    return found


def stripped(value: BigDecimal) -> BigDecimal:
    """``stripTrailingZeros``."""
    if value.unscaled == 0:
        return BigDecimal(0)
    unscaled, scale = value.unscaled, value.scale
    while unscaled % 10 == 0:
        unscaled, scale = unscaled // 10, scale - 1
    return BigDecimal(unscaled, scale)


def plain_text(value: BigDecimal) -> str:
    """``toPlainString``."""
    return ("-" if value.unscaled < 0 else "") + plain(digits(abs(value.unscaled)), value.scale)


def engineering_text(value: BigDecimal) -> str:
    """``toEngineeringString``: the exponent is a multiple of three."""
    return value.decimal().to_eng_string()
