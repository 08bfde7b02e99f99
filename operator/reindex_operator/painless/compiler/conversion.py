"""Casts at compile time: what is legal, and the code that converts."""

import ast
import re
from bisect import bisect_right
from typing import Any, Never

from reindex_operator.painless.errors import CompileProblem
from reindex_operator.painless.library.dispatch import PLAIN, checked
from reindex_operator.painless.nodes import Node
from reindex_operator.painless.runtime.casts import EXPLICIT, IMPLICIT, narrow, to_boxed
from reindex_operator.painless.runtime.values import BOXES, to_float32
from reindex_operator.painless.types import BOXED, INTEGRAL, NUMERIC, RANGES, assignable, shown, widens

from .code import NOT_CONSTANT, Code, Value
from .scope import Frame, Local

_BOXED_NAMES = {"Integer", "Long", "Double", "Float", "Short", "Byte", "Character"}
_PRIMITIVE_OF = {name: primitive for primitive, name in BOXED.items()} | {"Number": "number"}
_BOXED_CASTS = {(name, explicit): to_boxed(f"java.lang.{name}", explicit) for name in _BOXED_NAMES for explicit in (False, True)}


class Conversion:
    """The base of the compiler: state, places, names and casts."""

    def __init__(self, source: str) -> None:
        self.lines = [0, *(match.end() for match in re.finditer("\n", source))]
        self.code = Code()
        self.frame = Frame("def")
        self.hoisted: list[ast.stmt] = []

    def fail(self, message: str, at: int, width: int = 1) -> Never:
        """Complain of a place."""
        raise CompileProblem(message, at, width)

    def here(self, node: Node) -> None:
        """The code to come stands for this node."""
        line = bisect_right(self.lines, node.at)
        self.code.line, self.code.column = line, node.at - self.lines[line - 1]

    def declare(self, name: str, type_name: str, at: int, *, read_only: bool = False) -> Local:
        """A new variable in the innermost scope."""
        if self.frame.find(name) is not None and (self.frame.own(name) is not None):
            self.fail(f"variable [{name}] is already defined", at, len(name))
        local = Local(self.code.fresh(f"v_{name}_"), type_name, read_only)
        self.frame.scopes[-1][name] = local
        return local

    def convert(self, value: Value, target: str, at: int, *, explicit: bool = False, internal: bool = False) -> ast.expr:
        """The code of a value as another type; complains where Painless has no such cast. ``internal``: where it boxes into an Object."""
        source, code = value.type, self.code
        if source == target:
            return value.code
        if source == "void" or target == "void":
            self._refuse(source, target, at)
        if source == "null":
            if target in NUMERIC or target == "boolean":
                self.fail(f"Cannot cast null to a primitive type [{target}].", at)
            return value.code
        if target == "def":
            return self.box(value)
        if target == "Object" and (internal or (source not in NUMERIC and source != "boolean")):
            return self.box(value)
        if internal and source in {*NUMERIC, "boolean"} and target in _PRIMITIVE_OF:
            primitive = source if target == "Number" else _PRIMITIVE_OF[target]
            numbers = target != "Number" or source not in {"char", "boolean"}
            if numbers and (source == primitive or widens(source, primitive)):
                return self.box(Value(self.convert(value, primitive, at), primitive))
        if source == "def":
            return self._from_def(value.code, target, explicit)
        if source in NUMERIC and target in NUMERIC:
            return self._number(value, target, at, explicit)
        if explicit and source == "String" and target == "char":
            if value.constant is not NOT_CONSTANT and len(value.constant) == 1:
                return code.constant(ord(value.constant))
            return code.call(EXPLICIT["char"], value.code)
        if explicit and source == "char" and target == "String":
            return code.call(chr, value.code)
        if source in NUMERIC or target in NUMERIC or "boolean" in {source, target}:
            self._refuse(source, target, at)
        if assignable(source, target):
            return value.code
        if explicit and assignable(target, source):
            return code.call(checked, value.code, code.constant(target), code.constant("explicitly"))
        return self._refuse(source, target, at)

    def _refuse(self, source: str, target: str, at: int) -> Never:
        self.fail(f"Cannot cast from [{shown(source)}] to [{shown(target)}].", at)

    def box(self, value: Value) -> ast.expr:
        """A value as def."""
        box = BOXES.get(value.type)
        return value.code if box is None else self.code.call(box, value.code)

    def _from_def(self, code: ast.expr, target: str, explicit: bool) -> ast.expr:
        if target in IMPLICIT:
            return self.code.call((EXPLICIT if explicit else IMPLICIT)[target], code)
        if target in _BOXED_NAMES:
            return self.code.call(_BOXED_CASTS[target, explicit], code)
        made, word = self.code, "explicitly" if explicit else "implicitly"
        plain = PLAIN.get(target)
        if plain is None:
            return made.call(checked, code, made.constant(target), made.constant(word))
        slot = made.fresh()
        slow = made.call(checked, made.name(slot), made.constant(target), made.constant(word))
        return made.choose(made.is_type(made.keep(slot, code), plain), made.name(slot), slow)

    def _number(self, value: Value, target: str, at: int, explicit: bool) -> ast.expr:
        constant, code = value.constant, self.code
        if constant is not NOT_CONSTANT:
            fits = value.type in INTEGRAL and target in RANGES and RANGES[target][0] <= constant <= RANGES[target][1]
            if explicit or widens(value.type, target) or (fits and value.type != "long"):
                return code.constant(narrow(constant, target))
        elif widens(value.type, target):
            if target == "double":
                return value.code if value.type == "float" else code.call(float, value.code)
            if target == "float":
                return code.call(to_float32, code.call(float, value.code))
            return value.code
        elif explicit:
            return code.call(narrow, value.code, code.constant(target))
        return self._refuse(value.type, target, at)

    def cast(self, value: Value, target: str, at: int, *, explicit: bool = False) -> Value:
        """The same as ``convert``, as a value."""
        constant: Any = NOT_CONSTANT
        if explicit and target == "char" and value.type == "String" and isinstance(value.constant, str) and len(value.constant) == 1:
            constant = ord(value.constant)
            return Value(self.code.constant(constant), target, constant)
        if value.constant is not NOT_CONSTANT and (value.type == target or (value.type in NUMERIC and target in NUMERIC)):
            code = self.convert(value, target, at, explicit=explicit)
            constant = narrow(value.constant, target) if target in NUMERIC else value.constant
            return Value(code, target, constant)
        return Value(self.convert(value, target, at, explicit=explicit), target)
