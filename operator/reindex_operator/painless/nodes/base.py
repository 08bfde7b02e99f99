"""What all nodes of the syntax tree are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything with a place in the source."""

    at: int


class Expression(Node):
    """A node with a value."""

    __slots__ = ()


class Statement(Node):
    """A node without a value."""

    __slots__ = ()
