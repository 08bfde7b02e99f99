"""A compiled script and how it is run. Called by the engine for each document, and by lint without running."""

from types import FunctionType, TracebackType
from typing import Any, Literal

from .compiler import compile_script
from .compiler.program import FILENAME
from .errors import CompileProblem, ScriptError, ScriptRuntimeError, excerpt_at, position_of
from .library.collections.kinds import FrozenMap
from .library.misc import Ctx
from .parser import parse
from .runtime import limits
from .runtime.throwable import translate

Kind = Literal["reindex", "execute"]
MAX_SOURCE = 65_535


class Script:
    """A script, compiled: safe to run any number of times, one run at a time. ``warnings`` has what it may well not mean, with its place."""

    __slots__ = ("_main", "_params", "source", "warnings")

    def __init__(self, source: str, main: FunctionType, params: dict[str, Any], warnings: tuple[ScriptError, ...] = ()) -> None:
        self.source = source
        self.warnings = warnings
        self._main = main
        self._params = FrozenMap(params)

    def run(self, ctx: dict[str, Any]) -> None:
        """Run over ``ctx`` (R48: _source, _index, _id, _version, _routing, op, _now), which is changed in place.

        Raises ScriptRuntimeError; ``ctx`` keeps its entries then, but its ``_source`` may be half changed.
        """
        own = Ctx(ctx)
        self._call(own)
        ctx.update(own)

    def execute(self) -> Any:
        """The value of a script of the kind ``execute``."""
        return self._call(None)

    def _call(self, ctx: Ctx | None) -> Any:
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


def compile(source: str, params: dict[str, Any] | None = None, *, kind: Kind = "reindex") -> Script:  # noqa: A001 - the public name
    """Compile a script; raises ScriptError with the place of what is wrong.

    Kind ``reindex`` has ``ctx`` and ``params``; ``execute`` has ``params`` only and gives a value.
    """
    try:
        if len(source) > MAX_SOURCE:
            raise CompileProblem(f"a script may have {MAX_SOURCE} characters, this one has {len(source)}", 0)  # noqa: TRY301 - the one place that words errors
        main, warnings = compile_script(parse(source), source, kind)
    except CompileProblem as problem:
        raise _placed(problem, source) from None
    except (RecursionError, MemoryError):
        raise ScriptError("the script is nested too deeply", 1, 1, excerpt_at(source, 1, 1)) from None
    return Script(source, main, params or {}, tuple(_placed(warning, source) for warning in warnings))


def _placed(problem: CompileProblem, source: str) -> ScriptError:
    line, column = position_of(source, problem.offset)
    return ScriptError(problem.message, line, column, excerpt_at(source, line, column, problem.width))
