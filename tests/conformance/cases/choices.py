"""Versions, routing, maxDocs, slices, throttle and their combinations (R5, R19, R26, R29, R31, R41, R44, R45)."""

from typing import Any

from tests.conformance.harness.case import Case, Differs, Doc, Index, anything, copy, docs, mapped

NEWER = [
    Doc("1", {"from": "src"}, version=5),
    Doc("2", {"from": "src"}, version=5),
    Doc("3", {"from": "src"}, version=5),
    Doc("4", {"from": "src"}, version=5),
]
THERE = [Doc("1", {"from": "dst"}, version=4), Doc("2", {"from": "dst"}, version=5), Doc("3", {"from": "dst"}, version=6)]
ROUTED = Index(
    [Doc("1", {"n": 1}, routing="a"), Doc("2", {"n": 2}), Doc("3", {"n": 3}, routing="ä b/c"), Doc("4", {"n": 4}, routing="a,b")], shards=2
)


def versioned(kind: str, conflicts: str) -> Case:
    """Older, equal, newer and missing documents under a version type."""
    return Case(f"{kind}-{conflicts}", "R19 R29", {"src": NEWER, "dst": THERE}, copy(None, {"version_type": kind}, conflicts=conflicts))


def routed(name: str, routing: str) -> Case:
    """Documents with and without routing, routed so."""
    return Case(f"routing-{name}", "R9 R26", {"src": ROUTED, "dst": Index(shards=3)}, copy(None, {"routing": routing}))


def at_most(name: str, count: int, rules: str = "R31", params: dict[str, Any] | None = None, shards: int = 1, **more: Any) -> Case:
    """Twelve documents, of which some are copied."""
    return Case(f"max-docs-{name}", rules, {"src": Index(docs(12), shards=shards)}, copy(**more, max_docs=count), params or {})


ALIKE = docs(80, lambda _: {"same": True})


def uneven(count: int) -> Differs:
    """The node's slices may leave some of ``max_docs``, as may the rounding of their shares before 9; ours copy all of it."""
    most = min(count, len(ALIKE))
    return Differs(
        "max-docs-exact",
        {
            "documents.dst/*": (lambda found: len(found) < most, lambda found: len(found) == most),
            "response.created": (lambda created: created < most, most),
            "response.total": (lambda total: total < most, most),
        },
        always=False,
    )


def shared(name: str, count: int, slices: int | str, unless: dict[str, str] | None = None, **more: Any) -> Case:
    """Eighty documents that are all alike, of which some are copied in slices: which ones is not said."""
    index = {"src": Index(ALIKE, shards=4)}
    return Case(
        f"max-docs-shared-{name}",
        "R31 R45",
        index,
        copy({"size": 2}, max_docs=count, **more),
        {"slices": slices},
        any_id=True,
        differs=uneven(count),
        unless=unless or {},
    )


CASES = [
    *(versioned(kind, conflicts) for kind in ("internal", "external", "external_gt", "external_gte") for conflicts in ("abort", "proceed")),
    Case("external-into-nothing", "R19", {"src": NEWER}, copy(None, {"version_type": "external"})),
    Case(
        "external-of-updated-documents",
        "R19",
        {"src": docs(3)},
        copy(None, {"version_type": "external"}),
        after=[("PUT", "/src/_doc/2", {"n": 20}), ("PUT", "/src/_doc/2?refresh=true", {"n": 21})],
    ),
    Case(
        "external-twice-is-all-conflicts",
        "R19 R29",
        {"src": NEWER, "dst": NEWER},
        copy(None, {"version_type": "external"}, conflicts="proceed"),
    ),
    Case("external-gte-twice-is-all-updates", "R19 R27", {"src": NEWER, "dst": NEWER}, copy(None, {"version_type": "external_gte"})),
    Case("internal-restarts-versions", "R19 R25", {"src": NEWER}, copy()),
    Case("external-with-size", "R19", {"src": NEWER, "dst": THERE}, copy({"size": 1}, {"version_type": "external"}, conflicts="proceed")),
    routed("keep", "keep"),
    routed("discard", "discard"),
    routed("to-a-text", "=cat"),
    routed("to-nothing", "="),
    routed("to-an-odd-text", "=ä = b, c/d"),
    Case("routing-by-default", "R26", {"src": ROUTED, "dst": Index(shards=3)}, copy()),
    Case(
        "routing-required-and-there",
        "R26",
        {"src": Index([Doc("1", {"n": 1}, routing="a")]), "dst": Index(mappings={"_routing": {"required": True}})},
        copy(),
    ),
    Case(
        "routing-required-and-missing",
        "R26 R29",
        {"src": Index([Doc("1", {"n": 1}, routing="a"), Doc("2", {"n": 2})]), "dst": Index(mappings={"_routing": {"required": True}})},
        copy(),
    ),
    Case(
        "routing-required-and-discarded",
        "R26 R29",
        {"src": Index([Doc("1", {"n": 1}, routing="a")]), "dst": Index(mappings={"_routing": {"required": True}})},
        copy(None, {"routing": "discard"}),
    ),
    Case(
        "routing-partitioned",
        "R26",
        {"src": Index(docs(9)), "dst": Index(shards=4, settings={"routing_partition_size": 2}, mappings={"_routing": {"required": True}})},
        copy(None, {"routing": "=x"}),
    ),
    Case(
        "routing-and-create",
        "R26 R29",
        {"src": ROUTED, "dst": Index([Doc("1", {"old": 1}, routing="a")], shards=3)},
        copy(None, {"op_type": "create", "routing": "keep"}, conflicts="proceed"),
    ),
    Case(
        "routing-and-external-versions",
        "R19 R26",
        {"src": Index([Doc("1", {"n": 1}, routing="a", version=5)]), "dst": Index(shards=3)},
        copy(None, {"version_type": "external", "routing": "=b"}),
    ),
    Case("routing-and-a-query", "R26", {"src": ROUTED}, copy({"query": {"term": {"_routing": "a"}}})),
    Case("routing-of-512-bytes", "R26", {"src": Index([Doc("1", {"n": 1}, routing="r" * 512)], shards=2), "dst": Index(shards=2)}, copy()),
    Case(
        "same-id-by-two-routings",
        "R26 R36",
        {"src": Index([Doc("1", {"n": 1}, routing="a"), Doc("1", {"n": 2}, routing="b")], shards=5), "dst": Index(shards=5)},
        copy(),
    ),
    at_most("of-many", 5),
    at_most("one", 1),
    at_most("all", 12),
    at_most("more-than-there-are", 100),
    Case("max-docs-with-pages", "R31 R33", {"src": docs(12)}, copy({"size": 5}, max_docs=7)),
    Case("max-docs-of-whole-pages", "R31 R33", {"src": docs(12)}, copy({"size": 5}, max_docs=10)),
    Case("max-docs-a-page", "R31 R33", {"src": docs(12)}, copy({"size": 5}, max_docs=5)),
    Case("max-docs-below-a-page", "R31 R33", {"src": docs(12)}, copy({"size": 5}, max_docs=4)),
    Case("max-docs-pages-of-one", "R31 R33", {"src": docs(12)}, copy({"size": 1}, max_docs=4)),
    Case("max-docs-as-a-parameter", "R5 api:max_docs", {"src": docs(12)}, copy(), {"max_docs": 4}),
    Case("max-docs-and-a-query", "R31", {"src": docs(12)}, copy({"query": {"range": {"n": {"gt": 4}}}}, max_docs=3)),
    Case("max-docs-and-updates", "R31", {"src": docs(12), "dst": docs(4)}, copy(max_docs=6)),
    Case(
        "max-docs-conflicts-do-not-count",
        "R31",
        {"src": docs(12), "dst": docs(4)},
        copy({"size": 3}, {"op_type": "create"}, conflicts="proceed", max_docs=6),
    ),
    Case(
        "max-docs-conflicts-everywhere",
        "R31",
        {"src": docs(12), "dst": docs(12)},
        copy({"size": 5}, {"op_type": "create"}, conflicts="proceed", max_docs=6),
        differs=Differs("max-docs-batches", {"response.batches": (3, 4)}, always=False),
    ),
    Case(
        "max-docs-conflicts-in-one-page",
        "R31",
        {"src": docs(12), "dst": docs(4)},
        copy({"size": 12}, {"op_type": "create"}, conflicts="proceed", max_docs=6),
        unless={"os3": "OpenSearch reads one page only and stops short of max_docs; ours goes on, as Elasticsearch does"},
    ),
    Case("max-docs-conflicts-abort", "R30 R31", {"src": docs(12), "dst": docs(1)}, copy({"size": 3}, {"op_type": "create"}, max_docs=6)),
    Case("max-docs-of-nothing", "R31", {"src": []}, copy(max_docs=5)),
    shared("evenly", 20, 4),
    shared("unevenly", 21, 4),
    shared("one-each", 3, 3, {"es8": "8.19.8 refuses slices of fewer documents than a page"}),
    shared("by-auto", 18, "auto"),
    shared("more-than-there-are", 400, 4),
    shared("as-many-as-there-are", 80, 4),
    shared("under-proceed", 20, 4, conflicts="proceed"),
    Case("max-docs-and-pages-under-proceed", "R31", {"src": docs(12)}, copy({"size": 5}, conflicts="proceed", max_docs=7)),
    Case("max-docs-below-a-page-under-proceed", "R31", {"src": docs(12)}, copy({"size": 5}, conflicts="proceed", max_docs=4)),
    Case(
        "max-docs-and-external-conflicts",
        "R19 R31",
        {"src": NEWER, "dst": THERE},
        copy({"size": 1}, {"version_type": "external"}, conflicts="proceed", max_docs=2),
    ),
    Case(
        "max-docs-and-failures",
        "R30 R31",
        {"src": anything(docs(9, lambda n: {"n": "x" if n == 2 else n})), "dst": mapped(n={"type": "long"})},
        copy({"size": 3}, max_docs=5),
    ),
    Case("max-docs-of-two-sources", "R31", {"src": docs(4), "src2": docs(4, start=11)}, copy({"index": ["src", "src2"]}, max_docs=8)),
    Case(
        "max-docs-and-a-throttle",
        "R31 R41",
        {"src": docs(6)},
        copy({"size": 2}, max_docs=4),
        {"requests_per_second": 20},
        throttled=(100, 1000),
    ),
    Case("slices-one", "R44 api:slices", {"src": docs(9)}, copy(), {"slices": 1}),
    Case("slices-of-shards", "R44 R46", {"src": Index(docs(30), shards=3)}, copy(), {"slices": 3}),
    Case("slices-auto-of-one-shard", "R44", {"src": docs(9)}, copy(), {"slices": "auto"}),
    Case("slices-auto-of-three-shards", "R44", {"src": Index(docs(30), shards=3)}, copy(), {"slices": "auto"}),
    Case(
        "slices-auto-of-several-indices",
        "R44",
        {"src": Index(docs(30), shards=3), "src2": Index(docs(30, start=101), shards=2)},
        copy({"index": ["src", "src2"]}),
        {"slices": "auto"},
    ),
    Case("slices-auto-of-nothing", "R44", {"src": []}, copy(), {"slices": "auto"}),
    Case("slices-more-than-shards", "R44 R46", {"src": Index(docs(40), shards=2)}, copy(), {"slices": 5}),
    Case("slices-of-one-shard", "R44 R46", {"src": docs(40)}, copy(), {"slices": 4}),
    Case("slices-more-than-documents", "R44 R46", {"src": docs(3)}, copy(), {"slices": 9}),
    Case("slices-and-size", "R44 R46", {"src": Index(docs(40), shards=2)}, copy({"size": 3}), {"slices": 2}),
    Case("slices-and-query", "R44", {"src": Index(docs(40), shards=2)}, copy({"query": {"range": {"n": {"lt": 9}}}}), {"slices": 3}),
    Case(
        "slices-and-conflicts-proceed",
        "R46 R29",
        {"src": docs(40), "dst": docs(10)},
        copy(None, {"op_type": "create"}, conflicts="proceed"),
        {"slices": 3},
    ),
    Case(
        "slices-and-external-versions",
        "R46 R19",
        {"src": NEWER, "dst": THERE},
        copy(None, {"version_type": "external"}, conflicts="proceed"),
        {"slices": 2},
    ),
    Case("slices-auto-at-most-twenty", "R44", {"src": Index(docs(60), shards=25)}, copy(), {"slices": "auto"}),
    Case("slices-as-a-text", "R6 R44", {"src": Index(docs(9), shards=2)}, copy(), {"slices": "2"}),
    Case("slices-of-a-missing-pattern", "R14 R44", {}, copy({"index": "none-*"}), {"slices": 3}),
    Case(
        "slices-and-failures",
        "R30 R46",
        {"src": anything(docs(9, lambda n: {"n": f"x{n}"})), "dst": mapped(n={"type": "long"})},
        copy(),
        {"slices": 1},
    ),
    Case(
        "slices-of-several-indices",
        "R44 R46",
        {"src": Index(docs(30), shards=3), "src2": docs(9, start=101), "src3": []},
        copy({"index": ["src", "src2", "src3"]}),
        {"slices": 4},
    ),
    Case(
        "slices-and-a-filter",
        "R4 R44",
        {"src": Index(docs(20, lambda n: {"n": n, "m": n}), shards=2)},
        copy({"_source": ["m"]}),
        {"slices": 2},
    ),
    Case(
        "slices-and-runtime-mappings",
        "R17 R44",
        {"src": Index(docs(20), shards=2)},
        copy(
            {"runtime_mappings": {"half": {"type": "long", "script": "emit(doc['n'].value / 2)"}}, "query": {"range": {"half": {"lt": 4}}}}
        ),
        {"slices": 2},
        unless={"os3": "no runtime mappings in OpenSearch"},
    ),
    Case("slices-and-routing", "R46 R26", {"src": ROUTED}, copy(None, {"routing": "=x"}), {"slices": 2}),
    Case("throttled-not-at-all", "R7 R41", {"src": docs(5)}, copy(), {"requests_per_second": -1}),
    Case(
        "throttled",
        "R41 api:requests_per_second response:throttled_millis",
        {"src": docs(6)},
        copy({"size": 2}),
        {"requests_per_second": 20},
        throttled=(200, 1000),
    ),
    Case("throttled-one-page", "R41", {"src": docs(6)}, copy({"size": 10}), {"requests_per_second": 20}, throttled=(0, 600)),
    Case("throttled-by-a-fraction", "R7 R41", {"src": docs(2)}, copy({"size": 1}), {"requests_per_second": 2.5}, throttled=(400, 2000)),
    Case("throttled-far-above", "R41", {"src": docs(5)}, copy({"size": 2}), {"requests_per_second": 1_000_000}, throttled=(0, 20)),
    Case("throttled-empty", "R41", {"src": []}, copy(), {"requests_per_second": 1}),
    Case(
        "throttled-slices",
        "R43",
        {"src": Index(docs(8), shards=2)},
        copy({"size": 2}),
        {"requests_per_second": 40, "slices": 2},
        throttled=(0, 2000),
    ),
]
