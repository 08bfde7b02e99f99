"""What a real node makes of a case."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from tests.conformance.harness.node import Node

from .cases import DOCUMENT

SOURCE, DEST = "painless-source", "painless-dest"


def unlimited(node: Node) -> None:
    """No limit on compilations."""
    node.ask("PUT", "/_cluster/settings", {"persistent": {"script.max_compilations_rate": "1000000/1m"}})


def prepare(node: Node) -> None:
    """No limit on compilations, and the two indices that reindexing scripts run between."""
    unlimited(node)
    node.empty()
    for index in (SOURCE, DEST):
        settings = {"number_of_replicas": 0, "number_of_shards": 1}
        node.ask("PUT", f"/{index}", {"settings": settings, "mappings": {"enabled": False}})
    node.ask("PUT", f"/{SOURCE}/_doc/1?refresh=true", DOCUMENT)


def execute(node: Node, source: str) -> dict[str, Any]:
    """The answer to a script that runs on its own."""
    found: dict[str, Any] = json.loads(node.call("POST", "/_scripts/painless/_execute", {"script": {"source": source}})[1])
    return found


def outcome(node: Node, source: str, *, reindex: bool) -> dict[str, Any]:
    """Run a script on a node that is prepared, and leave it so; the outcome in the table's shape."""
    if not reindex:
        found = execute(node, source)
        return {"value": found["result"]} if "result" in found else _error(found["error"])
    body = {"source": {"index": SOURCE}, "dest": {"index": DEST}, "script": {"source": source}}
    status, raw = node.call("POST", "/_reindex?refresh=true", body)
    answer = json.loads(raw)
    if status != 200:
        return _error(answer["error"])
    if answer["noops"] or answer["deleted"]:
        return {"op": "noop" if answer["noops"] else "delete"}
    hit = node.ask("GET", f"/{DEST}/_search")["hits"]["hits"][0]
    found = {"document": hit["_source"], "id": hit["_id"], "routing": hit.get("_routing")}
    where = {"refresh": "true"} if found["routing"] is None else {"refresh": "true", "routing": found["routing"]}
    node.ask("DELETE", f"/{DEST}/_doc/{quote(found['id'], safe='')}?{urlencode(where)}")
    return found


def _error(error: dict[str, Any]) -> dict[str, Any]:
    if error.get("reason") == "runtime error":
        return {"phase": "run", "error": error["caused_by"]["type"]}
    return {"phase": "compile" if error.get("type") == "script_exception" or "compile" in str(error.get("reason")) else "write"}
