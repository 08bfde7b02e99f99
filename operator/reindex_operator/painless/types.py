"""Static types: their names, numeric promotion and which casts are legal. Types are strings: ``int``, ``def``, ``String``, ``int[]``."""

import difflib

from .errors import CompileProblem
from .lexer import PRIMITIVES
from .library import CLASSES, FULL, is_a
from .library.absent import absent_type

NUMERIC = ("byte", "short", "char", "int", "long", "float", "double")
INTEGRAL = frozenset({"byte", "short", "char", "int", "long"})
RANGES = {"byte": (-128, 127), "short": (-32768, 32767), "char": (0, 65535), "int": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1)}
_WIDENS = {
    "byte": {"short", "int", "long", "float", "double"},
    "short": {"int", "long", "float", "double"},
    "char": {"int", "long", "float", "double"},
    "int": {"long", "float", "double"},
    "long": {"float", "double"},
    "float": {"double"},
    "double": set(),
}
BOXED = {
    "byte": "Byte",
    "short": "Short",
    "char": "Character",
    "int": "Integer",
    "long": "Long",
    "float": "Float",
    "double": "Double",
    "boolean": "Boolean",
}


def resolve(name: str, at: int) -> str:
    """A type as written to its canonical short name."""
    base, brackets = name.split("[", maxsplit=1)[0], name.count("[]")
    if base in PRIMITIVES:
        return base + "[]" * brackets
    short = FULL.get(base) or (base if base in CLASSES else None)
    if short is None:
        if (known := absent_type(base)) is not None:
            raise CompileProblem(known, at, len(name))
        near = difflib.get_close_matches(base, CLASSES, 1, 0.75)
        hint = f"; did you mean [{near[0]}]?" if near else ""
        raise CompileProblem(f"cannot resolve type [{name}]{hint}", at, len(name))
    return short + "[]" * brackets


def shown(name: str) -> str:
    """A type as errors show it: by its full name."""
    base = name.split("[", maxsplit=1)[0]
    return (CLASSES[base].full if base in CLASSES else base) + name[len(base) :]


def promote(left: str, right: str) -> str | None:
    """The type of arithmetic between two types; None where there is none."""
    if left == "def" or right == "def":
        return "def" if all(side == "def" or side in NUMERIC for side in (left, right)) else None
    if left not in NUMERIC or right not in NUMERIC:
        return None
    for wide in ("double", "float", "long"):
        if wide in (left, right):
            return wide
    return "int"


def widens(source: str, target: str) -> bool:
    """Whether a primitive number converts without a cast."""
    return target in _WIDENS.get(source, ())


def assignable(source: str, target: str) -> bool:
    """Whether a reference of one static type may stand for another."""
    if "[" in source and "[" in target:
        return source == target or (target == "Object[]" and source[:-2] not in PRIMITIVES - {"def"})
    if target == "Object":
        return True
    return source == target or ("[" not in source and "[" not in target and is_a(source, target))
