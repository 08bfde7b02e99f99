"""Functions as values: lambdas and method references."""

import ast
from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library import CLASSES, Method, find
from reindex_operator.painless.library.dispatch import Dispatch, adapted
from reindex_operator.painless.nodes import Block, Lambda, Parameter, Reference
from reindex_operator.painless.runtime.limits import check
from reindex_operator.painless.types import BOXED, NUMERIC, resolve

from .calls import ANY_METHOD, Calls, make_array
from .code import Value
from .scope import Frame


class ByCount:
    """A method reference that fits several numbers of arguments."""

    def __init__(self, name: str, options: dict[int, Callable[..., Any]]) -> None:
        self.name = name
        self.options = options

    def __call__(self, *arguments: Any) -> Any:
        """The one for this number of arguments."""
        return self.options[len(arguments)](*arguments)


class Lambdas(Calls):
    """What stands for a functional interface, as a Python function."""

    def block_body(self, block: Block) -> list[ast.stmt]:
        """A function's block, compiled as its body."""
        raise NotImplementedError

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
            value = self.expression(node.body, returns, internal=True)
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
            value = self.expression(node.body, self.frame.returns, internal=True)
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
        counts = [count] if count is not None else sorted(n for word, n in ANY_METHOD if word == node.name)
        if not counts:
            self.fail(f"no supported class has a method [{node.name}]", node.at)
        number = counts[0] if count is not None or 1 not in counts else 1
        names = [self.code.fresh("p_") for _ in range(number)]
        body = self.dispatched(self.box(target), node.name, [self.code.name(name) for name in names])
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
