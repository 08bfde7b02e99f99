"""What the runs copy, and what must be there in the end: computed from the documents, not from the engine."""

import json
from dataclasses import dataclass, field
from typing import Any

from lab.search.node import SearchNode
from tests.chaos.schedule import Schedule


@dataclass(frozen=True)
class Document:
    """A document of an index; ``version`` is its ``_version``."""

    source: dict[str, Any]
    version: int
    routing: str | None = None


Documents = dict[str, Document]


@dataclass
class Expected:
    """The truth: the destination's documents, and the response's counters. With ``most`` documents written, any of them may be."""

    documents: Documents
    counters: dict[str, int]
    total: int
    others: Documents = field(default_factory=dict)
    most: int | None = None


SCRIPT = (
    "if (ctx._source.n % 5 == 0) { ctx.op = 'noop' } else if (ctx._source.n % 7 == 0) { ctx.op = 'delete' } else { ctx._source.n += 1000 }"
)
COUNTERS = ("created", "updated", "version_conflicts", "deleted", "noops", "failed")
SOURCES = {"chaos-one": (1, 500), "chaos-three": (3, 700), "chaos-a": (1, 150), "chaos-b": (2, 250), "chaos-c": (1, 60)}
"""Index: shards and documents."""


class Data:
    """The source indices of one node, made once; and what each run's destination holds before it."""

    def __init__(self, node: SearchNode) -> None:
        self.node = node
        self.sources: dict[str, Documents] = {}

    def make(self) -> None:
        """Fill the source indices: small documents, some of them written several times, some with routing."""
        for index, (shards, count) in SOURCES.items():
            create(self.node, index, shards)
            documents: Documents = {}
            for version in (1, 2, 3):
                some = {}
                for number in range(count):
                    if version == 1 or number % (5 if version == 2 else 15) == 0:
                        source = {"n": number, "of": index, "revision": version, "text": f'document {number}\n"quoted" é'}
                        some[f"{index}-{number}"] = Document(source, version, f"r{number % 4}" if number % 3 == 0 else None)
                documents |= some
                write(self.node, index, some)
            self.sources[index] = documents
            self.node.request("POST", f"/{index}/_refresh")

    def indices(self, plan: Schedule) -> list[str]:
        """The source indices of a run."""
        if plan.workload.startswith("changing"):
            return [f"chaos-moving-{plan.seed}"]
        return ["chaos-a", "chaos-b", "chaos-c"] if plan.workload == "many-indices" else ["chaos-one" if plan.seed % 2 else "chaos-three"]

    def spec(self, plan: Schedule, dest: str) -> dict[str, Any]:
        """The request of a run, without its clusters."""
        source: dict[str, Any] = {"index": self.indices(plan)} | ({"size": plan.size} if plan.size else {})
        spec: dict[str, Any] = {"source": source, "dest": {"index": dest}, "slices": plan.slices, "refresh": True}
        if plan.workload.startswith("create") or plan.workload in {"max-docs", "changing-create"}:
            spec["dest"]["opType"] = "create"
        if plan.workload.startswith("external"):
            spec["dest"]["versionType"] = "external"
        if plan.workload == "sorted":
            spec["source"]["sort"] = [{"n": "desc"}]
        if plan.workload.startswith("script"):
            spec["script"] = {"source": SCRIPT}
        if plan.workload.endswith("among-others"):
            spec["conflicts"] = "proceed"
        if plan.workload == "max-docs":
            spec["maxDocs"] = 211
        return spec

    def prepare(self, plan: Schedule, dest: str) -> Expected:
        """Make the destination as the run is to find it; returns what must be there behind it."""
        copied: Documents = {}
        for index in self.indices(plan):
            copied |= self.sources.get(index, {})
        create(self.node, dest, 1 + plan.seed % 2)
        others = self._others(copied) if "others" in plan.workload else {}
        for version in (1, 2, 3):
            write(self.node, dest, {key: document for key, document in others.items() if document.version >= version})
        return expected(plan, copied, others)

    def remove(self, index: str) -> None:
        """Delete an index."""
        self.node.request("DELETE", f"/{index}")

    def _others(self, copied: Documents) -> Documents:
        """Documents of other people under ids that the run copies: with other content, with the very same, at several versions."""
        others = {}
        for position, (key, document) in enumerate(sorted(copied.items())):
            if position % 7 == 0:
                others[key] = Document({"someone": "else"}, 1 + position % 3, document.routing)
            elif position % 11 == 0:
                others[key] = Document(document.source, 1 + position % 2, document.routing)
        return others


def create(node: SearchNode, index: str, shards: int) -> None:
    """Make an index."""
    settings = {"number_of_shards": shards, "number_of_replicas": 0, "refresh_interval": "200ms"}
    mappings = {"dynamic": False, "properties": {"n": {"type": "integer"}}}
    node.request("PUT", f"/{index}", {"settings": settings, "mappings": mappings})


def write(node: SearchNode, index: str, documents: Documents) -> None:
    """Put documents into an index."""
    lines = []
    for key, document in documents.items():
        lines += [{"index": {"_id": key} | ({"routing": document.routing} if document.routing else {})}, document.source]
    if lines:
        answer = node.request("POST", f"/{index}/_bulk", "".join(json.dumps(line) + "\n" for line in lines).encode())
        assert not answer["errors"], answer


def found(node: SearchNode, index: str) -> Documents:
    """What is in an index."""
    node.request("POST", f"/{index}/_refresh")
    answer = node.request("POST", f"/{index}/_search", {"size": 10_000, "version": True, "query": {"match_all": {}}})
    return {hit["_id"]: Document(hit["_source"], hit["_version"], hit.get("_routing")) for hit in answer["hits"]["hits"]}


def scripted(copied: Documents, others: Documents) -> Expected:
    """The truth of a run with ``SCRIPT``."""
    documents, counters = dict(others), dict.fromkeys(COUNTERS, 0)
    for key, document in copied.items():
        number = document.source["n"]
        if number % 5 == 0:
            counters["noops"] += 1
        elif number % 7 == 0:
            counters["deleted"] += 1
            documents.pop(key, None)
        else:
            there = others.get(key)
            counters["updated" if there else "created"] += 1
            documents[key] = Document(document.source | {"n": number + 1000}, there.version + 1 if there else 1, document.routing)
    return Expected(documents, counters, len(copied), others)


def expected(plan: Schedule, copied: Documents, others: Documents) -> Expected:
    """The truth of a run of ``copied`` into a destination that holds ``others``."""
    if plan.workload.startswith("script"):
        return scripted(copied, others)
    documents, counters = dict(others), dict.fromkeys(COUNTERS, 0)
    for key, document in copied.items():
        there = others.get(key)
        external = plan.workload.startswith("external")
        if there is None:
            counters["created"] += 1
            documents[key] = Document(document.source, document.version if external else 1, document.routing)
        elif plan.workload.startswith("create") or (external and document.version <= there.version):
            counters["version_conflicts"] += 1
        else:
            counters["updated"] += 1
            documents[key] = Document(document.source, document.version if external else there.version + 1, document.routing)
    if plan.workload == "max-docs":
        return Expected(documents, counters | {"created": 211}, 211, others, most=211)
    return Expected(documents, counters, len(copied), others)
