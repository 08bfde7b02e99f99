"""A source in another cluster: here the node itself, reached as one (R10, R13, R18, R23)."""

from typing import Any

from tests.conformance.harness.case import REMOTE, Case, Doc, Index, copy, docs

REMOTE_SRC = {"remote": {"host": REMOTE}}


def remote(name: str, rules: str, source: dict[str, Any] | None = None, indices: dict[str, Any] | None = None, **more: Any) -> Case:
    """A copy from the node as a remote cluster."""
    return Case(name, f"R10 {rules}", indices or {"src": docs(6)}, copy(REMOTE_SRC | (source or {})), **more)


CASES = [
    remote("remote", "api:source"),
    remote("remote-query", "R10", {"query": {"range": {"n": {"gt": 3}}}}),
    remote("remote-pages", "R33", {"size": 4}),
    remote("remote-filter", "R4", {"_source": ["n"]}, {"src": docs(3, lambda n: {"n": n, "m": n})}),
    remote("remote-empty", "R33", None, {"src": []}),
    remote("remote-missing", "R14", {"index": "missing"}, reason="SourceNotFound", says="missing"),
    remote("remote-bad-query", "R10", {"query": {"trem": {}}}, reason="InvalidQuery", says="trem"),
    remote("remote-routing", "R26", None, {"src": Index([Doc("1", {"n": 1}, routing="a"), Doc("2", {"n": 2})], shards=2)}),
    remote("remote-two-indices", "api:source", {"index": ["src", "src2"]}, {"src": docs(2), "src2": docs(2, start=5)}),
    remote("remote-pattern", "api:source", {"index": "src-*"}, {"src-a": docs(2), "src-b": docs(2, start=5)}),
    remote("remote-sort", "R15", {"sort": {"n": "desc"}, "size": 2}),
    remote("remote-odd-ids", "R25", None, {"src": [Doc(i, {"n": 1}) for i in ("a b", "a/b", "%2F", "ü", '"')]}),
    Case("remote-max-docs", "R10 R31", {"src": docs(9)}, copy(REMOTE_SRC, max_docs=4)),
    Case("remote-external-versions", "R10 R19", {"src": [Doc("1", {"n": 1}, version=7)]}, copy(REMOTE_SRC, {"version_type": "external"})),
    Case(
        "remote-create-and-conflicts",
        "R10 R29",
        {"src": docs(4), "dst": docs(2)},
        copy(REMOTE_SRC, {"op_type": "create"}, conflicts="proceed"),
    ),
]
