"""Numbers from texts."""

import math
from collections.abc import Callable

from reindex_operator.painless.runtime.throwable import Throwable, null_pointer

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _format_error(value: str | None) -> Throwable:
    shown = "Cannot parse null string: null" if value is None else f'For input string: "{value}"'
    return Throwable("java.lang.NumberFormatException", shown)


def parser(low: int, high: int) -> Callable[..., int]:
    """A parser of integers within bounds, with an optional radix."""

    def parse(value: str | None, radix: int = 10) -> int:
        if (
            not 2 <= radix <= 36
            or value is None
            or not value.lstrip("+-").isalnum()
            or not value.isascii()
            or len(value) - len(value.lstrip("+-")) > 1
        ):
            raise _format_error(value)
        try:
            found = int(value, radix)
        except ValueError:
            raise _format_error(value) from None
        if not low <= found <= high:
            raise _format_error(value)
        return found

    return parse


def parse_double(value: str | None) -> float:
    """``Double.parseDouble``."""
    if value is None:
        raise null_pointer("cannot parse null")
    bare = value.strip("".join(map(chr, range(33))))
    known = {"NaN": math.nan, "+NaN": math.nan, "-NaN": math.nan, "Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}
    if bare in known:
        return known[bare]
    digits = bare[:-1] if bare[-1:] in set("fFdD") else bare
    if not bare:
        raise Throwable("java.lang.NumberFormatException", "empty String")
    if not digits.isascii() or "_" in digits or any(char.isalpha() and char not in "eE" for char in digits):
        raise _format_error(value)
    try:
        return float(digits)
    except ValueError:
        raise _format_error(value) from None


def radix_text(value: int, radix: int) -> str:
    """An integer in a radix; one that is none counts as 10."""
    base = radix if 2 <= radix <= 36 else 10
    rest, found = abs(value), ""
    while rest:
        rest, digit = divmod(rest, base)
        found = _DIGITS[digit] + found
    return ("-" if value < 0 else "") + (found or "0")


def decoder(parse: Callable[..., int]) -> Callable[[str], int]:
    """``decode``: with a sign and the radix that 0x, # or 0 tell."""

    def decode(value: str) -> int:
        if value is None:
            raise null_pointer("the text is null")
        sign = value[:1] if value[:1] in {"+", "-"} else ""
        bare = value[len(sign) :]
        radix, digits = 10, bare
        for mark, base in (("0x", 16), ("0X", 16), ("#", 16), ("0", 8)):
            if bare.startswith(mark) and (mark != "0" or len(bare) > 1):
                radix, digits = base, bare[len(mark) :]
                break
        if digits[:1] in {"+", "-", ""}:
            raise _format_error(value)
        return parse(sign + digits, radix)

    return decode
