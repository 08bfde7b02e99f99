"""Scripts as people write them for reindexing, each over some documents: what a real node made of them. Read by the unit tests and asked of nodes.

The documents that a script takes run in one reindex; one that throws ends it, so each of those runs alone.
"""

import json
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from reindex_operator import painless
from reindex_operator.painless.document import to_json
from reindex_operator.painless.runtime.throwable import Throwable
from tests.conformance.harness.node import Node

FILE = Path(__file__).parent / "in_use.yaml"
SOURCE, DEST = "painless-used", "painless-made"
Outcome = dict[str, Any]
"""``{phase: compile}``; or what there is of ``thrown`` (document's number: the exception's kind), ``written``, ``noops`` and ``deleted``.

One that is written has an id and a document, a routing where it has one, and an index where it is not the one that the request names.
"""


@dataclass(frozen=True, slots=True)
class Used:
    """One script. ``elsewhere`` has the outcome of nodes that do otherwise than es9, by name, and ``why`` the reason."""

    name: str
    script: str
    documents: list[dict[str, Any]]
    expected: Outcome
    params: dict[str, Any] = field(default_factory=dict)
    elsewhere: dict[str, Outcome] = field(default_factory=dict)
    why: str = ""

    def on(self, node: str) -> Outcome:
        """What a node does, by its name."""
        return self.elsewhere.get(node, self.expected)

    def ids(self) -> list[str]:
        """The documents' ids: no two scripts share one."""
        return [f"{self.name}-{number}" for number in range(len(self.documents))]


def used() -> list[Used]:
    """All of them."""
    return [Used(**row) for row in yaml.safe_load(FILE.read_text())]


def prepare(node: Node, scripts: list[Used]) -> None:
    """All documents of all scripts in one index."""
    for index in (SOURCE, DEST):
        settings = {"number_of_replicas": 0, "number_of_shards": 1}
        node.ask("PUT", f"/{index}", {"settings": settings, "mappings": {"enabled": False}})
    lines = [
        json.dumps(line)
        for script in scripts
        for name, document in zip(script.ids(), script.documents, strict=True)
        for line in ({"index": {"_id": name}}, document)
    ]
    answer = node.ask("POST", f"/{SOURCE}/_bulk?refresh=true", ("\n".join(lines) + "\n").encode())
    assert not answer["errors"], answer


def there(node: Node, script: Used, throwing: set[int]) -> Outcome:
    """The outcome on a node; ``throwing`` are the documents that are thought to throw."""
    ids = script.ids()
    together = [name for number, name in enumerate(ids) if number not in throwing]
    outcome: Outcome = {"thrown": {}, "written": [], "noops": 0, "deleted": 0}
    for number in sorted(throwing):
        found = _reindex(node, script, [ids[number]])
        if "phase" in found:
            return found
        if "error" not in found:
            return {"not thrown": number}
        outcome["thrown"][number] = found["error"]
    rest = _reindex(node, script, together) if together else {}
    return rest if rest.keys() & {"phase", "error"} else _shaped(outcome | rest)


def _reindex(node: Node, script: Used, ids: list[str]) -> Outcome:
    body = {
        "source": {"index": SOURCE, "query": {"ids": {"values": ids}}},
        "dest": {"index": DEST},
        "script": {"source": script.script, "params": script.params},
    }
    status, raw = node.call("POST", "/_reindex?refresh=true", body)
    answer = json.loads(raw)
    if status != 200:
        error = answer.get("error", answer)
        if error.get("reason") == "runtime error":
            return {"error": error["caused_by"]["type"]}
        compiled = error.get("type") == "script_exception" or "compile" in str(error.get("reason"))
        return {"phase": "compile"} if compiled else {"error": "write"}
    hits = node.ask("GET", f"/*,-{SOURCE}/_search?size=1000")["hits"]["hits"]
    written = [_one(hit["_index"], hit["_id"], hit.get("_routing"), hit["_source"]) for hit in hits]
    if hits:
        gone = [{"delete": {"_index": hit["_index"], "_id": hit["_id"], "routing": hit.get("_routing")}} for hit in hits]
        node.ask("POST", "/_bulk?refresh=true", ("\n".join(map(json.dumps, gone)) + "\n").encode())
    return {"written": written, "noops": answer["noops"], "deleted": answer["deleted"]}


def here(script: Used) -> Outcome:
    """The outcome of this project."""
    try:
        compiled = painless.compile(script.script, params=deepcopy(script.params))
    except painless.ScriptError:
        return {"phase": "compile"}
    outcome: Outcome = {"thrown": {}, "noops": 0, "deleted": 0}
    written: dict[tuple[str, str, str | None], dict[str, Any]] = {}
    for number, (name, document) in enumerate(zip(script.ids(), script.documents, strict=True)):
        ctx: dict[str, Any] = {"_source": deepcopy(document), "_index": SOURCE, "_id": name, "_version": -1}
        ctx |= {"_routing": None, "op": "index", "_now": 1577934245123}
        try:
            compiled.run(ctx)
            made = json.loads(to_json(ctx["_source"])) if ctx["op"] == "index" else None
        except painless.ScriptRuntimeError as error:
            outcome["thrown"][number] = error.kind
            continue
        except Throwable:
            outcome["thrown"][number] = "write"
            continue
        if made is None:
            outcome["noops" if ctx["op"] == "noop" else "deleted"] += 1
        else:
            index = DEST if ctx["_index"] == SOURCE else ctx["_index"]
            written[index, ctx["_id"], ctx["_routing"]] = made
    outcome["written"] = [_one(*place, document) for place, document in written.items()]
    return _shaped(outcome)


def _one(index: str, name: str, routing: str | None, document: dict[str, Any]) -> dict[str, Any]:
    elsewhere = {"index": index} if index != DEST else {}
    return elsewhere | {"id": name} | ({"routing": routing} if routing is not None else {}) | {"document": document}


def _shaped(outcome: Outcome) -> Outcome:
    """In an order that does not hang on how documents were found, and without what is empty."""
    ordered = sorted(outcome["written"], key=lambda one: json.dumps(one, sort_keys=True))
    return {name: value for name, value in (outcome | {"written": ordered}).items() if value}
