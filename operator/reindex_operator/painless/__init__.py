"""Painless compiled to Python: a script's source in, a function over ``ctx`` out."""

from .errors import ScriptError, ScriptRuntimeError
from .script import Script, compile  # noqa: A004 - read as painless.compile

__all__ = ["Script", "ScriptError", "ScriptRuntimeError", "compile"]
