"""The patterns of DateTimeFormatter, as parts: literals, fields and optional sections."""

import re
from dataclasses import dataclass

from reindex_operator.painless.runtime.throwable import Throwable, illegal_argument, not_supported

SUPPORTED = frozenset("GyuMLQqdDHhKkmsSnANaEeXxZzVO")
_ELSEWHERE = frozenset("YwWcFBvpg")
"""Letters that Java has besides: their meaning hangs on a locale, or nobody needs them."""
LOCAL_WEEKDAY = "the pattern letter [e] is not supported: its meaning hangs on the locale"
_MOST = dict.fromkeys("dHhKkms", 2) | {"D": 3, "S": 9, "a": 1, "V": 2, "z": 4, "O": 4} | dict.fromkeys("nNAyu", 19)
"""How often a letter may stand; five times unless it is here."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Text as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A letter and how often it stands."""

    letter: str
    width: int


@dataclass(frozen=True, slots=True)
class Section:
    """What stands in brackets: left out where it can not be shown."""

    parts: tuple["Literal | Field | Section", ...]


Part = Literal | Field | Section
_MARK = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']")


def parts_of(pattern: str) -> tuple[Part, ...]:
    """A pattern's parts; raises an IllegalArgumentException for what is wrong or not supported."""
    stack: list[list[Part]] = [[]]
    at = 0
    while at < len(pattern):
        match = _MARK.match(pattern, at)
        if match is None:
            raise illegal_argument(f"Pattern ends with an incomplete string literal: {pattern}")
        at = match.end()
        whole = match[0]
        if match[1] is not None:
            stack[-1].append(Literal(match[1].replace("''", "'") or "'"))
        elif match[2]:
            if match[2] not in SUPPORTED:
                unknown = illegal_argument if match[2] not in _ELSEWHERE else not_supported
                advice = "; get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) counts weeks" if match[2] in "YwW" else ""
                raise unknown(
                    f"the pattern letter [{match[2]}] is {'unknown' if unknown is illegal_argument else f'not supported{advice}'}"
                )
            if (
                len(whole) > _MOST.get(match[2], 5)
                or (match[2] == "V" and len(whole) != 2)
                or (match[2] == "O" and len(whole) not in {1, 4})
            ):
                raise illegal_argument(f"Too many pattern letters: {match[2]}")
            stack[-1].append(Field(match[2], len(whole)))
        elif whole == "[":
            stack.append([])
        elif whole == "]":
            if len(stack) == 1:
                raise illegal_argument("Pattern invalid as it contains ] without previous [")
            section = Section(tuple(stack.pop()))
            stack[-1].append(section)
        elif whole in "{}#":
            raise illegal_argument(f"Pattern includes reserved character: '{whole}'")
        else:
            stack[-1].append(Literal(whole))
    while len(stack) > 1:
        section = Section(tuple(stack.pop()))
        stack[-1].append(section)
    return tuple(stack[0])


def refusal(pattern: str) -> str | None:
    """Why a pattern is not supported here, if it is not."""
    try:
        parts = parts_of(pattern)
    except Throwable as error:
        return error.message if error.java_class == "dev.reindex.NotSupportedError" else None
    return LOCAL_WEEKDAY if _has_letter(parts, "e") else None


def _has_letter(parts: tuple[Part, ...], letter: str) -> bool:
    return any(
        _has_letter(part.parts, letter) if isinstance(part, Section) else isinstance(part, Field) and part.letter == letter
        for part in parts
    )
