"""From a script's source to a ``Script``: parser, compiler and library together. Called by ``painless.compile``, which loads this when it is first needed."""

from typing import Any

from .compiler import compile_script
from .document import to_json
from .errors import CompileProblem, ScriptError, excerpt_at, position_of
from .library.collections.kinds import FrozenMap
from .library.misc import Ctx
from .parser import parse
from .script import Script

MAX_SOURCE = 65_535


def build(source: str, params: dict[str, Any], kind: str) -> Script:
    """As ``painless.compile``."""
    try:
        if len(source) > MAX_SOURCE:
            raise CompileProblem(f"a script may have {MAX_SOURCE} characters, this one has {len(source)}", 0)  # noqa: TRY301 - the one place that words errors
        main, warnings = compile_script(parse(source), source, kind)
    except CompileProblem as problem:
        raise _placed(problem, source) from None
    except (RecursionError, MemoryError):
        raise ScriptError("the script is nested too deeply", 1, 1, excerpt_at(source, 1, 1)) from None
    told = tuple(_placed(warning, source) for warning in warnings)
    return Script(source, main, params=FrozenMap(params), ctx=Ctx, to_json=to_json, warnings=told)


def _placed(problem: CompileProblem, source: str) -> ScriptError:
    line, column = position_of(source, problem.offset)
    return ScriptError(problem.message, line, column, excerpt_at(source, line, column, problem.width))
