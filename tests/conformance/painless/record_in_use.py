"""Adds scripts to ``in_use.yaml`` as a node runs them: ``python -m tests.conformance.painless.record_in_use URL < rows``.

Rows are a JSON list of ``{name, script, params, documents}``. One that this project runs otherwise than the node is printed and left out.
"""

import json
import re
import sys
from typing import Any

import yaml

from tests.conformance.harness.node import Node

from .cases import same
from .in_use import FILE, Used, here, prepare, there
from .node import unlimited

_WHOLE = re.compile(r"(?<=[ \[])(-?\d+)e([+-]\d+)")
"""A real number as JSON may have it, which YAML takes for text."""


def text(row: dict[str, Any]) -> str:
    """A row as YAML: the script as it is written where that fits, all else as JSON, each on a line."""
    lines = [f"- name: {row['name']}"]
    if "\n" in row["script"] and row["script"] == "\n".join(line.rstrip() for line in row["script"].split("\n")):
        lines += ["  script: |-", *(f"    {line}".rstrip() for line in row["script"].split("\n"))]
    else:
        lines.append(f"  script: {json.dumps(row['script'], ensure_ascii=False)}")
    for name in ("params", "documents", "expected", "elsewhere", "why"):
        if row.get(name):
            value = _WHOLE.sub(r"\1.0e\2", json.dumps(row[name], ensure_ascii=False))
            lines.append(f"  {name}: {value}")
    made = "\n".join(lines) + "\n"
    if yaml.safe_load(made) != [{name: value for name, value in row.items() if value}]:
        raise ValueError(f"{row['name']}: YAML reads it as something else")
    return made


def record(url: str, rows: list[dict[str, Any]]) -> int:
    """Runs the scripts and writes those that agree; how many do not."""
    node = Node("es9", url)
    unlimited(node)
    node.empty()
    scripts = [Used(row["name"], row["script"], row["documents"], {}, row.get("params") or {}) for row in rows]
    prepare(node, scripts)
    differing = 0
    for row, script in zip(rows, scripts, strict=True):
        ours = json.loads(json.dumps(here(script)))
        found = json.loads(json.dumps(there(node, script, {int(number) for number in ours.get("thrown", {})})))
        if same(found, ours):
            with FILE.open("a") as file:
                file.write(text({name: row.get(name) for name in ("name", "script", "params", "documents")} | {"expected": found}))
        else:
            differing += 1
            sys.stdout.write(f"{script.name}\n   node {json.dumps(found)}\n   ours {json.dumps(ours)}\n")
    node.empty()
    return differing


if __name__ == "__main__":
    sys.stdout.write(f"{record(sys.argv[1], json.load(sys.stdin))} left out\n")
