"""Operators: static types get Python's own operators with the wrap that Java needs, ``def`` goes through the runtime."""

import ast
from collections.abc import Callable
from functools import reduce
from typing import Any, Never

from reindex_operator.painless.nodes import Binary, Expression, Unary
from reindex_operator.painless.runtime import arithmetic as rt
from reindex_operator.painless.runtime import comparison
from reindex_operator.painless.runtime.casts import compound, narrow
from reindex_operator.painless.runtime.limits import MAX_TEXT, too_long
from reindex_operator.painless.runtime.text import concat, text
from reindex_operator.painless.runtime.values import to_float32, wrap_int, wrap_long
from reindex_operator.painless.types import INTEGRAL, NUMERIC, RANGES, promote, shown

from .code import NOT_CONSTANT, Value
from .conversion import Conversion

DEF_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": rt.add,
    "-": rt.sub,
    "*": rt.mul,
    "/": rt.div,
    "%": rt.rem,
    "&": rt.bit_and,
    "|": rt.bit_or,
    "^": rt.bit_xor,
    "<<": lambda a, b: rt.shift("<<", a, b),
    ">>": lambda a, b: rt.shift(">>", a, b),
    ">>>": lambda a, b: rt.shift(">>>", a, b),
}
COMPOUND = {op: compound(operate) for op, operate in DEF_OPERATORS.items()}
_PYTHON: dict[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "&": ast.BitAnd,
    "|": ast.BitOr,
    "^": ast.BitXor,
}
_FOLD: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
}
_ORDER: dict[str, tuple[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    "<": (ast.Lt, comparison.less),
    "<=": (ast.LtE, comparison.less_equal),
    ">": (ast.Gt, comparison.greater),
    ">=": (ast.GtE, comparison.greater_equal),
}


class Operators(Conversion):
    """Unary and binary operators."""

    def expression(self, node: Expression, expected: str | None = None, *, explicit: bool = False, internal: bool = False) -> Value:
        """An expression's code.

        ``expected``, ``explicit`` and ``internal`` are of the conversion that follows: a conditional (``?:`` with one sign or two) converts each
        of its branches so. Where no type is expected, it has the type that they have in common, and is converted as one.
        """
        raise NotImplementedError

    def condition(self, node: Expression) -> ast.expr:
        """An expression as a condition."""
        return self.convert(self.expression(node, "boolean"), "boolean", node.at)

    def unary(self, node: Unary) -> Value:
        """``+ - ! ~``."""
        if node.op == "!":
            value = self.expression(node.operand, "boolean")
            if value.type == "boolean" and value.constant is not NOT_CONSTANT:
                return Value(self.code.constant(not value.constant), "boolean", not value.constant)
            return Value(self.code.negation(self.convert(value, "boolean", node.operand.at)), "boolean")
        value = self.expression(node.operand)
        self.here(node)
        if value.type == "def":
            return Value(self.code.call({"-": rt.negate, "+": rt.plus, "~": rt.complement}[node.op], value.code), "def")
        if value.type not in NUMERIC or (node.op == "~" and value.type not in INTEGRAL):
            self.fail(f"cannot apply the operator [{node.op}] to the type [{shown(value.type)}]", node.at)
        result = promote(value.type, "int") or "int"
        operand = self.convert(value, result, node.at)
        if value.constant is not NOT_CONSTANT:
            folded = {"-": lambda x: -x, "+": lambda x: x, "~": lambda x: ~x}[node.op](value.constant)
            return self._folded(folded, result)
        sign: ast.unaryop = {"-": ast.USub, "+": ast.UAdd, "~": ast.Invert}[node.op]()
        negated = self.code.minus(operand, sign)
        return Value(self.wrapped(negated, result) if node.op == "-" else negated, result)

    def _folded(self, value: Any, type_name: str) -> Value:
        constant = {"int": wrap_int, "long": wrap_long, "float": to_float32}.get(type_name, lambda x: x)(value)
        return Value(self.code.constant(constant), type_name, constant)

    def wrapped(self, value: ast.expr, type_name: str) -> ast.expr:
        """A result of Python's arithmetic in the range of its type."""
        if type_name == "double":
            return value
        if type_name == "float":
            return self.code.call(to_float32, value)
        low, high = RANGES[type_name]
        kept = self.code.keep("_t", value)
        inside = self.code.compare(self.code.constant(low), (ast.LtE(), kept), (ast.LtE(), self.code.constant(high)))
        if isinstance(value, ast.BinOp) and isinstance(value.right, ast.Constant) and isinstance(value.right.value, int):
            # Adding or subtracting a constant can leave the range at one end only.
            up = isinstance(value.op, ast.Add) == (value.right.value >= 0)
            if isinstance(value.op, ast.Add | ast.Sub):
                end: ast.cmpop = ast.LtE() if up else ast.GtE()
                inside = self.code.compare(kept, (end, self.code.constant(high if up else low)))
        wrap = wrap_int if type_name == "int" else wrap_long
        return self.code.choose(inside, self.code.name("_t"), self.code.call(wrap, self.code.name("_t")))

    def binary(self, node: Binary) -> Value:
        """Any operator of two operands but the logical ones."""
        left, right = self.expression(node.left), self.expression(node.right)
        self.here(node)
        return self.operate(node.op, left, right, node.at)

    def operate(self, op: str, left: Value, right: Value, at: int) -> Value:
        """An operator between two values."""
        if op in {"==", "!=", "===", "!=="}:
            return self._equality(op, left, right, at)
        if op in _ORDER:
            return self._order(op, left, right, at)
        if op == "+" and "String" in {left.type, right.type}:
            return self._concat(left, right, at)
        if op in {"<<", ">>", ">>>"}:
            return self._shift(op, left, right, at)
        if op in {"&", "|", "^"}:
            return self._bits(op, left, right, at)
        if op == "+" and "def" in {left.type, right.type}:
            return Value(self.code.call(rt.add, self.convert(left, "def", at), self.convert(right, "def", at)), "def")
        result = promote(left.type, right.type)
        if result is None:
            if "def" in {left.type, right.type}:
                result = "def"
            else:
                self._refuse_operator(op, left, right, at)
        return self._arithmetic(op, left, right, result, at)

    def _refuse_operator(self, op: str, left: Value, right: Value, at: int) -> Never:
        self.fail(f"cannot apply the operator [{op}] to the types [{shown(left.type)}] and [{shown(right.type)}]", at, len(op))

    def _arithmetic(self, op: str, left: Value, right: Value, result: str, at: int) -> Value:
        code = self.code
        if result == "def":
            return Value(code.call(DEF_OPERATORS[op], self.convert(left, "def", at), self.convert(right, "def", at)), "def")
        if left.constant is not NOT_CONSTANT and right.constant is not NOT_CONSTANT:
            return self._fold(op, left.constant, right.constant, result, at)
        a, b = self.convert(left, result, at), self.convert(right, result, at)
        if op in {"/", "%"}:
            if result in {"float", "double"}:
                found = code.call(rt.float_div if op == "/" else rt.float_rem, a, b)
                return Value(code.call(to_float32, found) if result == "float" else found, result)
            found = code.call(rt.int_div if op == "/" else rt.int_rem, a, b)
            return Value(self.wrapped(found, result) if op == "/" else found, result)
        return Value(self.wrapped(code.binary(a, _PYTHON[op](), b), result), result)

    def _fold(self, op: str, left: Any, right: Any, result: str, at: int) -> Value:
        left, right = narrow(left, result), narrow(right, result)
        if op in _FOLD:
            return self._folded(_FOLD[op](left, right), result)
        if result in {"float", "double"}:
            return self._folded((rt.float_div if op == "/" else rt.float_rem)(left, right), result)
        if right == 0:
            self.fail("/ by zero", at)
        return self._folded((rt.int_div if op == "/" else rt.int_rem)(left, right), result)

    def _concat(self, left: Value, right: Value, at: int) -> Value:
        if "void" in {left.type, right.type}:
            self._refuse_operator("+", left, right, at)
        if isinstance(left.constant, str) and isinstance(right.constant, str):
            whole = left.constant + right.constant
            return Value(self.code.constant(whole), "String", whole)
        if left.type == right.type == "String" and not any(side.parts or side.constant is not NOT_CONSTANT for side in (left, right)):
            return Value(self.code.call(concat, left.code, right.code), "String")
        parts = (*self._as_texts(left), *self._as_texts(right))
        joined: ast.expr = reduce(lambda one, two: self.code.binary(one, ast.Add(), two), parts)
        length = self.code.call(len, self.code.keep("_t", joined))
        inside = self.code.compare(length, (ast.LtE(), self.code.constant(MAX_TEXT)))
        refuse = self.code.call(too_long, self.code.call(len, self.code.name("_t")))
        return Value(self.code.choose(inside, self.code.name("_t"), refuse), "String", parts=parts)

    def _as_texts(self, side: Value) -> tuple[ast.expr, ...]:
        code = self.code
        if side.parts:
            return side.parts
        if isinstance(side.constant, str):
            return (code.constant(side.constant),)
        if side.type not in {"def", "String", "Object"}:
            return (code.call(text, self.box(side)),)
        slot = code.fresh()
        return (code.choose(code.is_type(code.keep(slot, side.code), str), code.name(slot), code.call(text, code.name(slot))),)

    def _shift(self, op: str, left: Value, right: Value, at: int) -> Value:
        if left.type not in {*INTEGRAL, "def"} or right.type not in {*INTEGRAL, "def"}:
            self._refuse_operator(op, left, right, at)
        if "def" in {left.type, right.type}:
            return Value(self.code.call(DEF_OPERATORS[op], self.convert(left, "def", at), self.convert(right, "def", at)), "def")
        result = "long" if left.type == "long" else "int"
        bits = 64 if result == "long" else 32
        if left.constant is not NOT_CONSTANT and right.constant is not NOT_CONSTANT:
            return self._folded(rt.static_shift(op, left.constant, right.constant, bits), result)
        code = self.code
        if op == ">>" and right.constant is not NOT_CONSTANT:
            return Value(code.binary(left.code, ast.RShift(), code.constant(right.constant & (bits - 1))), result)
        return Value(code.call(rt.static_shift, code.constant(op), left.code, right.code, code.constant(bits)), result)

    def _bits(self, op: str, left: Value, right: Value, at: int) -> Value:
        if left.type == right.type == "boolean" and op == "^":
            return Value(self.code.binary(left.code, ast.BitXor(), right.code), "boolean")
        if "def" in {left.type, right.type}:
            return Value(self.code.call(DEF_OPERATORS[op], self.convert(left, "def", at), self.convert(right, "def", at)), "def")
        if left.type not in INTEGRAL or right.type not in INTEGRAL:
            self._refuse_operator(op, left, right, at)
        result = "long" if "long" in {left.type, right.type} else "int"
        if left.constant is not NOT_CONSTANT and right.constant is not NOT_CONSTANT:
            return self._folded(_FOLD[op](left.constant, right.constant), result)
        return Value(self.code.binary(left.code, _PYTHON[op](), right.code), result)

    def _order(self, op: str, left: Value, right: Value, at: int) -> Value:
        if "def" in {left.type, right.type}:
            return Value(self.code.call(_ORDER[op][1], self.convert(left, "def", at), self.convert(right, "def", at)), "boolean")
        if promote(left.type, right.type) is None:
            self._refuse_operator(op, left, right, at)
        one, two = self._comparable(left, right, at)
        return Value(self.code.compare(one, (_ORDER[op][0](), two)), "boolean")

    def _comparable(self, left: Value, right: Value, at: int) -> tuple[ast.expr, ast.expr]:
        """Two numbers as Python may compare them: as Java's common type, where that loses digits of a whole number."""
        result = promote(left.type, right.type)
        if result == "float" or (result == "double" and "long" in {left.type, right.type}):
            return self.convert(left, result, at), self.convert(right, result, at)
        return left.code, right.code

    def _equality(self, op: str, left: Value, right: Value, at: int) -> Value:
        code, types = self.code, {left.type, right.type}
        if types == {"null"}:
            self.fail("extraneous comparison of [null] constants", at)
        if "null" in types:
            other = right if left.type == "null" else left
            if other.type in NUMERIC or other.type == "boolean":
                self.fail(f"a [{other.type}] is never null", at)
            found = code.is_none(other.code)
        elif (types <= set(NUMERIC)) or types == {"boolean"}:
            one, two = self._comparable(left, right, at)
            found = code.compare(one, (ast.Eq(), two))
        else:
            for side in (left, right):
                if (side.type in NUMERIC or side.type == "boolean") and "def" not in types:
                    self._refuse_operator(op, left, right, at)
            compare = comparison.same if len(op) == 3 else comparison.equal if "def" in types else comparison.java_equals
            if op in {"==", "!="} and types == {"String"}:
                found = code.compare(left.code, (ast.Eq(), right.code))
            else:
                found = code.call(compare, self.convert(left, "def", at), self.convert(right, "def", at))
        return Value(code.negation(found) if op.startswith("!") else found, "boolean")
