"""A search node as the harness uses it: set up a case's world, and put everything back."""

import http.client
import json
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.conformance.harness.case import Case, Doc, Index, Step

SETTINGS = {"number_of_replicas": 0, "refresh_interval": -1}
DELETED_AFTERWARDS = ("/_ingest/pipeline/", "/_index_template/", "/_template/", "/_component_template/", "/_scripts/")


@dataclass
class Node:
    """One node by URL. ``name`` is es9, es8, es7 or os3; ``authorization`` the header's value, ``ca`` what to trust, as PEM."""

    name: str
    url: str
    authorization: str | None = None
    ca: str | None = None
    _connection: http.client.HTTPConnection | None = None
    _kept: dict[str, Index] = field(default_factory=dict)
    """Indices as a case made them, which the next one may use as they are: to make one takes longer than to copy it."""

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Send one request; bytes go as they are, other bodies as JSON."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = (
            {"Content-Type": "application/json"}
            | ({"Authorization": self.authorization} if self.authorization else {})
            | dict(headers or {})
        )
        for attempt in (1, 2):
            connection = self._connection or self._connect()
            try:
                connection.request(method, path, data, sent)
                answer = connection.getresponse()
                return answer.status, answer.read()
            except (http.client.HTTPException, ConnectionError):
                connection.close()
                self._connection = None
                if attempt == 2:
                    raise
        raise AssertionError

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Send one request that must succeed and decode its answer."""
        status, answer = self.call(method, path, body)
        assert status < 300, f"{method} {path}: {status} {answer.decode()[:2000]}"
        return json.loads(answer) if answer.strip() else None

    def _connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        assert parts.hostname
        if parts.scheme == "https":
            context = ssl.create_default_context(cadata=self.ca)
            self._connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=120, context=context)
        else:
            self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
        return self._connection

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection:
            self._connection.close()

    def build(self, case: Case) -> None:
        """Make the case's world."""
        wanted = {name: index if isinstance(index, Index) else Index(index) for name, index in case.indices.items()}
        self._kept = {name: index for name, index in self._kept.items() if only_read(case, name) and wanted.get(name) == index}
        self._clear()
        for step in case.before:
            self.ask(*step)
        for name, index in wanted.items():
            if name not in self._kept:
                self.make(name, index)
                if only_read(case, name):
                    self._kept[name] = index
        for step in case.after:
            self.ask(*step)

    def make(self, name: str, index: Index) -> None:
        """Make one index and fill it."""
        settings = SETTINGS | {"number_of_shards": index.shards} | dict(index.settings)
        self.ask("PUT", f"/{quote(name)}", {"settings": settings, "mappings": index.mappings, "aliases": index.aliases})
        if index.docs:
            self.fill(name, index.docs)

    def fill(self, name: str, documents: Any) -> None:
        """Write the documents in their order and refresh."""
        bulk: list[bytes] = []
        for doc in documents:
            if b"\n" in source_bytes(doc):
                self.ask("PUT", f"/{quote(name)}/_doc/{quote(doc.id, safe='')}?" + urlencode(routing_and_version(doc)), source_bytes(doc))
            else:
                action = {"index": {"_index": name, "_id": doc.id} | routing_and_version(doc)}
                bulk += [json.dumps(action).encode(), source_bytes(doc)]
        if bulk:
            answer = self.ask("POST", "/_bulk", b"\n".join(bulk) + b"\n")
            assert not answer["errors"], [item for item in answer["items"] if "error" in item["index"]][:3]
        self.ask("POST", f"/{quote(name)}/_refresh")

    def reset(self, case: Case | None = None) -> None:
        """Delete every index but what is kept for the next case, and what the case made besides."""
        for step in case.cleanup if case else ():
            self.call(*step)
        self._clear()
        for path in made_besides(case) if case else ():
            self.call("DELETE", path)

    def empty(self) -> None:
        """Delete every index."""
        self._kept = {}
        self._clear()

    def _clear(self) -> None:
        names = [row["index"] for row in self.ask("GET", "/_cat/indices?format=json&h=index&expand_wildcards=all")]
        for some in in_groups([name for name in names if not name.startswith(".") and name not in self._kept], 50):
            self.ask("DELETE", "/" + ",".join(quote(name) for name in some))

    def open_contexts(self) -> int:
        """Scrolls and points in time that are still open."""
        stats = self.ask("GET", "/_nodes/stats/indices/search?filter_path=nodes.*.indices.search")
        return sum(int(node["indices"]["search"]["open_contexts"]) for node in stats["nodes"].values())


def only_read(case: Case, name: str) -> bool:
    """Whether nothing of the case can change the index: it has no steps, script or alias, and the index is not its destination."""
    steps = case.before or case.after or case.cleanup or "script" in case.body
    aliases = any(isinstance(index, Index) and index.aliases for index in case.indices.values())
    dest = case.body.get("dest")
    return not steps and not aliases and isinstance(dest, Mapping) and name != dest.get("index")


def source_bytes(doc: Doc) -> bytes:
    """The document's source as it is sent: without spaces, as a node writes what it had to parse."""
    return doc.source if isinstance(doc.source, bytes) else json.dumps(doc.source, separators=(",", ":"), ensure_ascii=False).encode()


def routing_and_version(doc: Doc) -> dict[str, Any]:
    """What is sent of a document besides its id and source."""
    routing = {} if doc.routing is None else {"routing": doc.routing}
    return routing if doc.version is None else routing | {"version": doc.version, "version_type": "external"}


def in_groups(names: list[str], size: int) -> Iterator[list[str]]:
    """Cut a list into lists of at most ``size``."""
    for start in range(0, len(names), size):
        yield names[start : start + size]


def made_besides(case: Case) -> list[str]:
    """Paths of the pipelines, templates and scripts that the case made; the last one made first."""
    steps: list[Step] = [*case.before, *case.after]
    return [path for method, path, _ in reversed(steps) if method == "PUT" and path.startswith(DELETED_AFTERWARDS)]
