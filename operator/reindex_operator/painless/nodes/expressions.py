"""Nodes with a value."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .base import Expression, Node

if TYPE_CHECKING:
    from .statements import Block


@dataclass(frozen=True, slots=True)
class Number(Expression):
    """A numeric literal as written, with its sign where a minus stood before it."""

    text: str
    radix: int = 10


@dataclass(frozen=True, slots=True)
class Literal(Expression):
    """A string, true, false or null."""

    value: str | bool | None


@dataclass(frozen=True, slots=True)
class Regex(Expression):
    """``/pattern/flags``."""

    pattern: str
    flags: str


@dataclass(frozen=True, slots=True)
class Name(Expression):
    """A variable, or the first word of a type."""

    name: str


@dataclass(frozen=True, slots=True)
class Unary(Expression):
    """One of ``+ - ! ~``."""

    op: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary(Expression):
    """Any operator of two operands, with && || ?: =~ and ==~."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Conditional(Expression):
    """``test ? then : other``."""

    test: Expression
    then: Expression
    other: Expression


@dataclass(frozen=True, slots=True)
class Assign(Expression):
    """``target op= value``; op is empty for a plain assignment."""

    target: Expression
    op: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Step(Expression):
    """``++`` and ``--`` before or after."""

    target: Expression
    op: str
    before: bool


@dataclass(frozen=True, slots=True)
class Cast(Expression):
    """``(type) operand``."""

    type: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class InstanceOf(Expression):
    """``operand instanceof type``."""

    operand: Expression
    type: str


@dataclass(frozen=True, slots=True)
class Field(Expression):
    """``target.name`` or ``target?.name``; the name may be a number."""

    target: Expression
    name: str
    null_safe: bool


@dataclass(frozen=True, slots=True)
class Index(Expression):
    """``target[key]``."""

    target: Expression
    key: Expression


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """``target.name(arguments)`` or ``target?.name(arguments)``."""

    target: Expression
    name: str
    arguments: tuple[Expression, ...]
    null_safe: bool


@dataclass(frozen=True, slots=True)
class LocalCall(Expression):
    """``name(arguments)``: one of the script's own functions."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class New(Expression):
    """``new type(arguments)``."""

    type: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class NewArray(Expression):
    """``new type[n][m]`` or, with ``values``, ``new type[] {...}``. ``type`` is that of an element of the innermost array."""

    type: str
    sizes: tuple[Expression, ...]
    dimensions: int
    values: tuple[Expression, ...] | None = None


@dataclass(frozen=True, slots=True)
class ListLiteral(Expression):
    """``[a, b]``."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class MapLiteral(Expression):
    """``[k: v]``."""

    items: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """Of a function (with a type) or of a lambda (the type may be missing)."""

    type: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Lambda(Expression):
    """``(a, b) -> body``."""

    parameters: tuple[Parameter, ...]
    body: "Block | Expression"


@dataclass(frozen=True, slots=True)
class Reference(Expression):
    """``owner::name``; the owner is a type, a variable or ``this``."""

    owner: str
    name: str
