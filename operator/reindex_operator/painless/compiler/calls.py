"""Calls, constructors, lambdas and method references."""

import ast
import difflib
from collections.abc import Callable
from typing import Any, Never

from reindex_operator.painless.library import CLASSES, FUNCTIONS, Method, find, method_names
from reindex_operator.painless.library.dispatch import Dispatch, adapted
from reindex_operator.painless.library.fields import Metadata, field_of
from reindex_operator.painless.nodes import Block, Call, Expression, Lambda, LocalCall, New, NewArray, Parameter, Reference
from reindex_operator.painless.runtime.limits import check
from reindex_operator.painless.runtime.values import BOXES, Array
from reindex_operator.painless.types import BOXED, NUMERIC, resolve, shown

from .access import Access
from .code import Value
from .scope import Frame

_ANY_METHOD = {place for java in CLASSES.values() for place in java.methods} | {
    (shape.name, len(shape.params)) for shape in FUNCTIONS.values()
}
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


class ByCount:
    """A method reference that fits several numbers of arguments."""

    def __init__(self, name: str, options: dict[int, Callable[..., Any]]) -> None:
        self.name = name
        self.options = options

    def __call__(self, *arguments: Any) -> Any:
        """The one for this number of arguments."""
        return self.options[len(arguments)](*arguments)


class Calls(Access):
    """Everything with arguments."""

    functions: dict[tuple[str, int], tuple[str, tuple[str, ...], str]]
    dispatches: dict[tuple[str, int], Dispatch]

    def block_body(self, block: Block) -> list[ast.stmt]:
        """A function's block, compiled as its body."""
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
        self.here(node)
        return Value(self.code.call(method.run, *arguments), method.returns)

    def _no_method(self, what: str, full: str, node: Call, names: set[str]) -> Never:
        near = difflib.get_close_matches(node.name, names - {node.name}, 1, 0.6)
        hint = f"; did you mean [{near[0]}]?" if near and node.name not in names else ""
        self.fail(f"{what} [{full}, {node.name}/{len(node.arguments)}] not found{hint}", node.at, len(node.name) + 1)

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
        found = self._dispatched(receiver, node.name, boxed)
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
        if (node.name, count) not in _ANY_METHOD:
            names = {name for name, _ in _ANY_METHOD}
            near = difflib.get_close_matches(node.name, names - {node.name}, 1, 0.75)
            hint = f"; did you mean [{near[0]}]?" if near and node.name not in names else ""
            self.fail(f"no supported class has a method [{node.name}/{count}]{hint}", node.at, len(node.name) + 1)
        arguments = self.arguments(node.arguments, ("def",) * count)
        self.here(node)
        return Value(self._dispatched(target.code, node.name, arguments), "def")

    def _dispatched(self, target: ast.expr, name: str, arguments: list[ast.expr]) -> ast.expr:
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
        return self.convert(self.expression(node, param), param, node.at, internal=True)

    def local_call(self, node: LocalCall) -> Value:
        """A call of one of the script's functions."""
        found = self.functions.get((node.name, len(node.arguments)))
        if found is None and (context := self._context_call(node)) is not None:
            return context
        if found is None:
            names = {name for name, _ in self.functions}
            near = difflib.get_close_matches(node.name, names - {node.name}, 1, 0.6)
            hint = f"; did you mean [{near[0]}]?" if near else ""
            self.fail(f"Unknown call [{node.name}] with [{len(node.arguments)}] arguments{hint}", node.at, len(node.name))
        name, params, returns = found
        arguments = self.arguments(node.arguments, params)
        self.here(node)
        return Value(self.code.call(self.code.name(name), *arguments), returns)

    def _context_call(self, node: LocalCall) -> Value | None:
        """``field(path)`` and ``metadata()``, which a reindex script has where it has ``ctx``."""
        ctx = self.frame.find("ctx")
        if ctx is None or (node.name, len(node.arguments)) not in {("field", 1), ("metadata", 0)}:
            return None
        arguments = self.arguments(node.arguments, ("String",) * len(node.arguments))
        self.here(node)
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
            values = [self.convert(self.expression(value, element), element, value.at, internal=True) for value in node.values]
            self.here(node)
            return Value(code.call(Array, code.constant(element), code.list_(values)), type_name)
        sizes = [self.convert(self.expression(size), "int", size.at) for size in node.sizes]
        self.here(node)
        return Value(code.call(make_array, code.constant(element), code.tuple_(*sizes)), type_name)

    def lambda_(self, node: Lambda, shape: Method | None) -> ast.expr:
        """A lambda as a Python function; without a shape everything in it is def."""
        params = shape.params if shape is not None else ("def",) * len(node.parameters)
        if len(params) != len(node.parameters):
            self.fail(f"a lambda with {len(params)} parameters is needed here, this one has {len(node.parameters)}", node.at)
        # A lambda for a function without a value gives one nevertheless, which nobody sees.
        returns = shape.returns if shape is not None and shape.returns != "void" else "def"
        outer, self.frame = self.frame, Frame(returns, self.frame)
        names, casts = [], []
        for parameter, given in zip(node.parameters, params, strict=True):
            name, cast = self._lambda_parameter(parameter, given)
            names.append(name)
            casts += cast
        try:
            if isinstance(node.body, Block) or casts:
                return self._lambda_block(node, names, casts)
            value = self.expression(node.body, returns)
            body = self.convert(value, returns, node.body.at, internal=True)
            self.here(node)
            return self.code.lambda_(names, dict(self.frame.captured), body)
        finally:
            self.frame = outer

    def _lambda_parameter(self, parameter: Parameter, given: str) -> tuple[str, list[ast.stmt]]:
        wanted = given if parameter.type is None else resolve(parameter.type, parameter.at)
        local = self.declare(parameter.name, wanted, parameter.at, read_only=True)
        if wanted == given:
            return local.code, []
        incoming = self.code.fresh("p_")
        return incoming, [self.code.assign(local.code, self.convert(Value(self.code.name(incoming), given), wanted, parameter.at))]

    def _lambda_block(self, node: Lambda, names: list[str], casts: list[ast.stmt]) -> ast.expr:
        code = self.code
        if isinstance(node.body, Block):
            body = self.block_body(node.body)
        else:
            value = self.expression(node.body, self.frame.returns)
            body = [code.return_(self.convert(value, self.frame.returns, node.at, internal=True))]
        self.here(node)
        name = code.fresh("lambda_")
        captured = dict(self.frame.captured)
        begin = [code.evaluate(code.call(check))]
        self.hoisted.append(code.function(name, code.parameters(names, dict.fromkeys(captured, "")), begin + casts + body))
        if not captured:
            return code.name(name)
        call = code.call(code.name(name), *[code.name(parameter) for parameter in names])
        call.keywords = [ast.keyword(inner, code.name(inner), lineno=code.line, col_offset=code.column) for inner in captured]
        return code.lambda_(names, captured, call)

    def reference(self, node: Reference, shape: Method | None) -> ast.expr:
        """A method reference as a Python function."""
        self.here(node)
        count = len(shape.params) if shape is not None else None
        if node.owner == "this":
            own = {
                n: self._own(name, params, returns) for (word, n), (name, params, returns) in self.functions.items() if word == node.name
            }
            if not own or (count is not None and count not in own):
                self.fail(f"Unknown function [{node.name}]", node.at)
            return own[count if count is not None else next(iter(own))]
        if (local := self.frame.find(node.owner)) is not None:
            return self._bound(Value(self.code.name(local.code), local.type), node, count)
        options = self._options(resolve(node.owner, node.at), node.name)
        if not options or (count is not None and count not in options):
            self.fail(f"method reference [{node.owner}::{node.name}] not found", node.at, len(node.owner))
        return self.code.pool(ByCount(f"{node.owner}::{node.name}", options))

    def _own(self, name: str, params: tuple[str, ...], returns: str) -> ast.expr:
        names = [self.code.fresh("p_") for _ in params]
        arguments = [self.convert(Value(self.code.name(word), "def"), param, 0) for word, param in zip(names, params, strict=True)]
        call = Value(self.code.call(self.code.name(name), *arguments), "def" if returns == "void" else returns)
        return self.code.lambda_(names, {}, self.box(call))

    def _bound(self, target: Value, node: Reference, count: int | None) -> ast.expr:
        if not isinstance(target.code, ast.Name):
            raise TypeError
        counts = [count] if count is not None else sorted(n for word, n in _ANY_METHOD if word == node.name)
        if not counts:
            self.fail(f"no supported class has a method [{node.name}]", node.at)
        number = counts[0] if count is not None or 1 not in counts else 1
        names = [self.code.fresh("p_") for _ in range(number)]
        body = self._dispatched(self.box(target), node.name, [self.code.name(name) for name in names])
        return self.code.lambda_(names, {target.code.id: target.code.id}, body)

    def _options(self, owner: str, name: str) -> dict[int, Callable[..., Any]]:
        if owner.endswith("[]") and name == "new":
            element = owner[:-2]
            return {1: lambda size: make_array(element, (size,))}
        if owner == "def" or owner in NUMERIC:
            owner = "Object" if owner == "def" else BOXED[owner]
        java = CLASSES.get(owner)
        if java is None:
            return {}
        if name == "new":
            return {count: adapted(made, receiver=False) for count, made in java.constructors.items()}
        found: dict[int, Callable[..., Any]] = {}
        for count in range(6):
            if find(owner, name, count) is not None:
                table = self.dispatches.setdefault((name, count), Dispatch(name, count))
                found[count + 1] = lambda target, *rest, table=table: table[type(target)](target, *rest)
            static = java.statics.get((name, count))
            if static is not None:
                found[count] = adapted(static, receiver=False)
        return found
