"""The expressions' compiler: which node goes where, and the ones that are no operator, access or call."""

import ast
from collections.abc import Callable
from typing import Any

from reindex_operator.painless.library.dispatch import instance_of
from reindex_operator.painless.library.regex import compile_pattern, find_in, matches
from reindex_operator.painless.nodes import (
    Assign,
    Binary,
    Call,
    Cast,
    Conditional,
    Expression,
    Field,
    Index,
    InstanceOf,
    Lambda,
    ListLiteral,
    Literal,
    LocalCall,
    MapLiteral,
    Name,
    New,
    NewArray,
    Number,
    Reference,
    Regex,
    Step,
    Unary,
)
from reindex_operator.painless.runtime.values import key, to_float32
from reindex_operator.painless.types import BOXED, NUMERIC, promote, resolve

from .code import NOT_CONSTANT, Value
from .lambdas import Lambdas


class Expressions(Lambdas):
    """All expressions."""

    def expression(self, node: Expression, expected: str | None = None, *, explicit: bool = False, internal: bool = False) -> Value:
        """An expression's code with its static type."""
        if isinstance(node, Conditional):
            return self._conditional(node, expected, explicit, internal)
        if isinstance(node, Binary) and node.op == "?:":
            return self._elvis(node, expected, explicit, internal)
        if isinstance(node, Binary) and node.op in {"&&", "||", "=~", "==~"}:
            return self._special(node)
        handler = self._handlers().get(type(node))
        if handler is None:
            if isinstance(node, Lambda | Reference):
                self.fail("a lambda or method reference can only be an argument", node.at)
            raise TypeError(type(node))
        self.here(node)
        found: Value = handler(node)
        return found

    def _handlers(self) -> dict[type[Expression], Callable[[Any], Value]]:
        return {
            Number: self._number_literal,
            Literal: self._literal,
            Regex: self._regex,
            Name: self.variable,
            Unary: self.unary,
            Binary: self.binary,
            Assign: self.assign,
            Step: self.step,
            Cast: self._cast,
            InstanceOf: self._instance_of,
            Field: self.field,
            Index: self.index,
            Call: self.call,
            LocalCall: self.local_call,
            New: self.new,
            NewArray: self.new_array,
            ListLiteral: self._list,
            MapLiteral: self._map,
        }

    def _number_literal(self, node: Number) -> Value:
        text, negative = node.text.lstrip("-"), node.text.startswith("-")
        suffix = text[-1].lower()
        sign = -1 if negative else 1
        if node.radix == 10 and (suffix in {"f", "d"} or any(mark in text for mark in ".eE")):
            real = sign * float(text.rstrip("fFdD"))
            if suffix == "f":
                return self._constant_value(to_float32(real), "float")
            return self._constant_value(real, "double")
        kind = "long" if suffix == "l" else "int"
        whole = sign * int(text.rstrip("lL"), node.radix)
        bits = 63 if kind == "long" else 31
        if not -(2**bits) <= whole < 2**bits:
            more = f". If you want a long constant then change it to [{node.text}L]." if kind == "int" else "."
            self.fail(f"Invalid {kind} constant [{node.text}]{more}", node.at, len(node.text))
        return self._constant_value(whole, kind)

    def _constant_value(self, value: Any, type_name: str) -> Value:
        return Value(self.code.constant(value), type_name, value)

    def _literal(self, node: Literal) -> Value:
        if node.value is None:
            return Value(self.code.constant(None), "null")
        return self._constant_value(node.value, "boolean" if isinstance(node.value, bool) else "String")

    def _regex(self, node: Regex) -> Value:
        try:
            pattern = compile_pattern(node.pattern, node.flags)
        except ValueError as error:
            self.fail(f"Error compiling regex: {error}", node.at, len(node.pattern) + 2)
        return Value(self.code.pool(pattern, "re"), "Pattern")

    def _cast(self, node: Cast) -> Value:
        target = resolve(node.type, node.at + 1)
        value = self.expression(node.operand, target, explicit=True)
        self.here(node)
        return self.cast(value, target, node.operand.at, explicit=True)

    def _instance_of(self, node: InstanceOf) -> Value:
        target = resolve(node.type, node.at)
        value = self.expression(node.operand)
        self.here(node)
        if target == "def":
            code = self.code
            return Value(code.item(code.tuple_(value.code, code.constant(True)), code.constant(1)), "boolean")
        tested = BOXED.get(target, target)
        return Value(self.code.call(instance_of, self.convert(value, "def", node.at), self.code.constant(tested)), "boolean")

    def _list(self, node: ListLiteral) -> Value:
        items = [self.convert(self.expression(item, "def", internal=True), "def", item.at) for item in node.items]
        self.here(node)
        return Value(self.code.list_(items), "ArrayList")

    def _map(self, node: MapLiteral) -> Value:
        items = []
        for name, value in node.items:
            key_value = self.expression(name, "def", internal=True)
            code = self.convert(key_value, "def", name.at)
            items.append(
                (
                    code if key_value.type in {"String", "int"} else self.code.call(key, code),
                    self.convert(self.expression(value, "def", internal=True), "def", value.at),
                )
            )
        self.here(node)
        return Value(self.code.dict_(items), "HashMap")

    def _special(self, node: Binary) -> Value:
        code = self.code
        if node.op in {"&&", "||"}:
            left, right = self.condition(node.left), self.condition(node.right)
            self.here(node)
            return Value(code.logical(ast.And() if node.op == "&&" else ast.Or(), left, right), "boolean")
        left_value, right_value = self.expression(node.left), self.expression(node.right)
        self.here(node)
        subject = self.convert(left_value, "CharSequence", node.left.at)
        pattern = self.convert(right_value, "Pattern", node.right.at)
        return Value(code.call(find_in if node.op == "=~" else matches, pattern, subject), "boolean")

    def _elvis(self, node: Binary, expected: str | None, explicit: bool, internal: bool) -> Value:
        if expected in NUMERIC or expected == "boolean":
            self.fail("Elvis operator cannot return primitives", node.at, 2)
        left = self.expression(node.left, expected, explicit=explicit, internal=internal)
        if left.type in NUMERIC or left.type == "boolean":
            self.fail("Extraneous elvis operator. LHS is a primitive.", node.at)
        if left.type == "null" or left.constant is not NOT_CONSTANT:
            self.fail("Extraneous elvis operator. LHS is constant.", node.at)
        slot = self.code.fresh()
        kept = self.code.keep(slot, left.code)
        right = self.expression(node.right, expected, explicit=explicit, internal=internal)
        if right.type == "null":
            self.fail("Extraneous elvis operator. RHS is null.", node.right.at)
        self.here(node)
        result = expected or self._common(left.type, right.type, node)
        one = self.convert(Value(self.code.name(slot), left.type), result, node.left.at, explicit=explicit, internal=internal)
        other = self.convert(right, result, node.right.at, explicit=explicit, internal=internal)
        return Value(self.code.choose(self.code.is_none(kept), other, one), result)

    def _conditional(self, node: Conditional, expected: str | None, explicit: bool, internal: bool) -> Value:
        test = self.condition(node.test)
        then, other = (self.expression(branch, expected, explicit=explicit, internal=internal) for branch in (node.then, node.other))
        self.here(node)
        result = expected or self._common(then.type, other.type, node)
        one = self.convert(then, result, node.then.at, explicit=explicit, internal=internal)
        two = self.convert(other, result, node.other.at, explicit=explicit, internal=internal)
        return Value(self.code.choose(test, one, two), result)

    def _common(self, left: str, right: str, node: Binary | Conditional) -> str:
        """The type of two branches where none is expected."""
        if {left, right} == {"byte", "short"}:
            self.fail(f"the branches have the types [{left}] and [{right}], which have none in common", node.at)
        if left in NUMERIC and right in NUMERIC and left != right:
            return promote(left, right) or "def"
        if left == right and left != "null":
            return left
        return "def" if "def" in {left, right} else "Object"
