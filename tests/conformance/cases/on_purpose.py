"""Where we differ on purpose: one case at least for each row of docs/differences.md that no other theme has."""

from typing import Any

from tests.conformance.harness.case import ABSENT, REMOTE, Case, Differs, Doc, Index, copy, docs

REMOTE_SRC = {"remote": {"host": REMOTE}}
NUMBERS = b'{"a": 1.10, "b":1e3}'
ONE_BYTE_FOR_BYTE = [(1, None, NUMBERS.decode())]


def copied(response: object) -> bool:
    """A response of nine documents created."""
    return isinstance(response, dict) and response["created"] == 9 and not response["failures"]


def refused(name: str) -> Differs:
    """The node refuses the request, ours copies all nine documents."""
    changes: dict[str, tuple[object, object]] = {"error": (True, False), "response": (None, copied), "status": (ABSENT, 200)}
    documents = {f"documents.dst/{n}": (ABSENT, lambda found: len(found) == 1) for n in range(1, 10)}
    return Differs(name, changes | documents | {"mappings.dst": (ABSENT, bool)})


def only_theirs(name: str, row: str, copied_ids: list[int], body: dict[str, Any], says: str) -> Case:
    """A request over nine documents of which the node makes something, and which ours refuses by naming the field."""
    changes: dict[str, tuple[object, object]] = {
        "error": (False, True),
        "response": (lambda found: found["created"] == len(copied_ids), None),
        "status": (200, ABSENT),
        "mappings.dst": (bool, ABSENT),
    }
    documents = {f"documents.dst/{n}": (lambda found: len(found) == 1, ABSENT) for n in copied_ids}
    return Case(name, "R3 R4", {"src": docs(9)}, body, reason="Invalid", says=says, differs=Differs(row, changes | documents))


ALL = list(range(1, 10))

CASES = [
    only_theirs("search-key-aggs", "search-keys", ALL, copy({"aggs": {"m": {"max": {"field": "n"}}}}), "source.aggs"),
    only_theirs("search-key-version", "search-keys", ALL, copy({"version": True}), "source.version"),
    only_theirs("search-key-timeout", "search-keys", ALL, copy({"timeout": "10s"}), "source.timeout"),
    only_theirs("search-key-post-filter", "search-keys", [1, 2], copy({"post_filter": {"range": {"n": {"lt": 3}}}}), "source.postFilter"),
    only_theirs("search-key-min-score", "search-keys", ALL, copy({"min_score": 0.5}), "source.minScore"),
    only_theirs("lenient-max-docs-fraction", "lenient-values", [1, 2], copy(max_docs=2.5), "maxDocs"),
    only_theirs("lenient-max-docs-text", "lenient-values", [1, 2, 3], copy(max_docs="3"), "maxDocs"),
    only_theirs("lenient-op-type", "lenient-values", ALL, copy(None, {"op_type": "CREATE"}), "dest.opType"),
    only_theirs("lenient-routing", "lenient-values", ALL, copy(None, {"routing": ""}), "dest.routing"),
    Case(
        "remote-keeps-bytes",
        "R25",
        {"src": [Doc("1", NUMBERS)]},
        copy(REMOTE_SRC),
        differs=Differs("remote-bytes", {"documents.dst/1": (lambda found: found != ONE_BYTE_FOR_BYTE, ONE_BYTE_FOR_BYTE)}),
    ),
    Case("remote-slices", "R10 R44", {"src": Index(docs(9), shards=2)}, copy(REMOTE_SRC), {"slices": 2}, differs=refused("remote-slices")),
    Case(
        "remote-slices-auto",
        "R10 R44",
        {"src": Index(docs(9), shards=2)},
        copy(REMOTE_SRC),
        {"slices": "auto"},
        differs=refused("remote-slices"),
    ),
    Case(
        "remote-alias-required",
        "R13",
        {"src": docs(2), "dst": []},
        copy(REMOTE_SRC),
        {"require_alias": True},
        reason="NotAnAlias",
        says="dst",
        differs=Differs(
            "remote-require-alias",
            {
                "error": (False, True),
                "response": (lambda response: response["created"] == 2, None),
                "status": (200, ABSENT),
                "documents.dst/1": (lambda found: len(found) == 1, ABSENT),
                "documents.dst/2": (lambda found: len(found) == 1, ABSENT),
                "mappings.dst.mappings.properties": (bool, ABSENT),
            },
        ),
    ),
]
