"""Expressions by precedence climbing, with Painless' levels."""

import re

from reindex_operator.painless.errors import CompileProblem
from reindex_operator.painless.lexer import PRIMITIVES
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
    ListLiteral,
    Literal,
    LocalCall,
    MapLiteral,
    Name,
    New,
    NewArray,
    Number,
    Regex,
    Step,
    Unary,
)

from .arguments import ArgumentParser

LEVELS: dict[str, int] = {
    op: level
    for level, ops in enumerate(
        ("?:", "||", "&&", "|", "^", "&", "== != === !==", "instanceof", "< <= > >=", "<< >> >>>", "=~ ==~", "+ -", "* / %"), start=1
    )
    for op in ops.split()
}
ASSIGNMENTS = frozenset(["=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "<<=", ">>=", ">>>="])


class ExpressionParser(ArgumentParser):
    """Expressions."""

    def expression(self) -> Expression:
        """The whole of an expression: assignment and conditional are right-associative and bind least."""
        self.deeper()
        left = self.binary(1)
        token = self.token
        if token.kind == "op" and token.text in ASSIGNMENTS:
            if not isinstance(left, Name | Field | Index):
                raise CompileProblem("invalid assignment: only a variable, a field or an element can be assigned to", left.at)
            self.next()
            left = Assign(at=left.at, target=left, op=token.text[:-1], value=self.expression())
        elif self.accept("?"):
            then = self.expression()
            self.expect(":")
            left = Conditional(at=left.at, test=left, then=then, other=self.expression())
        self.depth -= 1
        return left

    def binary(self, lowest: int) -> Expression:
        """Operators of two operands, from the level on."""
        left = self.unary()
        while (level := LEVELS.get(self.token.text, 0)) >= lowest and self.token.kind in {"op", "keyword"}:
            op = self.next()
            if op.text == "instanceof":
                left = InstanceOf(at=op.offset, operand=left, type=self.type())
            else:
                self.deeper()
                right = self.binary(level if op.text == "?:" else level + 1)
                self.depth -= 1
                left = Binary(at=op.offset, op=op.text, left=left, right=right)
        return left

    def unary(self) -> Expression:
        """A sign, ``!``, ``~``, ``++``, ``--``, a cast, or what they stand before."""
        token = self.token
        if token.kind == "op":
            if token.text in {"++", "--"}:
                self.next()
                return Step(at=token.offset, target=self.postfix(), op=token.text[0], before=True)
            if token.text in {"+", "-", "!", "~"}:
                self.next()
                self.deeper()
                number = self.token
                if token.text == "-" and number.kind in {"integer", "decimal", "octal", "hex"} and self.peek().text not in {".", "?."}:
                    self.depth -= 1
                    literal = self.number()
                    return Number(at=token.offset, text="-" + literal.text, radix=literal.radix)
                operand = self.unary()
                self.depth -= 1
                return Unary(at=token.offset, op=token.text, operand=operand)
            if token.text == "(" and (cast := self.cast()) is not None:
                return cast
        chain = self.postfix()
        if self.at("++", "--"):
            return Step(at=chain.at, target=chain, op=self.next().text[0], before=False)
        return chain

    def cast(self) -> Expression | None:
        """A cast, if what comes is one: ``(Type)`` is one only where an operand follows that is no sum's right side."""
        end = self.type_end(self.index + 1)
        if end is None or self.tokens[end].text != ")" or self.tokens[end].kind != "op":
            return None
        after = self.tokens[end + 1]
        primitive = self.tokens[self.index + 1].text in PRIMITIVES
        starts_operand = after.kind in {"id", "integer", "decimal", "hex", "octal", "string", "regex"} or (
            after.text in {"(", "[", "!", "~", "new", "null", "true", "false", "this"} and after.kind != "end"
        )
        if not starts_operand and not (primitive and after.text in {"+", "-", "++", "--"}):
            return None
        at = self.next().offset
        type_name = self.type()
        self.expect(")")
        self.deeper()
        operand = self.unary()
        self.depth -= 1
        return Cast(at=at, type=type_name, operand=operand)

    def postfix(self) -> Expression:
        """A primary with its fields, calls and braces."""
        left = self.primary()
        while True:
            token = self.token
            if token.text in {".", "?."} and token.kind == "op":
                self.next()
                name = self.next()
                if name.kind not in {"dotid", "dotint"}:
                    self.index -= 1
                    self.fail("a name after the dot")
                if self.at("(") and name.kind == "dotid":
                    left = Call(at=token.offset, target=left, name=name.text, arguments=self.arguments(), null_safe=token.text == "?.")
                else:
                    left = Field(at=token.offset, target=left, name=name.text, null_safe=token.text == "?.")
            elif token.text == "[" and token.kind == "op":
                self.next()
                key = self.expression()
                self.expect("]")
                left = Index(at=token.offset, target=left, key=key)
            else:
                return left

    def primary(self) -> Expression:
        """What stands alone."""
        token = self.token
        if token.kind in {"integer", "decimal", "hex", "octal"}:
            return self.number()
        if token.kind == "string":
            self.next()
            return Literal(at=token.offset, value=re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL))
        if token.kind == "regex":
            self.next()
            pattern, _, flags = token.text[1:].rpartition("/")
            return Regex(at=token.offset, pattern=pattern, flags=flags)
        if token.kind == "keyword" and token.text in {"true", "false", "null"}:
            self.next()
            return Literal(at=token.offset, value={"true": True, "false": False, "null": None}[token.text])
        if self.accept("("):
            inner = self.expression()
            self.expect(")")
            return inner
        if self.at("["):
            return self.collection()
        if self.at("new"):
            return self.new()
        if token.kind == "id":
            self.next()
            if self.at("("):
                return LocalCall(at=token.offset, name=token.text, arguments=self.arguments())
            return Name(at=token.offset, name=token.text)
        return self.fail("an expression")

    def number(self) -> Number:
        """A numeric literal."""
        token = self.next()
        return Number(at=token.offset, text=token.text, radix={"hex": 16, "octal": 8}.get(token.kind, 10))

    def collection(self) -> Expression:
        """A list or map literal."""
        at = self.expect("[").offset
        if self.accept(":"):
            self.expect("]")
            return MapLiteral(at=at, items=())
        if self.accept("]"):
            return ListLiteral(at=at, items=())
        first = self.expression()
        if not self.accept(":"):
            items = [first]
            while self.accept(","):
                items.append(self.expression())
            self.expect("]")
            return ListLiteral(at=at, items=tuple(items))
        pairs = [(first, self.expression())]
        while self.accept(","):
            key = self.expression()
            self.expect(":")
            pairs.append((key, self.expression()))
        self.expect("]")
        return MapLiteral(at=at, items=tuple(pairs))

    def new(self) -> Expression:
        """``new`` with an object or an array."""
        at = self.expect("new").offset
        type_name = self.type()
        if type_name.endswith("[]"):
            self.expect("{")
            values = []
            if not self.at("}"):
                values.append(self.expression())
                while self.accept(","):
                    values.append(self.expression())
            self.expect("}")
            dimensions = type_name.count("[]")
            return NewArray(at=at, type=type_name.replace("[]", ""), sizes=(), dimensions=dimensions, values=tuple(values))
        if self.at("("):
            return New(at=at, type=type_name, arguments=self.arguments())
        sizes = []
        while self.accept("["):
            sizes.append(self.expression())
            self.expect("]")
        if not sizes:
            self.fail("[(] or [[]")
        return NewArray(at=at, type=type_name, sizes=tuple(sizes), dimensions=len(sizes))
