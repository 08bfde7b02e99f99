"""What is read: queries, sizes, filters of fields, several sources, patterns (R14, R17-R20, R33)."""

from datetime import UTC, datetime

from tests.conformance.harness.case import Case, Differs, Doc, Index, Step, anything, copy, docs

TAGGED = {
    "src": Index(
        docs(20, lambda n: {"n": n, "tag": f"t{n % 3}", "text": f"word{n} common"}), mappings={"properties": {"tag": {"type": "keyword"}}}
    )
}
RICH = [
    Doc("1", {"a": 1, "b": {"c": [1, 2], "e": "x"}, "secret": {"key": "s", "open": 1}, "z": True}),
    Doc("2", {"c": 7}),
    Doc("3", {}),
]
THIS_YEAR = datetime.now(tz=UTC).year
NO_SYNTHETIC = {"es7": "no synthetic source before 8.4", "os3": "OpenSearch's derived source is another setting"}
ONCE = "three hundred indices take minutes to make: one Elasticsearch and one OpenSearch must do"
NOT_300 = {"es7": ONCE, "es8": ONCE}
MANY: list[Step] = [
    ("PUT", "/_index_template/many", {"index_patterns": ["many-*"], "template": {"settings": {"number_of_replicas": 0}}}),
    ("POST", "/_bulk?refresh=true", b"".join(b'{"index":{"_index":"many-%d","_id":"%d"}}\n{"n":%d}\n' % (n, n, n) for n in range(300))),
]


def reads(name: str, rules: str, source: dict[str, object], **more: object) -> Case:
    """A case over the tagged documents."""
    return Case(name, rules, TAGGED, copy(source, **more))


CASES = [
    Case("one-document", "R25 R27", {"src": docs(1)}, copy()),
    Case("three-documents", "R25 R27", {"src": docs(3)}, copy()),
    Case("empty-source", "R33", {"src": []}, copy()),
    Case("empty-source-leaves-no-destination", "R32 R33", {"src": [], "other": docs(1)}, copy()),
    Case("all-deleted-source", "R33", {"src": docs(3)}, copy(), after=[("DELETE", f"/src/_doc/{n}?refresh=true", None) for n in (1, 2, 3)]),
    Case("pages-that-do-not-divide", "R33 R17", {"src": docs(25)}, copy({"size": 10})),
    Case("pages-that-divide", "R33 R17", {"src": docs(20)}, copy({"size": 10})),
    Case("one-a-page", "R33 R17", {"src": docs(4)}, copy({"size": 1})),
    Case("page-larger-than-the-source", "R33 R17", {"src": docs(4)}, copy({"size": 10_000})),
    Case("more-than-the-default-page", "R17", {"src": docs(2500)}, copy(), differs=Differs("page-size", {"response.batches": (3, 1)})),
    reads("query-term", "R17 api:source", {"query": {"term": {"tag": "t1"}}}),
    reads("query-range", "R17", {"query": {"range": {"n": {"gte": 5, "lt": 9}}}}),
    reads("query-match", "R17", {"query": {"match": {"text": "word7"}}}),
    reads("query-bool", "R17", {"query": {"bool": {"must": [{"match": {"text": "common"}}], "must_not": [{"term": {"tag": "t0"}}]}}}),
    reads("query-ids", "R17", {"query": {"ids": {"values": ["3", "5", "none"]}}}),
    reads("query-exists", "R17", {"query": {"exists": {"field": "nothing"}}}),
    reads("query-none", "R33", {"query": {"match_none": {}}}),
    reads("query-string", "R17", {"query": {"query_string": {"query": "tag:t2 AND n:[1 TO 9]"}}}),
    reads("query-function-score", "R17", {"query": {"function_score": {"query": {"term": {"tag": "t1"}}, "random_score": {}}}}),
    reads("query-script", "R17", {"query": {"script": {"script": "doc['n'].value % 5 == 0"}}}),
    reads("query-terms-of-another-document", "R17", {"query": {"terms": {"n": {"index": "src", "id": "4", "path": "n"}}}}),
    reads("query-pages", "R33", {"query": {"term": {"tag": "t1"}}, "size": 3}),
    Case("filter-one-field", "R4", {"src": RICH}, copy({"_source": "a"})),
    Case("filter-list", "R4", {"src": RICH}, copy({"_source": ["a", "z"]})),
    Case("filter-wildcard", "R4", {"src": RICH}, copy({"_source": ["b.*"]})),
    Case("filter-includes-and-excludes", "R4", {"src": RICH}, copy({"_source": {"includes": ["secret", "a"], "excludes": ["secret.key"]}})),
    Case("filter-excludes", "R4", {"src": RICH}, copy({"_source": {"excludes": ["secret"]}})),
    Case("filter-everything", "R4", {"src": RICH}, copy({"_source": {"excludes": ["*"]}})),
    Case("filter-that-names-nothing", "R4", {"src": RICH}, copy({"_source": ["nothing"]})),
    Case("mapping-excludes-fields", "R20", {"src": Index(RICH, mappings={"_source": {"excludes": ["secret.*"]}})}, copy()),
    Case(
        "no-source-kept",
        "R20",
        {"src": Index(docs(3), mappings={"_source": {"enabled": False}})},
        copy(),
        reason="SourceMissing",
        says=["src", "_source"],
    ),
    Case(
        "one-of-two-keeps-no-source",
        "R20",
        {"src": docs(2), "src2": Index(docs(2, start=5), mappings={"_source": {"enabled": False}})},
        copy({"index": ["src2", "src"]}),
        reason="SourceMissing",
        says="_source",
    ),
    Case(
        "synthetic-source",
        "R17",
        {
            "src": Index(
                docs(3, lambda n: {"t": f"v{n}", "n": n}),
                settings={"index.mapping.source.mode": "synthetic"},
                mappings={"properties": {"n": {"type": "long"}, "t": {"type": "keyword"}}},
            )
        },
        copy(),
        unless=NO_SYNTHETIC,
    ),
    Case(
        "runtime-mappings",
        "R17 api:source",
        TAGGED,
        copy(
            {
                "runtime_mappings": {"double": {"type": "long", "script": "emit(doc['n'].value * 2)"}},
                "query": {"range": {"double": {"gt": 30}}},
            }
        ),
        unless={"os3": "no runtime mappings in OpenSearch"},
    ),
    Case(
        "runtime-mappings-that-do-not-compile",
        "R17",
        TAGGED,
        copy({"runtime_mappings": {"x": {"type": "long", "script": "emit(nothing)"}}, "query": {"range": {"x": {"gt": 30}}}}),
        reason="InvalidQuery",
        says="nothing",
        unless={"os3": "no runtime mappings in OpenSearch"},
    ),
    Case("two-sources", "api:source", {"src": docs(3), "src2": docs(3, start=11)}, copy({"index": ["src", "src2"]})),
    Case("sources-as-one-text", "R1", {"src": docs(3), "src2": docs(3, start=11)}, copy({"index": "src,src2"})),
    Case("source-named-twice", "api:source", {"src": docs(3)}, copy({"index": ["src", "src"]})),
    Case(
        "sources-of-other-shard-counts",
        "api:source",
        {"src": Index(docs(9), shards=3), "src2": docs(3, start=11), "src3": Index(docs(8, start=21), shards=2)},
        copy({"index": ["src", "src2", "src3"]}),
    ),
    Case("pattern", "api:source", {"src-a": docs(2), "src-b": docs(2, start=5), "other": docs(1, start=9)}, copy({"index": "src-*"})),
    Case("pattern-less-one", "api:source", {"src-a": docs(2), "src-b": docs(2, start=5)}, copy({"index": ["src-*", "-src-b"]})),
    Case("pattern-without-a-match", "R14", {"other": docs(1)}, copy({"index": "src-*"})),
    Case("pattern-and-a-name", "api:source", {"src-a": docs(2), "other": docs(1, start=9)}, copy({"index": ["src-*", "other"]})),
    Case(
        "everything",
        "R1",
        {"src-a": docs(2), "src-b": docs(2, start=5)},
        copy({"index": "_all", "query": {"range": {"n": {"lt": 9}}}}),
        before=[("PUT", "/dst", {"settings": {"number_of_replicas": 0}})],
        reason="DestinationIsSource",
        says="dst",
    ),
    Case("everything-into-what-is-not-there", "R1", {"src-a": docs(2), "src-b": docs(2, start=5)}, copy({"index": "_all"})),
    Case("three-hundred-indices", "api:source", {}, copy({"index": "many-*"}), before=MANY, unless=NOT_300),
    Case("date-math-name", "api:source", {f"src-{THIS_YEAR}": docs(3)}, copy({"index": "<src-{now/d{yyyy}}>"})),
    Case("hidden-index-by-name", "api:source", {"src": Index(docs(2), settings={"hidden": True})}, copy()),
    Case(
        "hidden-index-by-pattern",
        "api:source",
        {"src-a": Index(docs(2), settings={"hidden": True}), "src-b": docs(1, start=5)},
        copy({"index": "src-*"}),
    ),
    Case("closed-index-by-name", "R14", {"src": docs(2)}, copy(), after=[("POST", "/src/_close", None)], reason="SearchFailed", says="src"),
    Case(
        "closed-index-by-pattern",
        "R14",
        {"src-a": docs(2), "src-b": docs(1, start=5)},
        copy({"index": "src-*"}),
        after=[("POST", "/src-a/_close", None)],
    ),
    Case("five-shards", "R17", {"src": Index(docs(50), shards=5)}, copy({"size": 10})),
    Case("fifty-shards", "R17", {"src": Index(docs(120), shards=50)}, copy()),
    Case("shards-without-documents", "R17", {"src": Index(docs(1), shards=5)}, copy()),
    Case(
        "deletes-and-updates-behind",
        "R17",
        {"src": docs(12)},
        copy({"size": 5}),
        after=[
            ("DELETE", "/src/_doc/3", None),
            ("PUT", "/src/_doc/5", {"n": 50}),
            ("PUT", "/src/_doc/5", {"n": 51}),
            ("DELETE", "/src/_doc/12", None),
            ("POST", "/src/_refresh", None),
        ],
    ),
    Case("what-is-not-refreshed-is-not-copied", "R17", {"src": docs(3)}, copy(), after=[("PUT", "/src/_doc/9", {"n": 9})]),
    Case(
        "nested-documents",
        "R17",
        {
            "src": Index(
                docs(6, lambda n: {"n": n, "inner": [{"k": i} for i in range(n)]}), mappings={"properties": {"inner": {"type": "nested"}}}
            )
        },
        copy({"size": 4}),
    ),
    Case(
        "nested-query",
        "R17",
        {
            "src": Index(
                docs(6, lambda n: {"n": n, "inner": [{"k": i} for i in range(n)]}), mappings={"properties": {"inner": {"type": "nested"}}}
            )
        },
        copy({"query": {"nested": {"path": "inner", "query": {"term": {"inner.k": 4}}}}}),
    ),
    Case(
        "parents-and-children",
        "R17 R26",
        {
            "src": Index(
                [Doc("p", {"j": "parent"}), Doc("c", {"j": {"name": "child", "parent": "p"}}, routing="p")],
                shards=2,
                mappings={"properties": {"j": {"type": "join", "relations": {"parent": "child"}}}},
            ),
            "dst": Index(shards=2, mappings={"properties": {"j": {"type": "join", "relations": {"parent": "child"}}}}),
        },
        copy(),
        unless={"es9": "the node has no parent-join module", "es8": "the node has no parent-join module"},
    ),
    Case("waited-for", "api:wait_for_completion", {"src": docs(3)}, copy(), {"wait_for_completion": True}),
    Case(
        "query-that-reads-source", "R17", TAGGED, copy({"query": {"simple_query_string": {"query": "word3 | word4", "fields": ["text"]}}})
    ),
    Case(
        "query-prefix-and-wildcard",
        "R17",
        TAGGED,
        copy({"query": {"bool": {"should": [{"prefix": {"tag": "t1"}}, {"wildcard": {"text": "word1*"}}]}}}),
    ),
    Case("query-constant-score", "R17", TAGGED, copy({"query": {"constant_score": {"filter": {"terms": {"tag": ["t0", "t2"]}}}}})),
    Case(
        "query-by-index", "R17", {"src": docs(3), "src2": docs(3, start=11)}, copy({"index": "src*", "query": {"term": {"_index": "src2"}}})
    ),
    Case("query-empty", "R17", {"src": docs(3)}, copy({"query": {}}), reason="InvalidQuery", says="empty clause"),
    Case("query-and-slices-and-size", "R17 R33", TAGGED, copy({"query": {"range": {"n": {"gt": 8}}}, "size": 5})),
    Case("filter-and-pages", "R4 R33", {"src": docs(7, lambda n: {"n": n, "m": n})}, copy({"_source": ["m"], "size": 3})),
    Case(
        "filter-of-dotted-fields",
        "R4",
        {"src": anything([Doc("1", {"a.b": 1, "a": {"c": 2}}), Doc("2", {"a": {"b": {"d": 1}}})])},
        copy({"_source": ["a.b"]}),
    ),
    Case(
        "filter-of-arrays-of-objects",
        "R4",
        {"src": [Doc("1", {"a": [{"b": 1, "c": 2}, {"c": 3}, {"b": None}]})]},
        copy({"_source": {"excludes": ["a.c"]}}),
    ),
    Case("filter-of-numbers-as-written", "R4", {"src": [Doc("1", b'{"a":1.10,"b":1e3,"c":1}')]}, copy({"_source": ["a", "b"]})),
    Case("scroll-time", "R17 api:scroll", {"src": docs(7)}, copy({"size": 3}), {"scroll": "10m"}),
    Case(
        "scroll-time-too-long",
        "R17",
        {"src": docs(7)},
        copy({"size": 3}),
        {"scroll": "25h"},
        reason="SearchFailed",
        says="Keep alive for request",
    ),
    Case("sources-with-the-same-ids", "R36", {"src": docs(3), "src2": docs(3, lambda n: {"m": n})}, copy({"index": ["src", "src2"]})),
]
