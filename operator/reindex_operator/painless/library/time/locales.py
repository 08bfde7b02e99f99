"""What a locale changes of a pattern: which of the English words a field shows."""

from reindex_operator.painless.runtime.throwable import not_supported

from .pattern import Field, Literal, Part, Section

ROOT, UK = "", "en_GB"
_ROOT_WIDTHS = {
    ("M", 4): 3,
    ("L", 4): 3,
    ("M", 5): 1,
    ("L", 5): 1,
    ("E", 4): 3,
    ("Q", 4): 3,
    ("Q", 5): 1,
    ("q", 4): 3,
    ("q", 3): 1,
    ("q", 5): 1,
}
"""Locale.ROOT knows short words only, and numbers for the narrow ones."""


def localized_width(letter: str, width: int, locale: str) -> int:
    """The width that shows the same in English; raises for words that are others there."""
    if locale == ROOT:
        if letter == "G":
            raise not_supported("the pattern letter [G] is not supported with Locale.ROOT")
        return _ROOT_WIDTHS.get((letter, width), width)
    if locale == UK and (letter == "a" or (letter in "ML" and width == 3)):
        raise not_supported(f"the pattern letters [{letter * width}] are not supported with Locale.UK")
    return width


def localized(parts: tuple[Part, ...], locale: str) -> tuple[Part, ...]:
    """A pattern's parts as they show the locale's words."""
    return tuple(_localized(part, locale) for part in parts)


def _localized(part: Part, locale: str) -> Part:
    if isinstance(part, Section):
        return Section(localized(part.parts, locale))
    return part if isinstance(part, Literal) else Field(part.letter, localized_width(part.letter, part.width, locale))
