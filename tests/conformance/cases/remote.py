"""A source in another cluster: here the node itself, reached as one (R10, R13, R18, R23)."""

from typing import Any

from tests.conformance.harness.case import ABSENT, REMOTE, Case, Differs, Doc, Index, anything, copy, docs, mapped

REMOTE_SRC = {"remote": {"host": REMOTE}}

NOTHING_TO_SEARCH = Differs(
    "remote-nothing",
    {"error": (True, False), "response": (None, lambda found: found["total"] == 0), "status": (ABSENT, 200)},
    always=False,
)


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
    remote("remote-alias", "api:source", None, {"real": Index(docs(4), aliases={"src": {}})}),
    remote("remote-filtered-alias", "api:source", None, {"real": Index(docs(9), aliases={"src": {"filter": {"range": {"n": {"gt": 4}}}}})}),
    remote("remote-none-matches", "R33", {"query": {"range": {"n": {"gt": 99}}}}),
    remote("remote-size-of-one", "R33", {"size": 1}),
    remote("remote-many-shards", "R17", None, {"src": Index(docs(40), shards=5)}),
    remote(
        "remote-without-source",
        "R20",
        None,
        {"src": Index(docs(2), mappings={"_source": {"enabled": False}})},
        reason="SourceMissing",
        says="_source",
    ),
    remote("remote-closed", "R14", None, after=[("POST", "/src/_close", None)], reason="SearchFailed", says="src"),
    remote("remote-pattern-without-a-match", "R14", {"index": "none-*"}, differs=NOTHING_TO_SEARCH),
    remote("remote-unicode", "R25", None, {"src": [Doc("1", {"k": "äöü € 中文"}), Doc("é", {"k": "ü"})]}),
    remote("remote-into-its-own-index", "R11", None, {"src": docs(3), "dst": docs(3)}),
    Case(
        "remote-failures",
        "R10 R30",
        {"src": anything(docs(4, lambda n: {"n": "x" if n == 3 else n})), "dst": mapped(n={"type": "long"})},
        copy(REMOTE_SRC),
    ),
    Case("remote-conflicts-abort", "R10 R29", {"src": docs(4), "dst": docs(2)}, copy(REMOTE_SRC, {"op_type": "create"})),
    Case("remote-routing-to-a-text", "R10 R26", {"src": docs(4), "dst": Index(shards=2)}, copy(REMOTE_SRC, {"routing": "=x"})),
    Case("remote-refresh", "R10 R35", {"src": docs(4), "dst": []}, copy(REMOTE_SRC), {"refresh": True}, visible=True),
    Case(
        "remote-throttled", "R10 R41", {"src": docs(4)}, copy(REMOTE_SRC | {"size": 2}), {"requests_per_second": 20}, throttled=(50, 1000)
    ),
    Case("remote-max-docs-and-pages", "R10 R31", {"src": docs(9)}, copy(REMOTE_SRC | {"size": 2}, max_docs=5)),
    Case("remote-max-docs", "R10 R31", {"src": docs(9)}, copy(REMOTE_SRC, max_docs=4)),
    Case("remote-external-versions", "R10 R19", {"src": [Doc("1", {"n": 1}, version=7)]}, copy(REMOTE_SRC, {"version_type": "external"})),
    Case(
        "remote-create-and-conflicts",
        "R10 R29",
        {"src": docs(4), "dst": docs(2)},
        copy(REMOTE_SRC, {"op_type": "create"}, conflicts="proceed"),
    ),
]
