"""Sources that are read in an order of their own, or in one slice cut by hand (R6, R15, R44)."""

from tests.conformance.harness.case import Case, Doc, Index, copy, docs

TAGGED = {
    "src": Index(
        docs(20, lambda n: {"n": n, "tag": f"t{n % 3}", "text": f"word{n} common"}), mappings={"properties": {"tag": {"type": "keyword"}}}
    )
}

CASES = [
    Case("sort-ascending", "R15", {"src": docs(9)}, copy({"sort": {"n": "asc"}, "size": 4})),
    Case("sort-descending-and-max-docs", "R15 R31", {"src": docs(9)}, copy({"sort": [{"n": "desc"}], "size": 4}, max_docs=6)),
    Case("sort-by-an-object", "R15", {"src": docs(9)}, copy({"sort": [{"n": {"order": "desc"}}]}, max_docs=3)),
    Case("sort-by-several", "R15", TAGGED, copy({"sort": [{"tag": "asc"}, {"n": "desc"}]}, max_docs=8)),
    Case(
        "sort-by-score",
        "R15",
        TAGGED,
        copy({"sort": [{"_score": "desc"}], "query": {"function_score": {"field_value_factor": {"field": "n"}}}}, max_docs=5),
    ),
    Case("sort-by-doc", "R15", {"src": docs(9)}, copy({"sort": [{"_doc": "asc"}]}, max_docs=5)),
    Case("sort-by-an-unmapped-field", "R15", {"src": docs(3)}, copy({"sort": [{"nothing": "asc"}]}), reason="InvalidQuery", says="nothing"),
    Case(
        "sort-with-missing-values",
        "R15",
        {"src": [*docs(3), Doc("9", {"m": 1})]},
        copy({"sort": [{"n": {"order": "asc", "missing": "_first"}}]}, max_docs=2),
    ),
    Case(
        "sort-and-a-filter-of-fields",
        "R4 R15",
        {"src": docs(6, lambda n: {"n": n, "m": n})},
        copy({"sort": [{"n": "desc"}], "_source": ["m"]}, max_docs=4),
    ),
    Case(
        "sort-and-a-query",
        "R15",
        {"src": docs(9)},
        copy({"sort": [{"n": "desc"}], "query": {"range": {"n": {"lt": 7}}}, "size": 2}, max_docs=3),
    ),
    Case(
        "sort-and-conflicts",
        "R15 R29",
        {"src": docs(9), "dst": docs(2, start=8)},
        copy({"sort": [{"n": "desc"}], "size": 2}, {"op_type": "create"}, conflicts="proceed", max_docs=4),
    ),
    Case(
        "sort-and-external-versions",
        "R15 R19",
        {"src": [Doc(str(n), {"n": n}, version=n + 5) for n in range(5)]},
        copy({"sort": [{"n": "desc"}], "size": 2}, {"version_type": "external"}, max_docs=3),
    ),
    Case(
        "sort-and-routing",
        "R15 R26",
        {"src": Index([Doc(str(n), {"n": n}, routing=f"r{n}") for n in range(5)], shards=2)},
        copy({"sort": [{"n": "asc"}]}, max_docs=3),
    ),
    Case("sort-of-nothing", "R15 R33", {"src": Index(mappings={"properties": {"n": {"type": "long"}}})}, copy({"sort": [{"n": "asc"}]})),
    Case(
        "sort-by-a-runtime-field",
        "R15 R17",
        {"src": docs(9)},
        copy({"runtime_mappings": {"m": {"type": "long", "script": "emit(-doc['n'].value)"}}, "sort": [{"m": "asc"}]}, max_docs=3),
        unless={"os3": "no runtime mappings in OpenSearch"},
    ),
    Case(
        "sort-several-indices",
        "R15",
        {"src": docs(5), "src2": Index(docs(5, start=11), shards=2)},
        copy({"index": ["src", "src2"], "sort": [{"n": "desc"}], "size": 3}, max_docs=7),
    ),
    Case("sort-by-a-text", "R15", TAGGED, copy({"sort": [{"text": "asc"}]}), reason="InvalidQuery", says=["spec.source.sort", "text"]),
    Case("sort-several-shards", "R15", {"src": Index(docs(30), shards=3)}, copy({"sort": [{"n": "asc"}], "size": 7}, max_docs=20)),
    Case("slice-by-hand-first", "R6 R44", {"src": Index(docs(40))}, copy({"slice": {"id": 0, "max": 2}})),
    Case("slice-by-hand-second", "R6 R44", {"src": Index(docs(40))}, copy({"slice": {"id": 1, "max": 2}})),
    Case("slice-by-hand-of-three-shards", "R6 R44", {"src": Index(docs(40), shards=3)}, copy({"slice": {"id": 1, "max": 5}, "size": 4})),
    Case("slice-by-hand-fewer-than-shards", "R6 R44", {"src": Index(docs(40), shards=4)}, copy({"slice": {"id": 1, "max": 2}})),
    Case(
        "slice-by-hand-and-a-query",
        "R6 R17",
        {"src": docs(40)},
        copy({"slice": {"id": 0, "max": 3}, "query": {"range": {"n": {"lt": 20}}}}),
    ),
    Case(
        "slice-by-hand-and-create",
        "R6 R29",
        {"src": docs(40), "dst": docs(40)},
        copy({"slice": {"id": 1, "max": 4}}, {"op_type": "create"}, conflicts="proceed"),
    ),
    Case(
        "slice-by-hand-of-two-indices",
        "R6 R44",
        {"src": docs(20), "src2": docs(20, start=101)},
        copy({"index": ["src", "src2"], "slice": {"id": 1, "max": 2}}),
    ),
    Case("slice-by-hand-of-nothing", "R6 R33", {"src": []}, copy({"slice": {"id": 1, "max": 2}})),
    Case("slice-by-hand-and-sort", "R6 R15", {"src": docs(40)}, copy({"slice": {"id": 1, "max": 2}, "sort": [{"n": "desc"}], "size": 4})),
    Case("slice-by-hand-and-slices-of-one", "R6", {"src": docs(9)}, copy({"slice": {"id": 0, "max": 2}}), {"slices": 1}),
]
