"""Pieces of Python's syntax tree, each with the place in the script that it stands for.

Nothing of a script gets into the tree but constants: every name in it is made here, so a script can reach only what the compiler put into
the namespace.
"""

import ast
from dataclasses import dataclass
from typing import Any

NOT_CONSTANT: Any = object()


@dataclass(frozen=True, slots=True)
class Value:
    """The code of an expression with its static type, and its value where that is known."""

    code: ast.expr
    type: str
    constant: Any = NOT_CONSTANT
    parts: tuple[ast.expr, ...] = ()
    """Of a text that was put together: what of, each as text."""


class Code:
    """Builds nodes at the place where the compiler is; pools the objects that compiled code refers to."""

    def __init__(self) -> None:
        self.line = 1
        self.column = 0
        self.namespace: dict[str, Any] = {"__builtins__": {}}
        self._pooled: dict[int, str] = {}
        self._kept: list[Any] = []
        self._count = 0

    @property
    def _place(self) -> dict[str, Any]:
        return {"lineno": self.line, "col_offset": self.column, "end_lineno": self.line, "end_col_offset": self.column + 1}

    def fresh(self, prefix: str = "_s") -> str:
        """A name that nothing else has."""
        self._count += 1
        return f"{prefix}{self._count}"

    def pool(self, thing: Any, hint: str = "k") -> ast.expr:
        """A reference to an object of the library or runtime."""
        name = self._pooled.get(id(thing))
        if name is None:
            name = self.fresh(f"{hint}_")
            self._pooled[id(thing)] = name
            self._kept.append(thing)
            self.namespace[name] = thing
        return self.name(name)

    def name(self, name: str) -> ast.expr:
        """A variable, read."""
        return ast.Name(name, ast.Load(), **self._place)

    def target(self, name: str) -> ast.Name:
        """A variable, written."""
        return ast.Name(name, ast.Store(), **self._place)

    def constant(self, value: Any) -> ast.expr:
        """A string, number, boolean or None."""
        if isinstance(value, float) and (value != value or value in {float("inf"), float("-inf")}):  # noqa: PLR0124 - NaN
            return self.pool(value, "real")
        return ast.Constant(value, **self._place)

    def call(self, function: Any, *arguments: ast.expr) -> ast.Call:
        """A call of an object that is pooled, or of code."""
        callee = function if isinstance(function, ast.expr) else self.pool(function, "f")
        return ast.Call(callee, list(arguments), [], **self._place)

    def attribute_call(self, target: ast.expr, name: str, *arguments: ast.expr) -> ast.expr:
        """``target.name(...)``; the name is the compiler's own."""
        return ast.Call(ast.Attribute(target, name, ast.Load(), **self._place), list(arguments), [], **self._place)

    def keep(self, name: str, value: ast.expr) -> ast.expr:
        """``(name := value)``."""
        return ast.NamedExpr(self.target(name), value, **self._place)

    def choose(self, test: ast.expr, then: ast.expr, other: ast.expr) -> ast.expr:
        """``then if test else other``."""
        return ast.IfExp(test, then, other, **self._place)

    def compare(self, left: ast.expr, *rest: tuple[ast.cmpop, ast.expr]) -> ast.expr:
        """A chain of comparisons."""
        return ast.Compare(left, [op for op, _ in rest], [right for _, right in rest], **self._place)

    def is_none(self, value: ast.expr) -> ast.expr:
        """``value is None``."""
        return self.compare(value, (ast.Is(), self.constant(None)))

    def binary(self, left: ast.expr, op: ast.operator, right: ast.expr) -> ast.expr:
        """Python's own operator."""
        return ast.BinOp(left, op, right, **self._place)

    def logical(self, op: ast.boolop, left: ast.expr, right: ast.expr) -> ast.expr:
        """``and`` and ``or``."""
        return ast.BoolOp(op, [left, right], **self._place)

    def negation(self, value: ast.expr) -> ast.expr:
        """``not value``."""
        return ast.UnaryOp(ast.Not(), value, **self._place)

    def minus(self, value: ast.expr, op: ast.unaryop) -> ast.expr:
        """A sign."""
        return ast.UnaryOp(op, value, **self._place)

    def tuple_(self, *items: ast.expr) -> ast.expr:
        """A tuple."""
        return ast.Tuple(list(items), ast.Load(), **self._place)

    def list_(self, items: list[ast.expr]) -> ast.expr:
        """A list."""
        return ast.List(items, ast.Load(), **self._place)

    def dict_(self, items: list[tuple[ast.expr, ast.expr]]) -> ast.expr:
        """A dict."""
        return ast.Dict([name for name, _ in items], [value for _, value in items], **self._place)

    def item(self, target: ast.expr, index: ast.expr) -> ast.expr:
        """``target[index]``."""
        return ast.Subscript(target, index, ast.Load(), **self._place)

    def attribute(self, target: ast.expr, name: str) -> ast.expr:
        """``target.name``; the name is the compiler's own."""
        return ast.Attribute(target, name, ast.Load(), **self._place)

    def is_type(self, value: ast.expr, kind: type) -> ast.expr:
        """``type(value) is kind``."""
        return self.compare(self.call(type, value), (ast.Is(), self.pool(kind, "t")))

    def lambda_(self, parameters: list[str], captured: dict[str, str], body: ast.expr) -> ast.expr:
        """A lambda; what it captures is bound by value when it is made."""
        return ast.Lambda(self.parameters(parameters, captured), body, **self._place)

    def parameters(self, names: list[str], captured: dict[str, str]) -> ast.arguments:
        """Parameters, with the captured ones as keyword-only."""
        return ast.arguments(
            posonlyargs=[],
            args=[ast.arg(name, **self._place) for name in names],
            kwonlyargs=[ast.arg(name, **self._place) for name in captured],
            kw_defaults=[self.name(outer) if outer else None for outer in captured.values()],
            defaults=[],
        )

    def function(self, name: str, parameters: ast.arguments, body: list[ast.stmt]) -> ast.stmt:
        """A function."""
        return ast.FunctionDef(name, parameters, body or [self.pass_()], [], **self._place)

    def assign(self, name: str, value: ast.expr) -> ast.stmt:
        """``name = value``."""
        return ast.Assign([self.target(name)], value, **self._place)

    def evaluate(self, value: ast.expr) -> ast.stmt:
        """An expression as a statement."""
        return ast.Expr(value, **self._place)

    def return_(self, value: ast.expr | None) -> ast.stmt:
        """``return``."""
        return ast.Return(value, **self._place)

    def raise_(self, value: ast.expr | None) -> ast.stmt:
        """``raise``."""
        return ast.Raise(value, None, **self._place)

    def pass_(self) -> ast.stmt:
        """``pass``."""
        return ast.Pass(**self._place)

    def break_(self) -> ast.stmt:
        """``break``."""
        return ast.Break(**self._place)

    def continue_(self) -> ast.stmt:
        """``continue``."""
        return ast.Continue(**self._place)

    def if_(self, test: ast.expr, then: list[ast.stmt], other: list[ast.stmt]) -> ast.stmt:
        """``if``."""
        return ast.If(test, then or [self.pass_()], other, **self._place)

    def while_(self, test: ast.expr, body: list[ast.stmt]) -> ast.stmt:
        """``while``."""
        return ast.While(test, body or [self.pass_()], [], **self._place)

    def for_(self, name: str, items: ast.expr, body: list[ast.stmt]) -> ast.stmt:
        """``for``."""
        return ast.For(self.target(name), items, body or [self.pass_()], [], **self._place)

    def try_(self, body: list[ast.stmt], name: str, handler: list[ast.stmt]) -> ast.stmt:
        """``try`` with one handler of all exceptions."""
        caught = ast.ExceptHandler(self.pool(Exception, "t"), name, handler, **self._place)
        return ast.Try(body or [self.pass_()], [caught], [], [], **self._place)
