"""What a real node makes of a case."""

import json
import urllib.error
import urllib.request
from typing import Any

from .cases import DOCUMENT

SOURCE, DEST = "painless-source", "painless-dest"


def call(url: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """One request to a node on this machine."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data, {"content-type": "application/json"}, method=method)  # noqa: S310 - a lab's node
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def prepare(url: str) -> None:
    """No limit on compilations."""
    call(url, "PUT", "/_cluster/settings", {"persistent": {"script.max_compilations_rate": "1000000/1m"}})


def outcome(url: str, source: str, *, reindex: bool) -> dict[str, Any]:
    """Run a script on the node; the outcome in the table's shape."""
    if not reindex:
        status, answer = call(url, "POST", "/_scripts/painless/_execute", {"script": {"source": source}})
        return {"value": answer["result"]} if status == 200 else _error(answer["error"])
    for index in (SOURCE, DEST):
        call(url, "DELETE", f"/{index}")
        settings = {"number_of_replicas": 0, "number_of_shards": 1}
        call(url, "PUT", f"/{index}", {"settings": settings, "mappings": {"enabled": False}})
    call(url, "PUT", f"/{SOURCE}/_doc/1?refresh=true", DOCUMENT)
    body = {"source": {"index": SOURCE}, "dest": {"index": DEST}, "script": {"source": source}}
    status, answer = call(url, "POST", "/_reindex?refresh=true", body)
    if status != 200:
        return _error(answer["error"])
    if answer["noops"] or answer["deleted"]:
        return {"op": "noop" if answer["noops"] else "delete"}
    _, found = call(url, "GET", f"/{DEST}/_search")
    hit = found["hits"]["hits"][0]
    return {"document": hit["_source"], "id": hit["_id"], "routing": hit.get("_routing")}


def _error(error: dict[str, Any]) -> dict[str, Any]:
    if error.get("reason") == "runtime error":
        return {"phase": "run", "error": error["caused_by"]["type"]}
    return {"phase": "compile" if error.get("type") == "script_exception" or "compile" in str(error.get("reason")) else "write"}
