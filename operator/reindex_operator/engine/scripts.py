"""The request's script: where its source is, and compiled. What is wrong with it is said with line, column and caret."""

from reindex_operator import painless
from reindex_operator.api.request import ReindexRequest
from reindex_operator.engine import answers, reasons
from reindex_operator.engine.cluster import Cluster, path
from reindex_operator.engine.errors import ReindexError
from reindex_operator.engine.faults import fault
from reindex_operator.engine.retry import Patience, patiently

NOT_FOUND = 404
MOST_WARNINGS = 10
LONGEST_WARNING = 300


async def stored(request: ReindexRequest, dest: Cluster) -> str | None:
    """The source of the stored script that ``request`` names; None where it names none. Raises ``ReindexError`` where it can not be had."""
    name = request.script.id if request.script else None
    if name is None:
        return None
    answer = await patiently(lambda: dest.request("GET", path("_scripts", name)), patience=Patience())
    if answer.status == NOT_FOUND:
        raise ReindexError(
            reasons.SCRIPT_ERROR, f"spec.script.id: the destination's cluster has no stored script [{name}]; PUT _scripts/{name} makes one"
        )
    if not answer.ok:
        raise fault(answer, dest.connection.name, "spec.script.id", reasons.SCRIPT_ERROR)
    found = answer.json(answers.Stored).script or {}
    language, source = found.get("lang"), found.get("source")
    if language != "painless" or not isinstance(source, str):
        raise ReindexError(
            reasons.SCRIPT_ERROR, f"spec.script.id: stored script [{name}] is written in [{language}]; a reindex runs painless"
        )
    return source


def compiled(request: ReindexRequest, stored_source: str | None) -> painless.Script | None:
    """The request's script, or the stored one that it names; None where it has none. Raises ``ReindexError`` (ScriptError)."""
    script = request.script
    if script is None:
        return None
    source = stored_source if script.source is None else script.source
    if source is None:
        raise ReindexError(reasons.SCRIPT_ERROR, f"spec.script.id: stored script [{script.id}] was not fetched")
    try:
        return painless.compile(source, script.params)
    except painless.ScriptError as error:
        where = "spec.script" if script.id is None else f"spec.script.id [{script.id}]"
        raise ReindexError(reasons.SCRIPT_ERROR, f"{where}: {error}") from None


def warnings(script: painless.Script | None, *, excerpts: bool = False) -> list[str]:
    """What the script may well not mean, in the words of ``reindex lint``, and no more than a status can hold: the first ones, and how many follow.

    With ``excerpts`` each has the script's line and carets below it. Pure.
    """
    found = script.warnings if script else ()
    said = [each.said(painless.WARNING)[:LONGEST_WARNING] + (f"\n{each.excerpt}" if excerpts else "") for each in found[:MOST_WARNINGS]]
    return said + ([f"{len(found) - MOST_WARNINGS} warnings more"] if len(found) > MOST_WARNINGS else [])
