"""Statements and functions."""

from reindex_operator.painless.errors import CompileProblem
from reindex_operator.painless.nodes import (
    Block,
    Catch,
    Declare,
    Evaluate,
    Expression,
    For,
    ForEach,
    Function,
    If,
    Jump,
    Parameter,
    Return,
    Script,
    Statement,
    Throw,
    Try,
    While,
)

from .expressions import ExpressionParser


class StatementParser(ExpressionParser):
    """The whole grammar."""

    def script(self) -> Script:
        """Functions first, then statements to the end."""
        functions = []
        while self.starts_function():
            functions.append(self.function())
        body = []
        while self.token.kind != "end":
            body.append(self.statement())
        return Script(at=0, functions=tuple(functions), body=tuple(body))

    def starts_function(self) -> bool:
        """``type name (`` starts one."""
        end = self.type_end(self.index)
        return end is not None and self.tokens[end].kind == "id" and self.tokens[end + 1].text == "("

    def function(self) -> Function:
        """One function."""
        type_name = self.type()
        name = self.identifier()
        self.expect("(")
        parameters: list[Parameter] = []
        while not self.at(")"):
            if parameters:
                self.expect(",")
            parameter_type = self.type()
            word = self.identifier()
            parameters.append(Parameter(at=word.offset, type=parameter_type, name=word.text))
        self.expect(")")
        return Function(at=name.offset, type=type_name, name=name.text, parameters=tuple(parameters), body=self.block())

    def block(self) -> Block:
        """Statements in braces; the last may miss its semicolon."""
        at = self.expect("{").offset
        body = []
        while not self.at("}"):
            body.append(self.statement())
        self.expect("}")
        return Block(at=at, body=tuple(body))

    def trailer(self) -> Block:
        """A block, or one statement that is one."""
        if self.at("{"):
            return self.block()
        at = self.token.offset
        return Block(at=at, body=(self.statement(),))

    def statement(self) -> Statement:
        """One statement."""
        self.deeper()
        handler = {"if": self.if_, "while": self.while_, "for": self.for_, "try": self.try_}.get(self.token.text)
        if handler is not None and self.token.kind == "keyword":
            found = handler()
        else:
            found = self.simple()
            if not self.accept(";") and self.token.kind != "end" and not self.at("}"):
                self.fail("[;]")
        self.depth -= 1
        return found

    def simple(self) -> Statement:
        """What ends with a semicolon."""
        token = self.token
        if token.kind == "keyword":
            if token.text in {"break", "continue"}:
                self.next()
                return Jump(at=token.offset, word=token.text)
            if self.accept("return"):
                empty = self.at(";", "}") or self.token.kind == "end"
                return Return(at=token.offset, value=None if empty else self.expression())
            if self.accept("throw"):
                return Throw(at=token.offset, value=self.expression())
            if self.accept("do"):
                body = self.block()
                self.expect("while")
                return While(at=token.offset, test=self.in_parentheses(), body=body, after=True)
        if self.starts_declaration():
            return self.declaration()
        return Evaluate(at=token.offset, expression=self.expression())

    def in_parentheses(self) -> Expression:
        """``( expression )``."""
        self.expect("(")
        found = self.expression()
        self.expect(")")
        return found

    def starts_declaration(self) -> bool:
        """``type name``."""
        end = self.type_end(self.index)
        return end is not None and self.tokens[end].kind == "id"

    def declaration(self) -> Declare:
        """One or more variables."""
        at = self.token.offset
        type_name = self.type()
        variables = []
        while True:
            name = self.identifier()
            variables.append((name.text, self.expression() if self.accept("=") else None, name.offset))
            if not self.accept(","):
                return Declare(at=at, type=type_name, variables=tuple(variables))

    def if_(self) -> If:
        """``if``."""
        at = self.expect("if").offset
        test, then = self.in_parentheses(), self.trailer()
        return If(at=at, test=test, then=then, other=self.trailer() if self.accept("else") else None)

    def while_(self) -> While:
        """``while``."""
        at = self.expect("while").offset
        test = self.in_parentheses()
        return While(at=at, test=test, body=None if self.accept(";") else self.trailer())

    def for_(self) -> Statement:
        """All three kinds of ``for``."""
        at = self.expect("for").offset
        self.expect("(")
        end = self.type_end(self.index)
        if end is not None and self.tokens[end].kind == "id" and self.tokens[end + 1].text == ":":
            type_name, name = self.type(), self.identifier()
            self.expect(":")
            return self.for_each(at, type_name, name.text)
        if self.token.kind == "id" and self.peek().text == "in":
            name = self.identifier()
            self.expect("in")
            return self.for_each(at, "def", name.text)
        start: Statement | None = None
        if not self.at(";"):
            start = self.declaration() if self.starts_declaration() else Evaluate(at=self.token.offset, expression=self.expression())
        self.expect(";")
        test = None if self.at(";") else self.expression()
        self.expect(";")
        step = None if self.at(")") else self.expression()
        self.expect(")")
        return For(at=at, start=start, test=test, step=step, body=None if self.accept(";") else self.trailer())

    def for_each(self, at: int, type_name: str, name: str) -> ForEach:
        """What follows the colon or ``in``."""
        items = self.expression()
        self.expect(")")
        return ForEach(at=at, type=type_name, name=name, items=items, body=self.trailer())

    def try_(self) -> Try:
        """``try``."""
        at = self.expect("try").offset
        body = self.block()
        catches = []
        while self.at("catch"):
            place = self.next().offset
            self.expect("(")
            type_name, name = self.type(), self.identifier()
            self.expect(")")
            catches.append(Catch(at=place, type=type_name, name=name.text, body=self.block()))
        if not catches:
            raise CompileProblem("a try needs a catch", at, 3)
        return Try(at=at, body=body, catches=tuple(catches))
