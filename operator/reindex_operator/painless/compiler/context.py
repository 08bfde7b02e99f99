"""The names of ``ctx``: a misspelt one is refused where the node could only fail, and warned of where it gives null."""

import difflib

from reindex_operator.painless.errors import CompileProblem
from reindex_operator.painless.library.absent import past_entry
from reindex_operator.painless.library.misc import CTX_NAMES
from reindex_operator.painless.nodes import Expression, Field, Index, Literal, Name

from .code import Value
from .operators import Operators


class Context(Operators):
    """What is written and read of ``ctx`` by name."""

    warnings: list[CompileProblem]

    def written(self, node: Expression) -> None:
        """Refuse ``ctx.name = ...`` for a name that ctx has not: it throws whenever it is reached."""
        found = self._unknown(node)
        if found is not None:
            name, at, width = found
            self.fail(f"ctx takes no entry [{name}]{_hint(name)}", at, width)

    def looked_into(self, node: Expression) -> None:
        """Refuse ``ctx.name.field`` and the like for a name that ctx has not: it is null."""
        found = self._unknown(node)
        if found is not None:
            name, at, width = found
            self.fail(f"ctx has no [{name}]{_hint(name)}", at, width)

    def inside(self, node: Expression) -> Value:
        """What something is read from, written to or called on, without ``?.``."""
        self.looked_into(node)
        return self.expression(node)

    def read(self, node: Expression) -> None:
        """Warn of ``ctx.name`` for a name that ctx has not."""
        found = self._unknown(node)
        if found is not None:
            name, at, width = found
            self.warnings.append(CompileProblem(f"ctx has no [{name}], so this is null{_hint(name)}", at, width))

    def _unknown(self, node: Expression) -> tuple[str, int, int] | None:
        """The name, its place and width, of ``ctx.name`` and ``ctx['name']``."""
        if not isinstance(node, Field | Index) or not isinstance(node.target, Name):
            return None
        local = self.frame.find(node.target.name)
        if local is None or local.type != "Ctx":
            return None
        if isinstance(node, Field):
            name, at, width = node.name, node.at + (2 if node.null_safe else 1), len(node.name)
        elif isinstance(node.key, Literal) and isinstance(node.key.value, str):
            name, at, width = node.key.value, node.key.at, len(node.key.value) + 2
        else:
            return None
        return None if name in CTX_NAMES or name == "empty" else (name, at, width)


def _hint(name: str) -> str:
    if (past := past_entry(name)) is not None:
        return f": {past}"
    near = difflib.get_close_matches(name, CTX_NAMES, 1, 0.6) or [
        known for known in CTX_NAMES if known.strip("_") == name.strip("_").lower()
    ]
    return f"; did you mean [{near[0]}]?" if near else ""
