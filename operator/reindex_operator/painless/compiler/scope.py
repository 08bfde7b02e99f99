"""Names: the variables in scope, function by function."""

from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Local:
    """A variable: its Python name and static type."""

    code: str
    type: str
    read_only: bool = False


@dataclass(slots=True)
class Frame:
    """One function or lambda while it is compiled. ``captured`` maps the Python names inside to those outside."""

    returns: str
    outer: Self | None = None
    scopes: list[dict[str, Local]] = field(default_factory=lambda: [{}])
    captured: dict[str, str] = field(default_factory=dict)
    loops: bool = False

    def own(self, name: str) -> Local | None:
        """A variable of this very function."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None

    def find(self, name: str) -> Local | None:
        """A variable of this function, or one captured from around it."""
        found = self.own(name)
        if found is not None or self.outer is None:
            return found
        outside = self.outer.find(name)
        if outside is None:
            return None
        self.captured[outside.code] = outside.code
        captured = Local(outside.code, outside.type, read_only=True)
        self.scopes[0][name] = captured
        return captured

    def names(self) -> set[str]:
        """All names that can be seen from here."""
        found = {name for scope in self.scopes for name in scope}
        return found | self.outer.names() if self.outer is not None else found
