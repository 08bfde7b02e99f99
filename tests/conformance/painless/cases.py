"""The table of cases: scripts with what a real node made of them. Read by the unit tests (no node) and by the conformance test (a node)."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "cases"
DOCUMENT: dict[str, Any] = {
    "n": 5,
    "big": 3000000000,
    "huge": 12345678901234567890,
    "d": 1.5,
    "s": "abc",
    "b": True,
    "z": None,
    "l": [3, 1, 2],
    "m": {"x": 1, "y": "q"},
    "t": "2020-01-02T03:04:05Z",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One script. ``expected``: ``{value}`` or ``{document, id, routing}`` or ``{op}``, else ``{error, phase}`` with the exception's kind.

    ``differs`` says why this project deliberately does otherwise; then ``ours`` is what it does. ``elsewhere`` has what other nodes than es9 do
    where they do otherwise, by name, and ``why`` the reason.
    """

    file: str
    source: str
    expected: dict[str, Any]
    differs: str = ""
    ours: dict[str, Any] | None = None
    elsewhere: dict[str, dict[str, Any]] = field(default_factory=dict)
    why: str = ""

    def on(self, node: str) -> dict[str, Any]:
        """What a node does, by its name."""
        return self.elsewhere.get(node, self.expected)

    @property
    def reindex(self) -> bool:
        """Whether the script runs over DOCUMENT in a reindex, rather than on its own."""
        return self.file.startswith("reindex")


def cases() -> list[Case]:
    """All cases of the table."""
    return [Case(path.stem, **row) for path in sorted(FOLDER.glob("*.yaml")) for row in yaml.safe_load(path.read_text())]


def same(expected: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether two outcomes agree: an error by its phase, and at run time by its kind; a document by its JSON."""
    if expected.get("phase") == "compile":
        return found.get("phase") == "compile"
    return json.dumps(expected, sort_keys=True) == json.dumps(found, sort_keys=True)
