"""Records what a node makes of scripts: ``python -m tests.conformance.painless.record URL NAME < scripts``, one script a line.

Writes ``cases/NAME.yaml`` anew; a row that differs from this project's outcome is printed, and kept only with ``--differs REASON``.
"""

import sys
from typing import Any

import yaml

from tests.conformance.harness.node import Node

from . import node, ours
from .cases import FOLDER, same


def record(url: str, name: str, sources: list[str], reason: str) -> int:
    """Ask the node for every script and write the table; the number of rows that differ."""
    rows: list[dict[str, Any]] = []
    differing = 0
    asked = Node("es9", url)
    node.prepare(asked)
    for source in sources:
        reindex = name.startswith("reindex")
        expected, found = node.outcome(asked, source, reindex=reindex), ours.outcome(source, reindex=reindex)
        row = {"source": source, "expected": expected}
        if not same(expected, found):
            differing += 1
            sys.stdout.write(f"{source}\n   node {expected}\n   ours {found}\n")
            if not reason:
                continue
            row |= {"differs": reason, "ours": found}
        rows.append(row)
    (FOLDER / f"{name}.yaml").write_text(yaml.safe_dump(rows, sort_keys=False, width=200, allow_unicode=True))
    return differing


if __name__ == "__main__":
    lines = [line for line in sys.stdin.read().split("\n") if line.strip()]
    why = sys.argv[4] if sys.argv[3:4] == ["--differs"] else ""
    sys.stdout.write(f"{record(sys.argv[1], sys.argv[2], lines, why)} of {len(lines)} differ\n")
