"""Painless compiled to Python: a script's source in, a function over ``ctx`` out."""

from .errors import WARNING, ScriptError, ScriptRuntimeError
from .script import Script, compile  # noqa: A004 - read as painless.compile

__all__ = ["WARNING", "Script", "ScriptError", "ScriptRuntimeError", "compile"]
