r"""JSON as clusters keep it and strict parsers refuse it: halves of surrogate pairs (``\ud83d`` alone), which emoji that were cut leave. Pure."""

import json
import re
from typing import Any

import msgspec

_SURROGATE = re.compile(rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u[dD][89a-fA-F]..|\\.", re.DOTALL)
_PRIVATE = re.compile(rb"\\u[eE][0-7]..|\\.", re.DOTALL)
_ONE = len(rb"\ud83d")
_LETTER, _LETTER_BACK = bytes.maketrans(b"dD", b"eE"), bytes.maketrans(b"eE", b"dD")
_DIGIT, _DIGIT_BACK = bytes.maketrans(b"89abcdefABCDEF", b"01234567234567"), bytes.maketrans(b"01234567", b"89abcdef")


def decode(text: bytes, kind: Any = Any) -> Any:
    """The value of ``text``, halves of pairs and all. Raises ``msgspec.DecodeError``, for what is nested too deeply as well."""
    try:
        return msgspec.json.decode(text, type=kind)
    except RecursionError:
        raise msgspec.DecodeError("it is nested too deeply") from None
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        try:
            return msgspec.convert(json.loads(text), kind)
        except (ValueError, RecursionError):
            pass
        raise


def masked(text: bytes) -> bytes | None:
    """``text`` with every half of a pair as a character for private use, in as many bytes; None where it holds such characters already."""
    if any(match[0][1:3].lower() == b"ue" for match in _PRIVATE.finditer(text)):
        return None
    return _SURROGATE.sub(_mask, text)


def unmasked(text: bytes) -> bytes:
    """``text`` as it was, but for the case of a letter."""
    return _PRIVATE.sub(_unmask, text)


def whole(text: bytes) -> bool:
    """Whether ``text`` is an object to its end, by its brackets: not broken off, whatever its values are."""
    bare = re.sub(rb'"(?:[^"\\]|\\.)*"', b"", text, flags=re.DOTALL)
    return b'"' not in bare and bare.count(b"{") == bare.count(b"}") and bare.count(b"[") == bare.count(b"]")


def _mask(match: re.Match[bytes]) -> bytes:
    return _translated(match[0], _LETTER, _DIGIT)


def _unmask(match: re.Match[bytes]) -> bytes:
    return _translated(match[0], _LETTER_BACK, _DIGIT_BACK)


def _translated(found: bytes, letter: bytes, digit: bytes) -> bytes:
    """``found`` with the first two digits of its number replaced; itself, where it is another escape or a whole pair."""
    return found[:2] + found[2:3].translate(letter) + found[3:4].translate(digit) + found[4:] if len(found) == _ONE else found
