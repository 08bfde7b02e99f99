"""Painless compiled to Python: a script's source in, a function over ``ctx`` out."""

from typing import Any, Literal

from .errors import WARNING, ScriptError, ScriptRuntimeError
from .script import Script, plain_json

__all__ = ["WARNING", "Script", "ScriptError", "ScriptRuntimeError", "compile", "plain_json"]

Kind = Literal["reindex", "execute"]


def compile(source: str, params: dict[str, Any] | None = None, *, kind: Kind = "reindex") -> Script:  # noqa: A001 - read as painless.compile
    """Compile a script; raises ScriptError with the place of what is wrong.

    Kind ``reindex`` has ``ctx`` and ``params``; ``execute`` has ``params`` only and gives a value.
    """
    # Parser, compiler and Java's library are a third of what a worker loads, and most runs have no script: only here they are loaded.
    from .build import build

    return build(source, params or {}, kind)
