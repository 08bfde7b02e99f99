"""Calls, constructors and arrays: everything with arguments."""

import ast
import difflib
from typing import Any, Never

from reindex_operator.painless.library import CLASSES, FUNCTIONS, Method, find, method_names
from reindex_operator.painless.library.absent import absent_method
from reindex_operator.painless.library.dispatch import Dispatch
from reindex_operator.painless.library.fields import Metadata, field_of
from reindex_operator.painless.library.time.pattern import refusal
from reindex_operator.painless.nodes import Call, Expression, Lambda, Literal, LocalCall, New, NewArray, Reference
from reindex_operator.painless.runtime.values import BOXES, Array
from reindex_operator.painless.types import BOXED, NUMERIC, resolve, shown

from .access import Access
from .code import Value

ANY_METHOD = {place for java in CLASSES.values() for place in java.methods} | {
    (shape.name, len(shape.params)) for shape in FUNCTIONS.values()
}
"""The methods that a ``def`` value may have, those of any class: name and number of arguments."""
_DEFAULTS: dict[str, Any] = {"boolean": False, "float": 0.0, "double": 0.0} | dict.fromkeys(("byte", "short", "char", "int", "long"), 0)


def make_array(element: str, sizes: tuple[int, ...]) -> Array:
    """``new element[n][m]`` with Java's defaults."""
    from reindex_operator.painless.runtime.limits import MAX_ITEMS
    from reindex_operator.painless.runtime.throwable import Throwable

    size, rest = sizes[0], sizes[1:]
    if size < 0:
        raise Throwable("java.lang.NegativeArraySizeException", str(size))
    if size > MAX_ITEMS:
        raise Throwable("java.lang.OutOfMemoryError", f"an array of {size} elements is larger than the {MAX_ITEMS} that a script may build")
    inner = element + "[]" * len(rest)
    if rest:
        return Array(inner, [make_array(element, rest) for _ in range(size)])
    return Array(inner, [_DEFAULTS.get(element)] * size)


class Calls(Access):
    """What is called and made, with its arguments."""

    functions: dict[tuple[str, int], tuple[str, tuple[str, ...], str]]
    dispatches: dict[tuple[str, int], Dispatch]

    def lambda_(self, node: Lambda, shape: Method | None) -> ast.expr:
        """A lambda as a Python function; without a shape everything in it is def."""
        raise NotImplementedError

    def reference(self, node: Reference, shape: Method | None) -> ast.expr:
        """A method reference as a Python function."""
        raise NotImplementedError

    def call(self, node: Call) -> Value:
        """``target.name(arguments)``."""
        owner = None if node.null_safe else self.type_of(node.target)
        if owner is not None:
            return self._static(owner, node)
        target = self.expression(node.target) if node.null_safe else self.inside(node.target)
        self.here(node)
        if node.null_safe:
            return self.null_safe(target, lambda value: self._invoke(value, node), node.at)
        return self._invoke(target, node)

    def _static(self, owner: str, node: Call) -> Value:
        method = CLASSES[owner].statics.get((node.name, len(node.arguments)))
        if method is None:
            names = {name for name, _ in CLASSES[owner].statics}
            self._no_method("static method", CLASSES[owner].full, node, names)
        arguments = self.arguments(node.arguments, method.params)
        if (owner, node.name) == ("DateTimeFormatter", "ofPattern"):
            self._known_pattern(node.arguments[0])
        self.here(node)
        return Value(self.code.call(method.run, *arguments), method.returns)

    def _known_pattern(self, node: Expression) -> None:
        """Refuse a constant pattern with what is not supported; what is wrong with it for Java too throws where it is reached."""
        if isinstance(node, Literal) and isinstance(node.value, str) and (reason := refusal(node.value)):
            self.fail(reason, node.at, len(node.value) + 2)

    def _no_method(self, what: str, full: str, node: Call, names: set[str]) -> Never:
        hint = self._hint(node.name, names, 0.6)
        self.fail(f"{what} [{full}, {node.name}/{len(node.arguments)}] not found{hint}", node.at, len(node.name) + 1)

    def _hint(self, name: str, names: set[str], cutoff: float) -> str:
        if (known := absent_method(name)) is not None:
            return f": {known}"
        near = difflib.get_close_matches(name, names, 1, cutoff) if name not in names else ()
        return f"; did you mean [{near[0]}]?" if near else ""

    def _invoke(self, target: Value, node: Call) -> Value:
        count = len(node.arguments)
        if target.type == "void":
            self.fail("a call without a value has no methods", node.at)
        if target.type == "null":
            self.fail("null has no methods", node.at)
        kind = "Map" if target.type == "Ctx" else BOXED.get(target.type, target.type)
        if kind == "def":
            return self._dynamic(target, node)
        lookup = "Array" if kind.endswith("[]") else kind
        method = find(lookup, node.name, count)
        if method is None:
            self._no_method("member method", shown(kind), node, method_names(lookup))
        receiver = self.box(target)
        arguments = self.arguments(node.arguments, method.params)
        self.here(node)
        if (
            kind == "String"
            and isinstance(receiver, ast.Name)
            and all(isinstance(argument, ast.Name | ast.Constant) for argument in arguments)
        ):
            quick = self._of_ascii(receiver, node.name, arguments)
            if quick is not None:
                slow = self.code.call(method.run, receiver, *arguments)
                return Value(self.code.choose(quick[0], quick[1], slow), method.returns)
        if CLASSES[lookup].final:
            return Value(self.code.call(method.run, receiver, *arguments), method.returns)
        boxed = [
            self.convert(Value(argument, param), "def", node.at) if param in NUMERIC or param == "boolean" else argument
            for argument, param in zip(arguments, method.params, strict=True)
        ]
        found = self.dispatched(receiver, node.name, boxed)
        if method.returns == "char":
            return Value(self.code.attribute(found, "code"), "char")
        if method.returns in BOXES:  # what comes of a dispatched call is boxed
            return Value(self.code.call(float if method.returns == "float" else int, found), method.returns)
        return Value(found, method.returns)

    def _of_ascii(self, text: ast.Name, name: str, arguments: list[ast.expr]) -> tuple[ast.expr, ast.expr] | None:
        """What loops over a text call most, for one whose code units are its characters: the test that it is, and the call."""
        code = self.code
        plain = code.attribute_call(text, "isascii")
        if (name, len(arguments)) == ("length", 0):
            return plain, code.call(len, text)
        if name != "charAt":
            return None
        inside = code.compare(code.constant(-1), (ast.Lt(), arguments[0]), (ast.Lt(), code.call(len, text)))
        return code.logical(ast.And(), plain, inside), code.call(ord, code.item(text, arguments[0]))

    def _dynamic(self, target: Value, node: Call) -> Value:
        count = len(node.arguments)
        if (node.name, count) not in ANY_METHOD:
            names = {name for name, _ in ANY_METHOD}
            hint = self._hint(node.name, names, 0.75)
            self.fail(f"no supported class has a method [{node.name}/{count}]{hint}", node.at, len(node.name) + 1)
        arguments = [
            self._argument(argument, "def")
            if isinstance(argument, Lambda | Reference)
            else self.convert(self.expression(argument, internal=True), "def", argument.at)
            for argument in node.arguments
        ]
        self.here(node)
        return Value(self.dispatched(target.code, node.name, arguments), "def")

    def dispatched(self, target: ast.expr, name: str, arguments: list[ast.expr]) -> ast.expr:
        """A call of the method that the target's class has when it runs."""
        code = self.code
        table = self.dispatches.setdefault((name, len(arguments)), Dispatch(name, len(arguments)))
        slot = code.fresh()
        kind = code.call(type, code.keep(slot, target))
        return code.call(code.item(code.pool(table, "d"), kind), code.name(slot), *arguments)

    def arguments(self, nodes: tuple[Expression, ...], params: tuple[str, ...]) -> list[ast.expr]:
        """The code of arguments as the parameters' types; lambdas take the shape of a functional interface."""
        return [self._argument(node, param) for node, param in zip(nodes, params, strict=True)]

    def _argument(self, node: Expression, param: str) -> ast.expr:
        if isinstance(node, Lambda | Reference):
            shape = FUNCTIONS.get(param)
            if shape is None and param != "def":
                self.fail(f"a lambda can not stand for a [{shown(param)}]", node.at)
            return self.lambda_(node, shape) if isinstance(node, Lambda) else self.reference(node, shape)
        return self.convert(self.expression(node, param, internal=True), param, node.at, internal=True)

    def local_call(self, node: LocalCall) -> Value:
        """A call of one of the script's functions."""
        found = self.functions.get((node.name, len(node.arguments)))
        if found is None and (context := self._context_call(node)) is not None:
            return context
        if found is None:
            names = {name for name, _ in self.functions}
            near = difflib.get_close_matches(node.name, names - {node.name}, 1, 0.6)
            hint = f"; did you mean [{near[0]}]?" if near else ""
            if node.name in {"field", "$", "metadata"} and self.frame.find("params") is None:
                hint = "; only a script itself and its lambdas may call it here"
            self.fail(f"Unknown call [{node.name}] with [{len(node.arguments)}] arguments{hint}", node.at, len(node.name))
        name, params, returns = found
        arguments = self.arguments(node.arguments, params)
        self.here(node)
        return Value(self.code.call(self.code.name(name), *arguments), returns)

    def _context_call(self, node: LocalCall) -> Value | None:
        """``field(path)``, ``$(path, default)`` and ``metadata()``, which a reindex script has where it has ``ctx``."""
        ctx = self.frame.find("ctx")
        if ctx is None or (node.name, len(node.arguments)) not in {("field", 1), ("metadata", 0), ("$", 2)}:
            return None
        arguments = self.arguments(node.arguments, ("String", "def")[: len(node.arguments)])
        self.here(node)
        if node.name == "$":
            found = self.code.call(field_of, self.code.name(ctx.code), arguments[0])
            return Value(self.code.attribute_call(found, "get", arguments[1]), "def")
        if node.name == "field":
            return Value(self.code.call(field_of, self.code.name(ctx.code), *arguments), "WriteField")
        return Value(self.code.call(Metadata, self.code.name(ctx.code)), "Metadata")

    def new(self, node: New) -> Value:
        """``new Type(arguments)``."""
        type_name = resolve(node.type, node.at + 4)
        java = CLASSES.get(type_name)
        made = java.constructors.get(len(node.arguments)) if java is not None else None
        if made is None:
            self.fail(f"constructor [{shown(type_name)}, <init>/{len(node.arguments)}] not found", node.at, len(node.type) + 4)
        arguments = self.arguments(node.arguments, made.params)
        self.here(node)
        return Value(self.code.call(made.run, *arguments), type_name)

    def new_array(self, node: NewArray) -> Value:
        """``new type[n]`` and ``new type[] {...}``."""
        element = resolve(node.type, node.at + 4)
        type_name = element + "[]" * node.dimensions
        code = self.code
        if node.values is not None:
            if node.dimensions > 1:
                self.fail("an array initializer has one dimension", node.at)
            values = [
                self.convert(self.expression(value, element, internal=True), element, value.at, internal=True) for value in node.values
            ]
            self.here(node)
            return Value(code.call(Array, code.constant(element), code.list_(values)), type_name)
        sizes = [self.convert(self.expression(size, "int"), "int", size.at) for size in node.sizes]
        self.here(node)
        return Value(code.call(make_array, code.constant(element), code.tuple_(*sizes)), type_name)
