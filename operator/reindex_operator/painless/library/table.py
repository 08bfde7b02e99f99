"""The allow-list: Java classes with their methods, declared by signature. Only what stands in these tables can be reached.

Painless tells methods apart by name and number of arguments. Types are written by their short names; ``Object`` and type variables are ``def``.
An implementation gets and returns values in the representation of its signature's types (``runtime.values``).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Run = Callable[..., Any]
_SIGNATURE = re.compile(r"(?:(?P<returns>[\w.\[\]]+) )?(?P<name>\w+)\((?P<params>[^)]*)\)")


@dataclass(frozen=True, slots=True)
class Method:
    """One method or constructor."""

    name: str
    params: tuple[str, ...]
    returns: str
    run: Run


@dataclass(slots=True)
class JavaClass:
    """A class: ``final`` means that a value of this static type always is of this very class."""

    name: str
    full: str
    supers: tuple[str, ...]
    final: bool = False
    methods: dict[tuple[str, int], Method] = field(default_factory=dict)
    statics: dict[tuple[str, int], Method] = field(default_factory=dict)
    constructors: dict[int, Method] = field(default_factory=dict)
    constants: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def has(self, table: Mapping[str, Any]) -> "JavaClass":
        """Add methods: ``{"int length()": implementation}``."""
        for signature, run in table.items():
            made = parse(signature, run)
            self.methods[made.name, len(made.params)] = made
        return self

    def static(self, table: Mapping[str, Any]) -> "JavaClass":
        """Add static methods."""
        for signature, run in table.items():
            made = parse(signature, run)
            self.statics[made.name, len(made.params)] = made
        return self

    def constructor(self, table: Mapping[str, Any]) -> "JavaClass":
        """Add constructors: ``{"new(int)": implementation}``."""
        for signature, run in table.items():
            made = parse(signature, run)
            self.constructors[len(made.params)] = Method("new", made.params, self.name, run)
        return self

    def constant(self, type_name: str, values: dict[str, Any]) -> "JavaClass":
        """Add static fields of one type."""
        self.constants |= {name: (type_name, value) for name, value in values.items()}
        return self


CLASSES: dict[str, JavaClass] = {}
FULL: dict[str, str] = {}
BY_FULL: dict[str, JavaClass] = {}
FUNCTIONS: dict[str, Method] = {}


def parse(signature: str, run: Run) -> Method:
    """A method from its signature."""
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        raise ValueError(signature)
    params = tuple(part.strip() for part in match["params"].split(",") if part.strip())
    return Method(match["name"], params, match["returns"] or "void", run)


def define(full: str, *supers: str, final: bool = False, name: str = "") -> JavaClass:
    """Declare a class by its full name; its short name is what follows the package."""
    short = name or re.sub(r"^[a-z.]*", "", full).replace("$", ".")
    made = JavaClass(short, full, supers or (() if short == "Object" else ("Object",)), final)
    CLASSES[short] = made
    BY_FULL[full] = made
    FULL[full.replace("$", ".")] = short
    return made


def interface(full: str, signature: str) -> None:
    """Declare a functional interface: its values are Python functions."""
    made = define(full, final=True)
    method = parse(signature, lambda function, *arguments: function(*arguments))
    made.methods[method.name, len(method.params)] = method
    FUNCTIONS[made.name] = method


def find(class_name: str, name: str, count: int) -> Method | None:
    """A method of a class or of what it inherits from."""
    java = CLASSES.get(class_name)
    if java is None:
        return None
    found = java.methods.get((name, count))
    if found is not None:
        return found
    for parent in java.supers:
        found = find(parent, name, count)
        if found is not None:
            return found
    return None


@cache
def is_a(name: str, parent: str) -> bool:
    """Whether a class is another one or inherits from it. Called once the tables are full."""
    if parent in {name, "Object"}:
        return True
    java = CLASSES.get(name)
    return java is not None and any(is_a(up, parent) for up in java.supers)


def method_names(class_name: str) -> set[str]:
    """All names of methods of a class, for suggestions."""
    java = CLASSES.get(class_name)
    if java is None:
        return set()
    found = {name for name, _ in java.methods}
    for parent in java.supers:
        found |= method_names(parent)
    return found
