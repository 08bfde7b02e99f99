"""What can be seen of a run: its outcome and response, and every document of the cluster afterwards."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from reindex_operator.engine import lenient
from tests.conformance.harness.case import Case, addressed
from tests.conformance.harness.node import Node

NOT_COMPARED = {"took", "slices", "slice_id", "throttled_millis"}
"""Times; and the slices of the node's, whose sum is compared."""
OF_ONE_RUN = {"index_uuid", "node", "stack_trace"}
"""Parts of a cause that differ between any two runs."""
MAPPING_TYPE = "type"
"""7.17 alone names the mapping type, always `_doc`, in a failure beside its cause."""


class Hit(msgspec.Struct):
    """A document with its source's bytes untouched."""

    id: str = msgspec.field(name="_id")
    index: str = msgspec.field(name="_index")
    version: int = msgspec.field(name="_version", default=-1)
    routing: str | None = msgspec.field(name="_routing", default=None)
    source: msgspec.Raw = msgspec.field(name="_source", default=msgspec.Raw(b""))


class Hits(msgspec.Struct):
    """One page."""

    hits: list[Hit] = []


class Page(msgspec.Struct):
    """The answer of a search."""

    hits: Hits


class Observation(msgspec.Struct):
    """One run, seen from outside. ``error`` is the node's (type, reason) or ours (reason, message), where there is no response.

    ``ending`` is our (reason, message) where there is one as well.
    """

    status: int
    response: dict[str, Any] | None = None
    error: tuple[str, str] | None = None
    ending: tuple[str, str] | None = None
    documents: dict[str, list[tuple[int, str | None, str]]] = {}
    """By index and id: version, routing, source."""
    mappings: dict[str, Any] = {}
    visible: int | None = None
    throttled_millis: int = 0
    took: int = 0


def nodes_own(node: Node, case: Case) -> Observation:
    """Run the case on the node's own ``_reindex``."""
    parameters = {name: str(value).lower() if isinstance(value, bool) else value for name, value in case.params.items()}
    status, answer = node.call("POST", "/_reindex?" + urlencode(parameters), addressed(case.body, node.url))
    body = json.loads(answer)
    if "error" in body:
        return Observation(status, error=(body["error"]["type"], body["error"]["reason"] + caused_by(body["error"])))
    return Observation(status, response=comparable(body), throttled_millis=body["throttled_millis"], took=body["took"])


def caused_by(error: Mapping[str, Any]) -> str:
    """The reasons below an error, one after the other."""
    inner = error.get("caused_by")
    return f": {inner.get('reason')}{caused_by(inner)}" if inner else ""


def comparable(response: Mapping[str, Any]) -> dict[str, Any]:
    """A response without what differs between any two runs."""
    kept = {name: value for name, value in response.items() if name not in NOT_COMPARED}
    kept["failures"] = sorted((comparable_failure(failure) for failure in response["failures"]), key=str)
    return kept


def comparable_failure(failure: Mapping[str, Any]) -> dict[str, Any]:
    """A failure without the names of one run; a read failure's ``reason`` is called ``cause`` as a document's is."""
    kept = {
        ("cause" if name == "reason" else name): value
        for name, value in failure.items()
        if name not in {*OF_ONE_RUN, MAPPING_TYPE} and value is not None
    }
    if isinstance(kept.get("cause"), Mapping):
        kept["cause"] = without_names_of_one_run(kept["cause"])
    return kept


def without_names_of_one_run(cause: Any) -> Any:
    """A cause, at every depth."""
    if isinstance(cause, Mapping):
        return {name: without_names_of_one_run(value) for name, value in cause.items() if name not in OF_ONE_RUN}
    return [without_names_of_one_run(one) for one in cause] if isinstance(cause, list) else cause


def look_around(node: Node, seen: Observation, case: Case) -> Observation:
    """Add what the cluster holds now."""
    for step in case.cleanup:
        node.ask(*step)
    everywhere = "ignore_unavailable=true&allow_no_indices=true&expand_wildcards=open"
    if case.visible:
        seen.visible = node.ask("POST", f"/_all/_search?{everywhere}&size=0&track_total_hits=true", {})["hits"]["total"]["value"]
    node.ask("POST", f"/_all/_refresh?{everywhere}")
    status, answer = node.call("POST", f"/_all/_search?{everywhere}&size=5000&version=true", {})
    assert status == 200, answer
    hits = msgspec.json.decode(lenient.masked(answer) or answer, type=Page).hits.hits
    for hit in hits:
        name = f"{hit.index}/*" if case.any_id and hit.index != "src" else f"{hit.index}/{hit.id}"
        source = lenient.unmasked(bytes(hit.source)).decode()
        if case.body.get("script"):  # "script-bytes" in docs/differences.md
            source = json.dumps(json.loads(source), sort_keys=True)
        seen.documents.setdefault(name, []).append((hit.version, hit.routing, source))
    for several in seen.documents.values():
        several.sort(key=str)
    seen.mappings = node.ask("GET", f"/_all/_mapping?{everywhere}")
    return seen
