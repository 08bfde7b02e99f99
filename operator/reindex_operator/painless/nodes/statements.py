"""Nodes without a value, functions and whole scripts."""

from dataclasses import dataclass, field

from .base import Expression, Node, Statement
from .expressions import Parameter


@dataclass(frozen=True, slots=True)
class Block(Statement):
    """Statements with their own scope."""

    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Declare(Statement):
    """One or more variables of one type."""

    type: str
    variables: tuple[tuple[str, Expression | None, int], ...]


@dataclass(frozen=True, slots=True)
class Evaluate(Statement):
    """An expression as a statement."""

    expression: Expression
    terminated: bool = True


@dataclass(frozen=True, slots=True)
class If(Statement):
    """``if`` with an optional ``else``."""

    test: Expression
    then: Block
    other: Block | None


@dataclass(frozen=True, slots=True)
class While(Statement):
    """``while``; with ``after`` set, a ``do ... while``."""

    test: Expression
    body: Block | None
    after: bool = False


@dataclass(frozen=True, slots=True)
class For(Statement):
    """The three-part ``for``; every part may be missing."""

    start: Statement | None
    test: Expression | None
    step: Expression | None
    body: Block | None


@dataclass(frozen=True, slots=True)
class ForEach(Statement):
    """``for (type name : items)`` and ``for (name in items)``."""

    type: str
    name: str
    items: Expression
    body: Block


@dataclass(frozen=True, slots=True)
class Return(Statement):
    """``return``, with or without a value."""

    value: Expression | None


@dataclass(frozen=True, slots=True)
class Throw(Statement):
    """``throw``."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Jump(Statement):
    """``break`` or ``continue``."""

    word: str


@dataclass(frozen=True, slots=True)
class Catch(Node):
    """One ``catch (type name) {...}``."""

    type: str
    name: str
    body: Block


@dataclass(frozen=True, slots=True)
class Try(Statement):
    """``try`` with its catches."""

    body: Block
    catches: tuple[Catch, ...]


@dataclass(frozen=True, slots=True)
class Function(Node):
    """One of the script's own functions."""

    type: str
    name: str
    parameters: tuple[Parameter, ...]
    body: Block


@dataclass(frozen=True, slots=True)
class Script(Node):
    """A whole script."""

    functions: tuple[Function, ...] = field(default=())
    body: tuple[Statement, ...] = field(default=())
