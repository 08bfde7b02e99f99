"""Tokens to syntax tree, by recursive descent."""

from reindex_operator.painless.lexer import tokenize
from reindex_operator.painless.nodes import Script

from .statements import StatementParser


def parse(source: str) -> Script:
    """The tree of a script; raises CompileProblem."""
    return StatementParser(tokenize(source)).script()
