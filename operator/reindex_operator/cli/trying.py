"""``reindex script try``: the script of a manifest over documents of a file or of the cluster, shown before and after. Called by commands/script.py."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from rich.console import Console
from rich.text import Text

from reindex_operator import painless
from reindex_operator.api.request import ReindexRequest
from reindex_operator.cli.documents import ManifestError
from reindex_operator.cli.manifest import Manifest, secret_folder
from reindex_operator.engine.connect import clusters
from reindex_operator.engine.hits import Hit
from reindex_operator.engine.resolve import resolve
from reindex_operator.engine.sample import sample
from reindex_operator.engine.scripts import compiled, stored
from reindex_operator.engine.transform import Transform
from reindex_operator.engine.trial import Trial, attempt, diff
from reindex_operator.pod import secret_names

SOURCE_KEY = "_source"
STYLES = {"+": "green", "-": "red"}


def documents(file: str, text: str, index: str) -> list[Hit]:
    """The documents in ``text``, the content of ``file``: one, a list or a line each; a source, or a hit with ``_source``. Raises ``ManifestError``."""
    try:
        found = _values(text)
    except ValueError as error:
        raise ManifestError(f"{file}: not valid JSON: {error}") from error
    except RecursionError:
        raise ManifestError(f"{file}: it is nested too deeply") from None
    return [_hit(file, number, value, index) for number, value in enumerate(found, 1)]


def _values(text: str) -> list[Any]:
    try:
        whole = json.loads(text, parse_constant=_no_constant)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:  # noqa: PLR2004 - one line is one document
            raise
        return [json.loads(line, parse_constant=_no_constant) for line in lines]
    return whole if isinstance(whole, list) else [whole]


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number there")


def _hit(file: str, number: int, value: Any, index: str) -> Hit:
    if not isinstance(value, dict):
        raise ManifestError(f"{file}: document {number} is no JSON object")
    envelope = value if isinstance(value.get(SOURCE_KEY), dict) else {SOURCE_KEY: value}
    known = {"_index": index, "_id": str(number)} | {key: envelope[key] for key in Hit.__struct_encode_fields__ if key in envelope}
    try:
        return msgspec.json.decode(json.dumps(known), type=Hit)
    except msgspec.ValidationError as error:
        raise ManifestError(f"{file}: document {number}: {error}") from error
    except msgspec.DecodeError:
        raise ManifestError(f"{file}: document {number}: half of a character is escaped alone") from None


class Attempts(NamedTuple):
    """What came of each document, and what the script may well not mean."""

    trials: list[Trial]
    warnings: tuple[painless.ScriptError, ...] = ()


async def attempts(manifest: Manifest, hits: Sequence[Hit], docs: int, secrets: Path | None) -> Attempts:
    """The script over ``hits`` and over ``docs`` documents of the source. Connects only where a sample or a stored script needs it.

    Raises ``ManifestError`` for a manifest without a script or a missing Secret, ``ReindexError`` for what the cluster or the compiler refuses.
    """
    request = manifest.reindex.spec
    if request.script is None:
        raise ManifestError("spec.script: there is none to try")
    if not docs and request.script.id is None:
        return _tried(request, compiled(request, None), hits)
    with tempfile.TemporaryDirectory(prefix="reindex-") as folder:
        secret_folder(Path(folder), manifest, secret_names(request), secrets)
        async with clusters(request, Path(folder)) as (source, dest):
            script = compiled(request, await stored(request, dest))
            found = await sample(request, (await resolve(request.source, source)).expression, source, docs) if docs else []
            return _tried(request, script, [*hits, *found])


def _tried(request: ReindexRequest, script: painless.Script | None, hits: Sequence[Hit]) -> Attempts:
    if script is None:
        return Attempts([])
    transform = Transform(request, script, "try")
    return Attempts([attempt(hit, transform) for hit in hits], script.warnings)


def show(trials: Sequence[Trial], console: Console) -> None:
    """Print each document's difference, operation and failure, and a line of counts where there are several."""
    for trial in trials:
        if len(trials) > 1:
            console.print(Text(f"{trial.index}/{trial.id}", style="bold"))
        if trial.error is not None:
            console.print(Text(trial.error, style="red"), soft_wrap=True)
        elif trial.op == "index":
            _show_difference(trial, console)
        console.print(Text(f"op: {trial.op}"))
    if len(trials) > 1:
        counts = {op: sum(trial.op == op for trial in trials) for op in ("index", "noop", "delete", "failed")}
        console.print(Text(f"{len(trials)} documents: " + ", ".join(f"{count} {op}" for op, count in counts.items() if count)))


def _show_difference(trial: Trial, console: Console) -> None:
    lines = diff(trial.before, trial.after)
    for line in lines:
        console.print(Text(line, style=STYLES.get(line[:1], "")), soft_wrap=True)
    if not lines:
        console.print(Text("no difference", style="dim"))


def as_json(trials: Sequence[Trial]) -> str:
    """The same for programs: one object a document."""
    return json.dumps(
        [
            {"index": trial.index, "id": trial.id, "op": trial.op}
            | ({"error": trial.error} if trial.error is not None else {})
            | {"before": trial.before, "after": trial.after}
            for trial in trials
        ],
        indent=2,
        ensure_ascii=False,
    )
