"""The node under test, seen from the benchmark: plain HTTP calls, and a fresh target for every run."""

import http.client
import json
import time
import urllib.parse
from typing import Any

from bench.data import DataSet


class Node:
    """A search node on loopback. ``pid`` is the server's process, whose CPU is measured."""

    def __init__(self, base: str, pid: int) -> None:
        self.base = base
        self.pid = pid
        self._url = urllib.parse.urlparse(base)

    def call(self, method: str, path: str, body: dict[str, Any] | bytes | None = None) -> Any:
        """The parsed answer; raises RuntimeError with its beginning when the node refuses."""
        connection = http.client.HTTPConnection(self._url.hostname or "", self._url.port, timeout=3600)
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        headers = {"Content-Type": "application/x-ndjson" if isinstance(body, bytes) else "application/json"} if data else {}
        connection.request(method, path, body=data, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:400].decode(errors='replace')}")
        return json.loads(content) if content[:1] in b"{[" else content

    def load(self, data: DataSet, shards: int = 2) -> None:
        """Indexes ``data`` under its name, in a few segments a shard."""
        self.fresh(data.name, data.mappings, shards)
        for body in data.bulks():
            if self.call("POST", f"/{data.name}/_bulk?filter_path=errors", body)["errors"]:
                raise RuntimeError("the node refused documents")
        self.call("POST", f"/{data.name}/_refresh")
        self.call("POST", f"/{data.name}/_forcemerge?max_num_segments=4")

    def fresh(self, index: str, mappings: dict[str, Any], shards: int = 2) -> None:
        """An empty index with bulk-load settings, the same for every contender."""
        self.call("DELETE", f"/{index}?ignore_unavailable=true")
        settings = {"number_of_shards": shards, "number_of_replicas": 0, "refresh_interval": "-1"}
        self.call("PUT", f"/{index}", {"settings": settings, "mappings": mappings})
        time.sleep(1)

    def count(self, index: str) -> int:
        """Documents that a search sees after a refresh."""
        self.call("POST", f"/{index}/_refresh")
        return int(self.call("GET", f"/{index}/_count")["count"])
