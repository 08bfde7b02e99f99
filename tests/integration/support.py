"""What the integration tests share: an object applied and waited for, and documents put into and counted on a node."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

TERMINAL = ("Succeeded", "Failed")


@dataclass
class Reindexes:
    """The ``Reindex`` objects of one namespace, through kubectl."""

    kubectl: Callable[..., str]
    namespace: str

    def apply(self, name: str, spec: dict[str, Any], *, secrets: dict[str, dict[str, str]] | None = None) -> None:
        """Applies the object, and Secrets before it."""
        documents: list[dict[str, Any]] = [
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": secret}, "stringData": values}
            for secret, values in (secrets or {}).items()
        ]
        documents.append({"apiVersion": "reindex.dev/v1alpha1", "kind": "Reindex", "metadata": {"name": name}, "spec": spec})
        self.kubectl("apply", "-n", self.namespace, "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": documents}))

    def get(self, name: str) -> dict[str, Any]:
        """The object as it is now."""
        found: dict[str, Any] = json.loads(self.kubectl("get", "reindex", name, "-n", self.namespace, "-o", "json"))
        return found

    def names(self) -> list[str]:
        """The objects there are, in order."""
        listed = self.kubectl("get", "reindexes", "-n", self.namespace, "-o", "jsonpath={.items[*].metadata.name}")
        return sorted(listed.split())

    def patch(self, name: str, spec: dict[str, Any]) -> None:
        """Changes fields of the spec."""
        self.kubectl("patch", "reindex", name, "-n", self.namespace, "--type", "merge", "-p", json.dumps({"spec": spec}))

    def let_go(self, name: str, **more: Any) -> None:
        """Takes the brake off a slow run, and changes what else is given with it."""
        self.patch(name, {"requestsPerSecond": -1, **more})

    def delete(self, name: str) -> None:
        """Deletes the object and waits until it is gone."""
        self.kubectl("delete", "reindex", name, "-n", self.namespace, "--timeout=30s")

    def until(self, name: str, done: Callable[[dict[str, Any]], bool], *, what: str, timeout: float = 60.0) -> dict[str, Any]:
        """The status as soon as it is as asked; fails with what it was instead."""
        deadline = time.monotonic() + timeout
        while True:
            status: dict[str, Any] = self.get(name).get("status") or {}
            if done(status):
                return status
            if time.monotonic() > deadline:
                pods = self.kubectl("get", "pods,jobs", "-n", self.namespace, "-o", "wide")
                raise AssertionError(f"{name} is not {what} after {timeout} s:\n{json.dumps(status, indent=1)}\n{pods}")
            time.sleep(0.2)

    def copying(self, name: str) -> dict[str, Any]:
        """The status as soon as documents have been written and there are more to come."""
        return self.until(name, copying, what="copying")

    def ended(self, name: str, timeout: float = 90.0) -> dict[str, Any]:
        """The status of a run that has ended, either way."""
        return self.until(name, lambda status: status.get("phase") in TERMINAL, what="ended", timeout=timeout)

    def run(self, name: str, spec: dict[str, Any], **secrets: dict[str, str]) -> dict[str, Any]:
        """Applies and waits for the end; returns the status."""
        self.apply(name, spec, secrets={key.replace("_", "-"): value for key, value in secrets.items()})
        return self.ended(name)

    def pods(self, name: str) -> dict[str, str]:
        """UID and phase of the run's pods that copy and have not ended."""
        chosen = f"reindex.dev/reindex={name},app.kubernetes.io/component=copy"
        listed = json.loads(self.kubectl("get", "pods", "-n", self.namespace, "-l", chosen, "-o", "json"))["items"]
        return {pod["metadata"]["uid"]: pod["status"]["phase"] for pod in listed if pod["status"]["phase"] in {"Pending", "Running"}}

    def mailbox(self, name: str) -> dict[str, Any]:
        """The ConfigMap of the run's checkpoints."""
        listed = self.kubectl("get", "configmaps", "-n", self.namespace, "-l", f"reindex.dev/reindex={name}", "-o", "json")
        [found] = json.loads(listed)["items"]
        return dict(found)

    def history(self, mailbox: dict[str, Any]) -> list[dict[str, str]]:
        """The data of a mailbox at each change of it since it was read, in order."""
        metadata = mailbox["metadata"]
        asked = f"watch=1&timeoutSeconds=1&resourceVersion={metadata['resourceVersion']}&fieldSelector=metadata.name={metadata['name']}"
        lines = self.kubectl("get", "--raw", f"/api/v1/namespaces/{self.namespace}/configmaps?{asked}").splitlines()
        return [json.loads(line)["object"]["data"] for line in lines]

    def children(self, name: str) -> list[str]:
        """What exists of the run: ``kind/name`` of everything with its label."""
        kinds = "jobs,pods,configmaps,serviceaccounts,roles,rolebindings"
        return self.kubectl("get", kinds, "-n", self.namespace, "-l", f"reindex.dev/reindex={name}", "-o", "name").split()


def condition(status: dict[str, Any], kind: str) -> dict[str, Any]:
    """The condition of this type; empty when there is none."""
    return next((each for each in status.get("conditions", []) if each["type"] == kind), {})


def copying(status: dict[str, Any]) -> bool:
    """Documents have been written, and there are more to come. A run that ended before that was seen is too fast for its test."""
    assert status.get("phase") != "Succeeded", "it ended before it was seen copying"
    return status.get("phase") == "Copying" and int((status.get("response") or {}).get("created", 0)) > 0


def fill(client: Elasticsearch, index: str, documents: Iterable[tuple[str, dict[str, Any]]], *, shards: int = 1, **settings: Any) -> int:
    """Creates ``index`` and puts ``(id, source)`` into it; returns how many."""
    client.options(ignore_status=404).indices.delete(index=index)
    client.indices.create(index=index, settings={"number_of_shards": shards, "number_of_replicas": 0, **settings})
    count = 0
    operations: list[dict[str, Any]] = []
    for doc_id, source in documents:
        operations += [{"index": {"_id": doc_id}}, source]
        count += 1
    if operations:
        answer = client.bulk(index=index, operations=operations, refresh=True)
        assert not answer["errors"], answer
    return count


def numbered(count: int) -> Iterable[tuple[str, dict[str, Any]]]:
    """``count`` small documents."""
    return ((f"doc-{number}", {"n": number, "even": number % 2 == 0, "text": f"document {number}"}) for number in range(count))


def contents(client: Elasticsearch, index: str) -> dict[str, Any]:
    """Every document of a small index, by id."""
    client.indices.refresh(index=index)
    hits = client.search(index=index, size=10_000, query={"match_all": {}})["hits"]["hits"]
    return {hit["_id"]: hit["_source"] for hit in hits}


def open_contexts(client: Elasticsearch) -> int:
    """Search contexts that are open on the node."""
    stats = client.nodes.stats(metric="indices", index_metric="search")
    return sum(node["indices"]["search"]["open_contexts"] for node in stats["nodes"].values())
