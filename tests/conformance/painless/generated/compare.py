"""Runs programs on a node and here, many in one script, and tells where they differ."""

import http.client
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from reindex_operator import painless
from reindex_operator.painless.runtime.text import text

from .grammar import program
from .prelude import BREAK, script

COMPILE = "!compile"
BUG = "Cannot invoke"
"""Words of a NullPointerException inside the node's own compiler."""
_UNSTEADY = re.compile(r"@[0-9a-f]{3,}|O(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w+ \d+ [\d:]+ UTC 20[23]|Value\(")
"""Identity hashes, the time of day, and what a formatter shows of itself."""


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


class Remote:
    """A node's ``_execute``, over one connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)

    def run(self, source: str) -> str:
        """The script's value, or ``!compile reason`` or ``!run type``."""
        body = json.dumps({"script": {"source": source}})
        self._connection.request("POST", "/_scripts/painless/_execute", body, {"content-type": "application/json"})
        answer = json.loads(self._connection.getresponse().read())
        if "result" in answer:
            return str(answer["result"])
        error = answer["error"]
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


class Local:
    """This project, in the shape of ``Remote``."""

    @staticmethod
    def run(source: str) -> str:
        """The script's value."""
        return here(source)


def results(runner: Remote | Local, bodies: dict[int, str]) -> dict[int, str]:
    """What each program gives; a script that fails as a whole is cut in halves."""
    found = runner.run(script(bodies))
    parts = found.split(BREAK)
    if not found.startswith("!compile") and not found.startswith("!run") and len(parts) == len(bodies):
        return dict(zip(bodies, parts, strict=True))
    if len(bodies) == 1:
        return dict.fromkeys(bodies, found)
    items = list(bodies.items())
    half = len(items) // 2
    return results(runner, dict(items[:half])) | results(runner, dict(items[half:]))


def agree(node: str, ours: str) -> bool:
    """Whether two results are the same: of errors at compile time the place and words may differ."""
    if BUG in node or _UNSTEADY.search(node):
        return True
    return node == ours or (node.startswith(COMPILE) and ours.startswith(COMPILE))


def differences(url: str, seeds: Iterable[int], size: int = 20, counts: dict[str, int] | None = None) -> Iterator[Difference]:
    """Compares the programs of the seeds, ``size`` of them in one script; ``counts`` gets how many compiled and how many did not."""
    remote, local = Remote(url), Local()
    batch: dict[int, str] = {}
    for seed in [*seeds, None]:
        if seed is not None:
            batch[seed] = program(seed)
        if batch and (seed is None or len(batch) == size):
            theirs, ours = results(remote, batch), results(local, batch)
            for number, body in batch.items():
                if counts is not None:
                    kind = "invalid" if theirs[number].startswith(COMPILE) else "run"
                    counts[kind] = counts.get(kind, 0) + 1
                if not agree(theirs[number], ours[number]):
                    yield Difference(number, body, theirs[number], ours[number])
            batch = {}
