"""``String.format``: Java's format strings."""

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from reindex_operator.painless.runtime.limits import MAX_TEXT, too_long
from reindex_operator.painless.runtime.text import java_hash, text
from reindex_operator.painless.runtime.throwable import Throwable, not_supported, null_pointer
from reindex_operator.painless.runtime.values import Character, class_of

_SPECIFIER = re.compile(r"%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([tT]?[a-zA-Z%])")
_WIDTHS = {"java.lang.Integer": 32, "java.lang.Long": 64, "java.lang.Short": 16, "java.lang.Byte": 8}
_EXACT = Context(prec=1200, rounding=ROUND_HALF_UP)


def _wrong(kind: str, message: str) -> Throwable:
    return Throwable(f"java.util.{kind}", message)


def java_format(template: str, arguments: Any) -> str:
    """``String.format(template, arguments)``; raises the kinds of IllegalFormatException that Java does."""
    if template is None:
        raise null_pointer("the format is null")
    found, at, ordinary, last = [], 0, 0, -1
    size = 0
    while at < len(template):
        if template[at] != "%":
            end = template.find("%", at)
            found.append(template[at : end if end >= 0 else None])
            at = end if end >= 0 else len(template)
            continue
        match = _SPECIFIER.match(template, at)
        if match is None:
            raise _wrong("UnknownFormatConversionException", f"Conversion = '{template[at + 1 : at + 2] or '%'}'")
        at = match.end()
        flags, conversion = match[2], match[5]
        if len(set(flags)) != len(flags):
            raise _wrong("DuplicateFormatFlagsException", f"Flags = '{flags}'")
        if conversion in {"n", "%"}:
            found.append("\n" if conversion == "n" else _padded("%", flags, match))
            continue
        if "<" in flags:
            place = last
        elif match[1]:
            place = int(match[1]) - 1
        else:
            place, ordinary = ordinary, ordinary + 1
        last = place
        if place < 0 or (arguments is not None and place >= len(arguments)):
            raise _wrong("MissingFormatArgumentException", f"Format specifier '{match[0]}'")
        found.append(_converted(None if arguments is None else arguments[place], flags.replace("<", ""), match))
        size += len(found[-1])
        if size > MAX_TEXT:
            too_long(size)
    return "".join(found)


def _converted(value: Any, flags: str, match: re.Match[str]) -> str:
    conversion = match[5]
    handler = _HANDLERS.get(conversion.lower())
    if handler is None or (conversion.isupper() and conversion.lower() in "dof"):
        raise _wrong("UnknownFormatConversionException", f"Conversion = '{conversion}'")
    if ("-" in flags or "0" in flags) and match[3] is None:
        raise _wrong("MissingFormatWidthException", match[0])
    if ("-" in flags and "0" in flags) or ("+" in flags and " " in flags):
        raise _wrong("IllegalFormatFlagsException", f"Flags = '{flags}'")
    made = handler(value, flags, match)
    return made.upper() if conversion.isupper() else made


def _padded(shown: str, flags: str, match: re.Match[str]) -> str:
    width = int(match[3] or 0)
    if width > MAX_TEXT:
        too_long(width)
    return shown.ljust(width) if "-" in flags else shown.rjust(width)


def _general(show: Callable[[Any], str]) -> Callable[[Any, str, re.Match[str]], str]:
    def convert(value: Any, flags: str, match: re.Match[str]) -> str:
        for flag in flags:
            if flag != "-":
                raise _wrong("FormatFlagsConversionMismatchException", f"Conversion = {match[5]}, Flags = {flag}")
        shown = show(value)
        return _padded(shown if match[4] is None else shown[: int(match[4])], flags, match)

    return convert


def _truth(value: Any) -> str:
    return "false" if value is None or value is False else "true"


def _character(value: Any, flags: str, match: re.Match[str]) -> str:
    if match[4] is not None:
        raise _wrong("IllegalFormatPrecisionException", match[4])
    if value is None:
        return _padded("null", flags, match)
    if isinstance(value, Character):
        return _padded(chr(value.code), flags, match)
    if class_of(value) in {"java.lang.Integer", "java.lang.Short", "java.lang.Byte"}:
        if not 0 <= value <= 0x10FFFF:
            raise _wrong("IllegalFormatCodePointException", f"Code point = 0x{value & 0xFFFFFFFF:x}")
        return _padded(chr(value), flags, match)
    raise _mismatch(value, match)


def _mismatch(value: Any, match: re.Match[str]) -> Throwable:
    return _wrong("IllegalFormatConversionException", f"{match[5]} != {class_of(value)}")


def _signed(digits: str, negative: bool, flags: str, match: re.Match[str]) -> str:
    """Grouping, sign and width around the digits of a number."""
    whole, point, rest = digits.partition(".")
    if "," in flags:
        whole = f"{int(whole):,}"
    shown = whole + point + rest
    before = "(" if negative and "(" in flags else "-" if negative else "+" if "+" in flags else " " if " " in flags else ""
    after = ")" if before == "(" else ""
    width = int(match[3] or 0)
    if width > MAX_TEXT:
        too_long(width)
    if "0" in flags:
        shown = shown.rjust(width - len(before) - len(after), "0")
    return _padded(before + shown + after, flags, match)


def _decimal(value: Any, flags: str, match: re.Match[str]) -> str:
    if match[4] is not None:
        raise _wrong("IllegalFormatPrecisionException", match[4])
    if "#" in flags:
        raise _wrong("FormatFlagsConversionMismatchException", "Conversion = d, Flags = #")
    if value is None:
        return _padded("null", flags, match)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _mismatch(value, match)
    return _signed(str(abs(int(value))), value < 0, flags, match)


def _radix(base: str) -> Callable[[Any, str, re.Match[str]], str]:
    def convert(value: Any, flags: str, match: re.Match[str]) -> str:
        if match[4] is not None:
            raise _wrong("IllegalFormatPrecisionException", match[4])
        if value is None:
            return _padded("null", flags, match)
        if not isinstance(value, int) or isinstance(value, bool):
            raise _mismatch(value, match)
        bits = _WIDTHS.get(class_of(value))
        for flag in flags:
            if flag == "," or (flag in "(+ " and bits is not None):
                raise _wrong("FormatFlagsConversionMismatchException", f"Conversion = {match[5]}, Flags = {flag}")
        prefix = {"x": "0x", "o": "0"}[base] if "#" in flags else ""
        number = int(value) & (2**bits - 1) if bits is not None else abs(int(value))
        shown = format(number, base)
        if bits is None:
            return _signed(prefix + shown, value < 0, flags.replace("#", ""), match)
        width = int(match[3] or 0)
        return _padded(prefix + (shown.rjust(width - len(prefix), "0") if "0" in flags else shown), flags, match)

    return convert


def exact(value: Any) -> Decimal | None:
    """A number as the decimal that its text shows; None for what is no decimal number."""
    if isinstance(value, float):
        return Decimal(text(value)) if math.isfinite(value) else None
    own = getattr(value, "decimal", None)
    return own() if own is not None else None


def _real(value: Any, flags: str, match: re.Match[str]) -> str:
    conversion = match[5].lower()
    if value is None:
        return _padded("null", flags, match)
    if isinstance(value, float) and not math.isfinite(value):
        shown = "NaN" if math.isnan(value) else "Infinity"
        return _signed_word(shown, value < 0, flags, match)
    number = exact(value)
    if number is None:
        raise _mismatch(value, match)
    precision = 6 if match[4] is None else int(match[4])
    if precision > 1000:
        raise not_supported("a precision above 1000 is not supported")
    negative = math.copysign(1.0, value) < 0 if isinstance(value, float) else number < 0
    if conversion == "f":
        return _signed(format(_EXACT.quantize(abs(number), Decimal(1).scaleb(-precision)), "f"), negative, flags, match)
    if conversion == "g":
        if "#" in flags:
            raise _wrong("FormatFlagsConversionMismatchException", "Conversion = g, Flags = #")
        return _signed(_shortest(abs(number), precision or 1), negative, flags, match)
    if "," in flags:
        raise _wrong("FormatFlagsConversionMismatchException", "Conversion = e, Flags = ,")
    return _signed(_scientific(abs(number), precision), negative, flags, match)


def _signed_word(word: str, negative: bool, flags: str, match: re.Match[str]) -> str:
    before = (
        ""
        if word == "NaN"
        else "("
        if negative and "(" in flags
        else "-"
        if negative
        else "+"
        if "+" in flags
        else " "
        if " " in flags
        else ""
    )
    return _padded(before + word + (")" if before == "(" else ""), flags, match)


def _scientific(number: Decimal, precision: int) -> str:
    if number == 0:
        return "0" + ("." + "0" * precision if precision else "") + "e+00"
    rounded = Context(prec=precision + 1, rounding=ROUND_HALF_UP).plus(number)
    exponent = rounded.adjusted()
    digits = "".join(map(str, rounded.as_tuple().digits)).ljust(precision + 1, "0")[: precision + 1]
    return digits[0] + ("." + digits[1:] if precision else "") + f"e{'-' if exponent < 0 else '+'}{abs(exponent):02}"


def _shortest(number: Decimal, precision: int) -> str:
    if number == 0:
        return format(Decimal(0).quantize(Decimal(1).scaleb(-(precision - 1))), "f")
    rounded = Context(prec=precision, rounding=ROUND_HALF_UP).plus(number)
    if Decimal("0.0001") <= rounded < Decimal(10) ** precision:
        places = max(0, precision - rounded.adjusted() - 1)
        return format(_EXACT.quantize(number, Decimal(1).scaleb(-places)), "f")
    return _scientific(number, precision - 1)


_HANDLERS: dict[str, Callable[[Any, str, re.Match[str]], str]] = {
    "s": _general(text),
    "b": _general(_truth),
    "h": _general(lambda value: "null" if value is None else format(java_hash(value) & 0xFFFFFFFF, "x")),
    "c": _character,
    "d": _decimal,
    "x": _radix("x"),
    "o": _radix("o"),
    "e": _real,
    "f": _real,
    "g": _real,
}
