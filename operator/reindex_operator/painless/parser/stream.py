"""The token stream that the parsers share, and the types as they are written."""

from typing import Never

from reindex_operator.painless.errors import CompileProblem
from reindex_operator.painless.lexer import PRIMITIVES, Token

MAX_DEPTH = 150


class Stream:
    """Tokens with a place; ``depth`` bounds nesting so that no script can exhaust the stack."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        """The token to come."""
        return self.tokens[self.index]

    def peek(self, ahead: int = 1) -> Token:
        """A token further on."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def next(self) -> Token:
        """The token to come, passed."""
        token = self.tokens[self.index]
        self.index += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether one of these operators or keywords comes."""
        return self.token.text in texts and self.token.kind in {"op", "keyword"}

    def accept(self, text: str) -> bool:
        """Pass an operator or keyword if it comes."""
        if self.at(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        """Pass an operator or keyword that must come."""
        if not self.at(text):
            self.fail(f"[{text}]")
        return self.next()

    def identifier(self) -> Token:
        """Pass a name that must come."""
        if self.token.kind != "id":
            self.fail("a name")
        return self.next()

    def fail(self, wanted: str) -> Never:
        """Complain of the token to come."""
        token = self.token
        if token.kind == "end":
            raise CompileProblem(f"unexpected end of script, expected {wanted}", max(0, token.offset - 1))
        raise CompileProblem(f"unexpected token [{token.text}], expected {wanted}", token.offset, len(token.text))

    def deeper(self) -> None:
        """Enter one level of nesting."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CompileProblem("the script is nested too deeply", self.token.offset)

    def type_end(self, index: int) -> int | None:
        """Where a type that starts at a token index ends, or None where none does."""
        token = self.tokens[index]
        if token.kind == "keyword" and token.text in PRIMITIVES:
            index += 1
        elif token.kind == "id":
            index += 1
            while self.tokens[index].text == "." and self.tokens[index + 1].kind == "dotid":
                index += 2
        else:
            return None
        while self.tokens[index].text == "[" and self.tokens[index + 1].text == "]":
            index += 2
        return index

    def type(self) -> str:
        """Pass a type that must come; e.g. ``java.util.List[]``."""
        end = self.type_end(self.index)
        if end is None:
            self.fail("a type")
        text = "".join(token.text for token in self.tokens[self.index : end])
        self.index = end
        return text
