"""What is wrong with the ``Reindex`` objects of a file, as far as it shows without a cluster: schema, rules, script. Pure. Called by commands/lint.py."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from reindex_operator import painless
from reindex_operator.api.errors import InvalidManifestError
from reindex_operator.api.reindex import GROUP, KIND, Reindex
from reindex_operator.cli.advice.checked import checked
from reindex_operator.cli.documents import ManifestError, documents_of, line_of, node_of

SCRIPT = ("spec", "script", "source")


@dataclass(frozen=True)
class Mistake:
    """``line`` and ``column`` (from 1) in the file; ``excerpt`` is the script's line with carets. Without a line it is of the whole file."""

    file: str
    line: int | None
    message: str
    column: int | None = None
    excerpt: str = ""

    def __str__(self) -> str:
        """``file:line: message``, and the excerpt below."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        below = "".join(f"\n    {line}" for line in self.excerpt.split("\n")) if self.excerpt else ""
        return f"{place}: {self.message}{below}"


@dataclass(frozen=True)
class Report:
    """``objects`` is how many ``Reindex`` there are in the file, of so many ``manifests`` of any kind; ``warnings`` is what a script may well not mean.

    Mistakes and warnings are in the order of the file.
    """

    objects: int
    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...] = ()
    manifests: int = 0

    @property
    def said(self) -> list[Mistake]:
        """Mistakes and warnings as they are printed: in the order of the file, as an editor or a reader goes through it."""
        return in_order((*self.mistakes, *self.warnings))


def lint(file: str, text: str) -> Report:
    """Every mistake in ``text``, the content of ``file``."""
    try:
        documents = documents_of(file, text)
    except ManifestError as error:
        place, _, said = str(error).removeprefix(f"{file}:").partition(": ")
        return Report(0, (Mistake(file, int(place), said),))
    manifests = [(node, each) for node, each in documents if isinstance(each, Mapping) and each.keys() & {"apiVersion", "kind"}]
    reports = [_of_one(file, node, each) for node, each in manifests if each.get("kind") == KIND or _is_ours(each)]
    mistakes = in_order(mistake for one in reports for mistake in one.mistakes)
    warnings = in_order(warning for one in reports for warning in one.warnings)
    return Report(len(reports), tuple(mistakes), tuple(warnings), len(manifests))


def _is_ours(manifest: Mapping[str, Any]) -> bool:
    """Whether it is meant to be a ``Reindex``: of another kind than that there is nothing in the group, so a kind that is misspelt is a mistake."""
    return str(manifest.get("apiVersion")).partition("/")[0] == GROUP


def in_order(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """By line and column; those of the whole file first."""
    return sorted(mistakes, key=lambda mistake: (mistake.line or 0, mistake.column or 0))


def _of_one(file: str, node: yaml.Node, document: Any) -> Report:
    mistakes: list[Mistake] = []
    try:
        reindex: Reindex | None = checked(document)
    except InvalidManifestError as error:
        reindex = None
        mistakes += [Mistake(file, line_of(node, mistake.location), str(mistake)) for mistake in error.errors]
    wrong, warnings = _of_script(file, node, _script(reindex, document))
    return Report(1, (*mistakes, *wrong), warnings)


def _script(reindex: Reindex | None, document: Any) -> str | None:
    """The script's source, of an object that is wrong elsewhere too."""
    if reindex is not None:
        return reindex.spec.script.source if reindex.spec.script else None
    step: Any = document
    for key in SCRIPT:
        step = step.get(key) if isinstance(step, Mapping) else None
    return step if isinstance(step, str) and step else None


def _of_script(file: str, node: yaml.Node, source: str | None) -> tuple[tuple[Mistake, ...], tuple[Mistake, ...]]:
    """Mistakes and warnings."""
    if source is None:
        return (), ()
    try:
        return (), tuple(warned(file, node, warning) for warning in painless.compile(source).warnings)
    except painless.ScriptError as error:
        return (_in_script(file, node, error, "script"),), ()


def warned(file: str, node: yaml.Node, warning: painless.ScriptError) -> Mistake:
    """A warning of the script of the object that ``node`` is, at its place in ``file``; of a stored script, at what names it."""
    return _in_script(file, node, warning, painless.WARNING)


def _in_script(file: str, node: yaml.Node, error: painless.ScriptError, what: str) -> Mistake:
    line, column = place_of(node_of(node, SCRIPT), error.line, error.column)
    return Mistake(file, line or line_of(node, SCRIPT), error.said(what), column, error.excerpt)


def place_of(scalar: yaml.Node | None, line: int, column: int) -> tuple[int | None, int | None]:
    """Where in the file a place (from 1) of a script is: exact for a block (``|``), for the first line of a plain or quoted text, else the line alone."""
    if not isinstance(scalar, yaml.ScalarNode):
        return None, None
    start = scalar.start_mark
    if scalar.style == "|":
        return start.line + 1 + line, _indentation(scalar) + column
    if scalar.style is None and line == 1 and scalar.start_mark.line == scalar.end_mark.line:
        return start.line + 1, start.column + column
    return start.line + 1, None


def _indentation(scalar: yaml.ScalarNode) -> int:
    """Blanks before the lines of a block, which its value does not have."""
    text: str = scalar.start_mark.buffer or ""
    pointer: int = scalar.start_mark.pointer or 0
    for line in text[pointer:].split("\n")[1:]:
        if line.strip():
            own = next((each for each in scalar.value.split("\n") if each.strip()), "")
            return len(line) - len(line.lstrip(" ")) - (len(own) - len(own.lstrip(" ")))
    return 0
