"""Runs programs on a node and here, many in one script, and tells where they differ."""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from reindex_operator import painless
from reindex_operator.painless.library import CLASSES, Method
from reindex_operator.painless.runtime.text import text
from tests.conformance.harness.node import Node
from tests.conformance.painless.node import execute

from .grammar import program
from .prelude import BREAK, script

COMPILE = "!compile"
MAX_SOURCE = 65_000
BUGS = ("Cannot invoke", "Bad type on operand stack", "Expecting a stackmap frame", "out of bounds for length")
"""Words of errors inside the node's own compiler."""
_UNSTEADY = re.compile(r"(@|C@,)(C?[0-9a-f],?){3,}|Value\(|Text\(|Offset\(")
"""Identity hashes, also as an array of their characters, and what a formatter shows of itself."""
_IDENTITY = re.compile(r"SummaryStatistics\{|O[A-Za-z]+[=,]")
"""Objects whose hash is one of identity, another one each time the node starts: statistics, enums, builders of text."""
_HASHED = re.compile(r"Hash(Map|Set)\(|toSet\(|toMap\(|groupingBy\(")
_REAL = re.compile(r"-?\d+\.\d+(?:E-?\d+)?")
_TRANSCENDENTAL = re.compile(r"Math\.((?:a?sinh?|a?cosh?|a?tanh?|atan2|cbrt|expm?1?|log(?:10|1p)?|pow|hypot|toDegrees|toRadians))\(")


@dataclass(frozen=True, slots=True)
class Difference:
    """A program of which the node makes something else. ``ours`` begins with ``!compile`` where it is refused."""

    seed: int
    body: str
    node: str
    ours: str

    @property
    def refused(self) -> bool:
        """Whether this project refuses what the node runs: allowed, if it is documented."""
        return self.ours.startswith(COMPILE)


def there(node: Node, source: str) -> str:
    """The script's value on a node, or ``!compile reason`` or ``!run type``."""
    try:
        answer = execute(node, source)
    except TimeoutError:
        node.close()
        return "!run for minutes"
    if "result" in answer:
        return str(answer["result"])
    error = answer["error"]
    if error.get("type") == "circuit_breaking_exception":
        raise MemoryError(error.get("reason"))
    if error.get("reason") == "runtime error":
        return f"!run {error['caused_by']['type']}"
    return f"{COMPILE} {error.get('caused_by', error).get('reason')}"


def here(source: str) -> str:
    """The same of this project."""
    try:
        return text(painless.compile(source, kind="execute").execute())
    except painless.ScriptError as error:
        return f"{COMPILE} {error.line}:{error.column} {error.message}"
    except painless.ScriptRuntimeError as error:
        return f"!run {error.kind}"


def results(node: Node, bodies: dict[int, str]) -> dict[int, str]:
    """What each program gives on the node; a script that fails as a whole is cut in halves."""
    if not bodies:
        return {}
    source = script(bodies)
    found = there(node, source) if len(source) < MAX_SOURCE else COMPILE
    parts = found.split(BREAK)
    if not found.startswith((COMPILE, "!run")) and len(parts) == len(bodies):
        return dict(zip(bodies, parts, strict=True))
    if len(bodies) == 1:
        return dict.fromkeys(bodies, found)
    items = list(bodies.items())
    half = len(items) // 2
    return results(node, dict(items[:half])) | results(node, dict(items[half:]))


def agree(node: str, ours: str) -> bool:
    """Whether two results are the same: of errors at compile time the place and words may differ."""
    return node == ours or (node.startswith(COMPILE) and ours.startswith(COMPILE))


def listed(body: str, node: str, ours: str) -> str:  # noqa: PLR0911 - one for each difference
    """Which of the differences that docs/painless.md lists this is; empty for another."""
    if node.startswith(COMPILE) and any(bug in node for bug in BUGS):
        return "the node's compiler fails"
    if _UNSTEADY.search(node):
        return "identity hashes, texts of formatters"
    if _IDENTITY.search(node) and _HASHED.search(body) and sorted(node) == sorted(ours):
        return "the order of identity hashes"
    if node == "!Exception" and ours == "!ClassCastException":
        return "an argument of another type to a def method"
    if "!run for minutes" in node or ours in {"!run out_of_memory_error", "!run painless_error"}:
        return "limits"
    if "subList(" in body and ours == "!UnsupportedOperationException":
        return "sublists are copies"
    if ours == "!run not_supported_error":
        return "refused while it runs"
    functions = set(_TRANSCENDENTAL.findall(body))
    if functions and _close(node, ours):
        return "last digits"
    if any(_close(node, _nudged(body, names, end)) for names in ({one} for one in functions) for end in (-math.inf, math.inf)):
        return "last digits, and what comes of them"
    return ""


def _close(node: str, ours: str) -> bool:
    """Whether two results have the same numbers but for the last digits of reals."""
    if _REAL.split(node) != _REAL.split(ours):
        return False
    return all(math.isclose(float(a), float(b), rel_tol=1e-13) for a, b in zip(_REAL.findall(node), _REAL.findall(ours), strict=True))


def _nudged(body: str, functions: set[str], end: float) -> str:
    """What a program gives here where functions give the next double in a direction: what it is if only their last digit is another."""
    tables = [CLASSES[owner].statics for owner in ("Math", "StrictMath")]
    kept = [dict(table) for table in tables]
    try:
        for table in tables:
            for at, method in list(table.items()):
                if method.name in functions:
                    table[at] = Method(method.name, method.params, method.returns, _moved(method.run, end))
        return here(script({0: body}))
    finally:
        for table, before in zip(tables, kept, strict=True):
            table.update(before)


def _moved(run: Callable[..., float], end: float) -> Callable[..., float]:
    return lambda *arguments: math.nextafter(run(*arguments), end)


def differences(node: Node, seeds: Iterable[int], size: int = 60, counts: dict[str, int] | None = None) -> Iterator[Difference]:
    """Compares the programs of the seeds.

    ``counts`` gets how many ran on the node, how many it did not compile, and how many differ in a way that is listed. Those that this project compiles go to the node ``size`` in a script, the others alone: the node should refuse them as well.
    """
    batch: dict[int, str] = {}
    ours: dict[int, str] = {}
    for seed in seeds:
        body = program(seed)
        ours[seed] = here(script({seed: body}))
        if ours[seed].startswith(COMPILE):
            yield from _told(results(node, {seed: body}), {seed: body}, ours, counts)
            continue
        batch[seed] = body
        if len(batch) == size:
            yield from _told(results(node, batch), batch, ours, counts)
            batch = {}
    yield from _told(results(node, batch), batch, ours, counts)


def _told(theirs: dict[int, str], bodies: dict[int, str], ours: dict[int, str], counts: dict[str, int] | None) -> Iterator[Difference]:
    for number, body in bodies.items():
        same = agree(theirs[number], ours[number])
        kind = "" if same else listed(body, theirs[number], ours[number])
        if counts is not None:
            ran = "refused" if theirs[number].startswith(COMPILE) else "run"
            for name in (ran, kind) if kind else (ran,):
                counts[name] = counts.get(name, 0) + 1
        if not same and not kind:
            yield Difference(number, body, theirs[number], ours[number])
