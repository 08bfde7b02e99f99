"""A compiled script and how it is run. Called by the engine for each document, and by lint without running.

Knows neither the compiler nor the library: what a script is made of and works on is given to it (build.py).
"""

from collections.abc import Callable
from types import FunctionType, TracebackType
from typing import Any

import msgspec

from .errors import FILENAME, ScriptError, ScriptRuntimeError, excerpt_at
from .runtime import limits
from .runtime.throwable import translate

Entries = dict[str, Any]

plain_json = msgspec.json.Encoder().encode
"""A source as it was parsed, as JSON: what ``Script.to_json`` gives of it when a script left it alone."""


class Script:
    """A script, compiled: safe to run any number of times, one run at a time. ``warnings`` has what it may well not mean, with its place.

    ``to_json`` gives a document's source as JSON, and raises Throwable for a value that can not be written (a lambda, a key that is no text, a cycle).
    """

    __slots__ = ("_ctx", "_main", "_params", "source", "to_json", "warnings")

    def __init__(  # noqa: PLR0913 - what build.py puts together
        self,
        source: str,
        main: FunctionType,
        *,
        params: Entries,
        ctx: Callable[[Entries], Entries],
        to_json: Callable[[Entries], bytes],
        warnings: tuple[ScriptError, ...],
    ) -> None:
        self.source = source
        self.to_json = to_json
        self.warnings = warnings
        self._main = main
        self._params = params
        self._ctx = ctx

    def run(self, ctx: Entries) -> None:
        """Run over ``ctx`` (R48: _source, _index, _id, _version, _routing, op, _now), which is changed in place.

        Raises ScriptRuntimeError; ``ctx`` keeps its entries then, but its ``_source`` may be half changed.
        """
        own = self._ctx(ctx)
        self._call(own)
        ctx.update(own)

    def execute(self) -> Any:
        """The value of a script of the kind ``execute``."""
        return self._call(None)

    def _call(self, ctx: Entries | None) -> Any:
        limits.start()
        try:
            return self._main(ctx, self._params)
        except Exception as error:
            raise self._runtime_error(error) from error

    def _runtime_error(self, error: Exception) -> ScriptRuntimeError:
        java = translate(error)
        line, column = _place(error.__traceback__)
        return ScriptRuntimeError(java.java_class, java.message, line, column, excerpt_at(self.source, line, column))


def _place(trace: TracebackType | None) -> tuple[int, int]:
    """The place in the script of the innermost frame that is the script's."""
    found = (1, 1)
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == FILENAME:
            line, _, column, _ = list(code.co_positions())[trace.tb_lasti // 2]
            found = (line or 1, (column or 0) + 1)
        trace = trace.tb_next
    return found
